import { readFileSync } from "node:fs";
import { get as httpsGet } from "node:https";
import { connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { silentLog } from "../platform/log.ts";
import { testApp } from "./app.test-support.ts";
import { httpLimits } from "./http-limits.ts";
import { openConnection, startTestServer } from "./server.test-support.ts";
import { startHttpServer } from "./server.ts";

function heldApp() {
  const { app } = testApp();
  let letGo = (): void => {};
  let started = (): void => {};
  const hold = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const running = new Promise<void>((resolve) => {
    started = resolve;
  });
  app.get("/held", async (context) => {
    started();
    await hold;
    return context.json({ done: true });
  });
  return { app, letGo: () => letGo(), running };
}

describe("stopping", () => {
  it("lets running requests finish, closes idle connections, takes no new ones", async () => {
    const { app, letGo, running } = heldApp();
    const server = await startTestServer(app);
    const idle = await openConnection(server.port);
    const used = await openConnection(server.port);
    used.socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    await used.until(/"ok"/);
    const answer = fetch(`${server.url}/held`);
    await running;
    const stopped = server.stop(10_000);
    await Promise.all([idle.closed, used.closed]);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    letGo();
    expect(await (await answer).json()).toEqual({ done: true });
    expect(await stopped).toBe(true);
    expect(server.openConnections).toBe(0);
  });

  it("cuts off what does not finish in time", async () => {
    const { app, running } = heldApp();
    const server = await startTestServer(app);
    const cutOff = expect(fetch(`${server.url}/held`)).rejects.toThrow();
    await running;
    expect(await server.stop(30)).toBe(false);
    await cutOff;
  });
});

describe("connections", () => {
  it("two thousand idle ones leave room for a request, and are closed in time", async () => {
    const { app } = testApp();
    const server = await startTestServer(app, {
      timeouts: { headersTimeoutMs: 300, requestTimeoutMs: 300, connectionsCheckMs: 50 },
    });
    const sockets: Socket[] = [];
    const closed: Promise<void>[] = [];
    const open = async (): Promise<void> => {
      const socket = connect({ host: "127.0.0.1", port: server.port });
      socket.on("error", () => {});
      socket.resume();
      closed.push(new Promise((resolve) => socket.once("close", () => resolve())));
      sockets.push(socket);
      await new Promise((resolve) => socket.once("connect", resolve));
    };
    for (let i = 0; i < 20; i += 1) await Promise.all(Array.from({ length: 100 }, open));
    expect(sockets).toHaveLength(2000);
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ status: "ok" });
    await Promise.all(closed);
  });

  it("beyond the most are refused, and the others live", async () => {
    const { app } = testApp();
    const server = await startTestServer(app, { maxConnections: 3 });
    const three = [];
    for (let i = 0; i < 3; i += 1) three.push(await openConnection(server.port));
    const fourth = await openConnection(server.port);
    await fourth.closed;
    const [first] = three;
    first?.socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    expect(await first?.closed).toContain('"ok"');
  });

  it("whose headers come too slowly are closed", async () => {
    const { app } = testApp();
    const server = await startTestServer(app, { timeouts: { headersTimeoutMs: 60, connectionsCheckMs: 20 } });
    const connection = await openConnection(server.port);
    connection.socket.write("GET / HTTP/1.1\r\nHost: x\r\nX-A: ");
    const drip = setInterval(() => connection.socket.write("a"), 10);
    expect(await connection.closed).toContain("HTTP/1.1 408 ");
    clearInterval(drip);
  });

  it("with too many bytes of headers are refused", async () => {
    const { app } = testApp();
    const server = await startTestServer(app);
    const ask = (size: number): Promise<Response> =>
      fetch(`${server.url}/healthz`, { headers: { "X-Long": "a".repeat(size) } });
    expect((await ask(httpLimits.maxHeaderBytes - 1000)).status).toBe(200);
    expect((await ask(httpLimits.maxHeaderBytes)).status).toBe(431);
  });
});

describe("listening", () => {
  it("says what to do where the port is taken", async () => {
    const { app } = testApp();
    const { port } = await startTestServer(app);
    await expect(startTestServer(app, { port })).rejects.toThrow(/another program does. Choose another port/);
  });

  it("names the address for IPv6 so that it can be opened", async () => {
    const { app } = testApp();
    const server = await startTestServer(app, { host: "::1" });
    expect(server.url).toBe(`http://[::1]:${server.port}`);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });
});

describe("TLS", () => {
  const pem = (name: string): string => readFileSync(new URL(`testdata/${name}`, import.meta.url), "utf8");
  const tls = { cert: pem("test-cert.pem"), key: pem("test-key.pem") };

  it("answers under the certificate of the settings", async () => {
    const { app } = testApp({ tls: true });
    const server = await startTestServer(app, { tls });
    const answer = await new Promise<{ text: string; hsts: unknown }>((resolve, reject) => {
      httpsGet(
        `${server.url}/healthz`,
        { ca: tls.cert, servername: "localhost", agent: false },
        (incoming) => {
          let text = "";
          incoming.on("data", (chunk) => {
            text += chunk;
          });
          incoming.on("end", () => resolve({ text, hsts: incoming.headers["strict-transport-security"] }));
        },
      ).on("error", reject);
    });
    expect(answer).toEqual({ text: '{"status":"ok"}', hsts: "max-age=31536000" });
    expect(server.url).toMatch(/^https:/);
    const plain = await openConnection(server.port);
    plain.socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    expect(await plain.closed).not.toContain("200 OK");
    expect(await server.stop(5000)).toBe(true);
  });

  it("says where the key pair is none", async () => {
    const { app } = testApp();
    const options = { host: "127.0.0.1", port: 0, maxConnections: 10, log: silentLog };
    await expect(startHttpServer(app, { ...options, tls: { cert: "no", key: "pair" } })).rejects.toThrow(
      "tls_cert and tls_key are no key pair in PEM",
    );
  });
});
