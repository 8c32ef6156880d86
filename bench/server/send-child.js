// @ts-check
// The load generator: a process of its own that sends bodies it has made beforehand.
import { Agent, request } from "node:http";
import { answerParent, sharedMs } from "./child-process.js";
import { createBodies } from "./event-bodies.js";

/** As Beats and Elastic Agent ask. */
const path = "/_bulk?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status";

/** @type {import("./event-bodies.js").EventBody[]} */
let bodies = [];
let next = 0;
let url = new URL("http://127.0.0.1");
let authorization = "";
let agent = new Agent({ keepAlive: true });

/**
 * Resolved when the server has stored it; the time it took.
 * @param {Uint8Array} bytes
 * @returns {Promise<number>}
 */
function post(bytes) {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const headers = {
      ...(authorization === "" ? {} : { Authorization: authorization }),
      "Content-Type": "application/x-ndjson",
      "Content-Length": bytes.length,
    };
    const { hostname, port } = url;
    const outgoing = request({ agent, hostname, port, path, method: "POST", headers }, (incoming) => {
      let start = "";
      incoming.on("data", (/** @type {Buffer} */ piece) => {
        if (start.length < 200) start += piece.toString("latin1", 0, 200);
      });
      incoming.on("end", () => {
        if (incoming.statusCode === 200 && start.includes('"errors":false'))
          resolve(performance.now() - startedMs);
        else reject(new Error(`${incoming.statusCode} ${start}`));
      });
    });
    outgoing.on("error", reject).end(bytes);
  });
}

/** @param {number} atMs when the events happen */
async function sendNext(atMs = Date.now()) {
  const body = bodies[next];
  next = (next + 1) % bodies.length;
  if (body === undefined) throw new Error("no bodies were prepared");
  body.renew(atMs);
  await post(body.bytes);
  return body;
}

/** What a round has taken of this process's processor time, in microseconds. @param {NodeJS.CpuUsage} before */
function cpuSince(before) {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

answerParent({
  /** @param {{ events: number, perBody: number, seed: number }} options */
  prepare(options) {
    bodies = createBodies(options);
    const bytes = bodies.reduce((sum, body) => sum + body.bytes.length, 0);
    return { events: options.events, bytes };
  },
  /** How long JSON.parse takes for the events of some bodies, the best of some rounds. */
  parse() {
    const lines = bodies.slice(0, 10).flatMap(({ bytes }) =>
      bytes
        .toString()
        .split("\n")
        .filter((_, number) => number % 2 === 1),
    );
    let best = Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < 5; turn += 1) {
      const startedMs = performance.now();
      for (const line of lines) JSON.parse(line);
      best = Math.min(best, performance.now() - startedMs);
    }
    return { usPerEvent: (best * 1e3) / lines.length };
  },
  /** @param {{ url: string, authorization: string }} target */
  target(target) {
    url = new URL(target.url);
    authorization = target.authorization;
    agent.destroy();
    agent = new Agent({ keepAlive: true });
  },
  /**
   * Sends as fast as the server takes it over some connections, for a time or so many events. With `spanMs` the events happen one
   * after the other within that time up to now, else now.
   * @param {{ connections: number, seconds?: number, events?: number, spanMs?: number }} options
   */
  async flood({
    connections,
    seconds = Number.POSITIVE_INFINITY,
    events = Number.POSITIVE_INFINITY,
    spanMs = 0,
  }) {
    const before = process.cpuUsage();
    const startedMs = performance.now();
    const endMs = startedMs + seconds * 1e3;
    let sent = 0;
    let acknowledged = 0;
    let bytes = 0;
    const connection = async () => {
      while (performance.now() < endMs && sent < events) {
        const beforeMs = spanMs === 0 ? 0 : spanMs * (1 - sent / events);
        sent += bodies[next]?.events ?? 0;
        const body = await sendNext(Date.now() - beforeMs);
        acknowledged += body.events;
        bytes += body.bytes.length;
      }
    };
    await Promise.all(Array.from({ length: connections }, connection));
    return {
      events: acknowledged,
      bytes,
      seconds: (performance.now() - startedMs) / 1e3,
      cpuUs: cpuSince(before),
    };
  },
  /**
   * Sends at a steady rate, and now and then an event that a rule waits for. When each of those was acknowledged.
   * @param {{ eventsPerSecond: number, seconds: number, plantEveryMs: number, planted: string }} options
   */
  async pace({ eventsPerSecond, seconds, plantEveryMs, planted }) {
    const before = process.cpuUsage();
    const startedMs = performance.now();
    /** @type {{ id: string, acknowledgedMs: number, tookMs: number }[]} */
    const plants = [];
    /** @type {Promise<unknown>[]} */
    const underWay = [];
    let events = 0;
    let lateMs = 0;
    let plantAtMs = startedMs + plantEveryMs;
    for (let dueMs = startedMs; dueMs < startedMs + seconds * 1e3; ) {
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      else lateMs = Math.max(lateMs, -waitMs);
      const body = bodies[next];
      if (body === undefined) throw new Error("no bodies were prepared");
      events += body.events;
      underWay.push(sendNext());
      dueMs += (body.events / eventsPerSecond) * 1e3;
      if (performance.now() < plantAtMs) continue;
      plantAtMs += plantEveryMs;
      const id = `planted-${Date.now().toString(36)}-${plants.length}`;
      const text = planted.replaceAll("ID", id).replaceAll("TIME", new Date().toISOString());
      underWay.push(
        post(Buffer.from(text)).then((tookMs) => plants.push({ id, acknowledgedMs: sharedMs(), tookMs })),
      );
    }
    await Promise.all(underWay);
    const took = (performance.now() - startedMs) / 1e3;
    return { events, seconds: took, lateMs, plants, cpuUs: cpuSince(before) };
  },
  /** Process entity ids of some events as they are now. */
  entityIds() {
    return bodies.flatMap(({ bytes }) => {
      const line = bytes.toString("latin1", 0, 8_000).split("\n")[1] ?? "{}";
      const { process: found } = JSON.parse(line);
      return found?.entity_id === undefined ? [] : [found.entity_id];
    });
  },
});
