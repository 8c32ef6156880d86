import { createHash, randomBytes } from "node:crypto";
import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type TestAppOptions, testApp } from "./app.test-support.ts";
import { readBody } from "./read-body.ts";
import { openConnection, startTestServer } from "./server.test-support.ts";

const mebibyte = 1024 * 1024;

/** A server whose one route says how much it got, and holds the request until it is let go. */
async function bodyServer(options: TestAppOptions["bodies"] = {}) {
  const { app, bodies } = testApp({ bodies: options });
  let hold: Promise<void> = Promise.resolve();
  const outcomes: string[] = [];
  app.post("/_bulk", async (context) => {
    try {
      const bytes = await readBody(context);
      outcomes.push("read");
      await hold;
      return context.json({ size: bytes.length, sum: sumOf(bytes) });
    } catch (error) {
      outcomes.push(error instanceof Error ? error.message : String(error));
      throw error;
    }
  });
  const server = await startTestServer(app);
  const send = (body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/_bulk`, { method: "POST", body, headers, duplex: "half" } as RequestInit);
  const holdRequests = (): (() => void) => {
    let letGo = (): void => {};
    hold = new Promise((resolve) => {
      letGo = resolve;
    });
    return letGo;
  };
  return { server, bodies, send, outcomes, holdRequests };
}

type BodyInit = NonNullable<RequestInit["body"]>;

const bytesOf = (size: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: size }, (_, i) => i % 251);
const sumOf = (bytes: Uint8Array): string => createHash("sha1").update(bytes).digest("hex");

/** Sent without a length, in pieces. */
function pieces(bytes: Uint8Array, size: number): ReadableStream {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + size));
      at += size;
    },
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe("a body", () => {
  it.each([
    ["empty", 0],
    ["short", 10],
    ["of many pieces", 900_000],
    ["as large as may be", mebibyte],
  ])("%s arrives as it was sent, however it was sent", async (_, size) => {
    const { send, bodies } = await bodyServer();
    const body = bytesOf(size);
    const expected = { size, sum: sumOf(body) };
    expect(await (await send(body)).json()).toEqual(expected);
    expect(await (await send(pieces(body, 50_000))).json()).toEqual(expected);
    expect(await (await send(gzipSync(body), { "Content-Encoding": "gzip" })).json()).toEqual(expected);
    expect(await (await send(deflateSync(body), { "Content-Encoding": "deflate" })).json()).toEqual(expected);
    expect(await (await send(pieces(gzipSync(body), 1000), { "Content-Encoding": "GZIP" })).json()).toEqual(
      expected,
    );
    expect(bodies.heldBytes).toBe(0);
  });

  it("one byte too large is refused, however it was sent, and the connection says why", async () => {
    const { send, bodies } = await bodyServer();
    const body = bytesOf(mebibyte + 1);
    for (const answer of [await send(body), await send(pieces(body, 100_000))]) {
      expect(answer.status).toBe(413);
      expect(await answer.text()).toContain("max_body_size");
    }
    expect(bodies.heldBytes).toBe(0);
  });

  it("that unpacks to too much is refused: a bomb", async () => {
    const { send, bodies } = await bodyServer();
    const bomb = gzipSync(new Uint8Array(200 * mebibyte));
    expect(bomb.length).toBeLessThan(mebibyte);
    expect((await send(bomb, { "Content-Encoding": "gzip" })).status).toBe(413);
    expect(bodies.heldBytes).toBe(0);
  });

  it("that unpacks to nothing for ever is refused", async () => {
    const { send } = await bodyServer({ maxBytes: 2000 });
    // Blocks of a deflate stream that hold nothing.
    const nothing = Buffer.concat([
      gzipSync("").subarray(0, 10),
      Buffer.alloc(5 * 1000, Buffer.from([0, 0, 0, 0xff, 0xff])),
    ]);
    expect((await send(pieces(nothing, 500), { "Content-Encoding": "gzip" })).status).toBe(413);
  });

  it("that is damaged is refused", async () => {
    const { send, bodies } = await bodyServer();
    const packed = gzipSync(bytesOf(100_000));
    const cut = await send(packed.subarray(0, packed.length - 20), { "Content-Encoding": "gzip" });
    expect(cut.status).toBe(400);
    expect(await cut.text()).toContain("does not unpack");
    expect((await send("no gzip at all", { "Content-Encoding": "gzip" })).status).toBe(400);
    expect((await send("x", { "Content-Encoding": "br" })).status).toBe(415);
    expect(bodies.heldBytes).toBe(0);
  });

  it("that its client does not finish is given up", async () => {
    const { server, bodies, outcomes } = await bodyServer();
    const connection = await openConnection(server.port);
    connection.socket.write("POST /_bulk HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\nbeginning");
    await until(() => bodies.heldBytes > 0);
    connection.socket.destroy();
    await until(() => outcomes.length > 0);
    expect(outcomes).toEqual(["The client went away before it had sent everything."]);
    await until(() => bodies.heldBytes === 0);
  });

  it.each(["identity", "gzip"])("that comes too slowly is given up (%s)", async (encoding) => {
    const { server, bodies } = await bodyServer({ slowWindowMs: 30, slowWindowBytes: 100 });
    const connection = await openConnection(server.port);
    connection.socket.write(
      `POST /_bulk HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\nContent-Encoding: ${encoding}\r\n\r\n`,
    );
    const packed = gzipSync(randomBytes(10_000));
    let at = 0;
    const drip = setInterval(() => {
      connection.socket.write(packed.subarray(at, at + 1));
      at += 1;
    }, 10);
    const answer = await connection.closed;
    clearInterval(drip);
    expect(answer).toContain("HTTP/1.1 408 ");
    expect(bodies.heldBytes).toBe(0);
  });
});

describe("the budget of all bodies", () => {
  it("refuses what it has no room for, at once, and takes it later", async () => {
    const { send, bodies, holdRequests } = await bodyServer({ maxHeldBytes: 1_500_000 });
    const letGo = holdRequests();
    const body = bytesOf(mebibyte);
    const first = send(body);
    await until(() => bodies.heldBytes === mebibyte);
    const second = await send(body);
    expect(second.status).toBe(429);
    expect(second.headers.get("retry-after")).toBe("1");
    expect(await second.json()).toMatchObject({ error: { type: "es_rejected_execution_exception" } });
    expect((await send(pieces(body, 100_000))).status).toBe(429);
    expect((await send(gzipSync(body), { "Content-Encoding": "gzip" })).status).toBe(429);
    letGo();
    expect((await first).status).toBe(200);
    await until(() => bodies.heldBytes === 0);
    expect((await send(body)).status).toBe(200);
  });
});

it("reads bodies without a socket too", async () => {
  const { app, bodies } = testApp();
  app.post("/_bulk", async (context) => context.json({ size: (await readBody(context)).length }));
  const answer = await app.request("/_bulk", { method: "POST", body: "12345" });
  expect(await answer.json()).toEqual({ size: 5 });
  expect(await (await app.request("/_bulk", { method: "POST" })).json()).toEqual({ size: 0 });
  expect(bodies.heldBytes).toBe(0);
});
