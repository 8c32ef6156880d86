// Measures the HTTP side alone, on loopback: how much processor time it takes to receive bodies, and what ten thousand idle
// connections cost. `node bench/http.js` after `npm run build`. The senders are another process, so that only the server's own
// time counts.
import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { Agent, createServer, request } from "node:http";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { createApp } from "../packages/server/dist/http/app.js";
import { createBodyReader, readBody } from "../packages/server/dist/http/read-body.js";
import { startHttpServer } from "../packages/server/dist/http/server.js";
import { silentLog } from "../packages/server/dist/platform/log.js";
import { createMetrics } from "../packages/server/dist/platform/metrics.js";

const mebibyte = 1024 * 1024;
const me = fileURLToPath(import.meta.url);
const [role, ...args] = process.argv.slice(2);

if (role === "send") await send(...args.map(Number));
else if (role === "connect") await openConnections(...args.map(Number));
else await main();

async function main() {
  const bodies = createBodyReader({
    maxBytes: 100 * mebibyte,
    maxHeldBytes: 512 * mebibyte,
    slowWindowMs: 5000,
    slowWindowBytes: 5000,
  });
  const app = createApp({
    log: silentLog,
    metrics: createMetrics({ process: false }),
    bodies,
    tls: false,
    elapsedMs: () => performance.now(),
    newRequestId: () => randomUUID(),
    authenticate: async (context, next) => {
      context.set("principal", { name: "bench", kind: "user", permissions: new Set() });
      await next();
    },
    addOpenRoutes: () => {},
  });
  app.post("/_bulk", async (context) => context.json({ size: (await readBody(context)).length }));
  const server = await startHttpServer(app, {
    host: "127.0.0.1",
    port: 0,
    tls: undefined,
    maxConnections: 20_000,
    log: silentLog,
  });

  // What Node itself takes to receive and drop the same bytes.
  const plain = createServer((incoming, outgoing) => {
    incoming.on("data", () => {}).on("end", () => outgoing.end("{}"));
  });
  await new Promise((resolve) => plain.listen(0, "127.0.0.1", resolve));
  const plainPort = plain.address().port;

  for (const [what, port, sizeMb] of [
    ["eqlite (warming up)", server.port, 1],
    ["plain Node", plainPort, 1],
    ["eqlite", server.port, 1],
    ["plain Node", plainPort, 4],
    ["eqlite", server.port, 4],
  ]) {
    const before = process.cpuUsage();
    const startedMs = performance.now();
    const count = Math.round(400 / sizeMb);
    await run("send", port, sizeMb * mebibyte, count);
    const seconds = (performance.now() - startedMs) / 1000;
    const { user, system } = process.cpuUsage(before);
    const megabytes = (count * sizeMb * mebibyte) / 1e6;
    const cpuMsPerMb = (user + system) / 1000 / megabytes;
    console.log(
      `${what}, bodies of ${sizeMb} MiB: ${(megabytes / seconds).toFixed(0)} MB/s; ${cpuMsPerMb.toFixed(2)} ms of processor for 1 MB, ` +
        `which is ${(cpuMsPerMb * 9).toFixed(1)} % of one processor at 90 MB/s`,
    );
  }

  plain.close();
  const rssBefore = process.memoryUsage().rss;
  const holder = fork(me, ["connect", String(server.port), "10000"]);
  await new Promise((resolve) => holder.once("message", resolve));
  const held = server.openConnections;
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const idle = process.cpuUsage(before);
  const startedMs = performance.now();
  await run("send", server.port, 1000, 200);
  console.log(
    `${held} idle connections: ${((process.memoryUsage().rss - rssBefore) / held / 1024).toFixed(1)} KiB each, ` +
      `${((idle.user + idle.system) / 3e4).toFixed(1)} % of one processor; 200 requests meanwhile in ` +
      `${(performance.now() - startedMs).toFixed(0)} ms with the start of their sender`,
  );
  const stopMs = performance.now();
  const clean = await server.stop(10_000);
  console.log(`stopped ${clean ? "cleanly" : "by force"} in ${(performance.now() - stopMs).toFixed(0)} ms`);
  holder.kill();
}

function run(name, ...values) {
  return new Promise((resolve, reject) => {
    fork(me, [name, ...values.map(String)]).once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(name)),
    );
  });
}

async function send(port, size, count) {
  const body = Buffer.alloc(size, 0x61);
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  let left = count;
  const one = () =>
    new Promise((resolve, reject) => {
      const headers = { "Content-Length": size, "Content-Type": "application/x-ndjson" };
      const outgoing = request(
        { host: "127.0.0.1", port, path: "/_bulk", method: "POST", headers, agent },
        (answer) => {
          answer
            .resume()
            .on("end", () =>
              answer.statusCode === 200 ? resolve() : reject(new Error(String(answer.statusCode))),
            );
        },
      );
      outgoing.on("error", reject).end(body);
    });
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  agent.destroy();
}

async function openConnections(port, count) {
  const sockets = [];
  for (let i = 0; i < count; i += 200) {
    await Promise.all(
      Array.from({ length: 200 }, () => {
        const socket = connect({ host: "127.0.0.1", port });
        sockets.push(socket);
        socket.on("error", () => {});
        return new Promise((resolve) => socket.once("connect", resolve));
      }),
    );
  }
  process.send("open");
  setInterval(() => {}, 60_000);
}
