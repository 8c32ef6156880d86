// @ts-check
// 10,000 connections held open, some hundred of them by clients that send a byte now and then (slow loris), while events come
// in: all are stored and judged, other requests are answered, and slow clients are cut off.
import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { check, mebibytes, ruleOf, ship } from "./fault.js";

const connections = 10_000;
const slow = 500;
const eventsPerBody = 500;
/** The server gives headers 20 seconds, looks every five, and gives a slow body two windows of five seconds. */
const heldMs = 32_000;
const mostBytes = 700 * 1024 * 1024;

/** @type {import("./fault.js").Fault} */
export const heldConnections = {
  title: "10,000 connections held open, 500 of them slow, with ingest going on",
  async run({ folder, start }) {
    const rules = join(folder, "rules.ndjson");
    writeFileSync(
      rules,
      JSON.stringify(ruleOf("evil", 'process where process.name == "evil.exe" and event.sequence == 0')),
    );
    const server = await start({ folder, flags: { rules: [rules], scheduled: false } });
    await ship(server, [eventOf(1)]);
    const before = await server.ask("memory");
    const script = fileURLToPath(new URL("hold-connections.js", import.meta.url));
    const holder = fork(script, [String(server.port), String(connections), String(slow)], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    try {
      const opened = await next(holder);
      check(
        opened.open === connections,
        `only ${opened.open} connections could be opened: ${opened.problem}`,
      );
      let sent = 1;
      let slowestMs = 0;
      let most = before;
      const beganMs = performance.now();
      while (performance.now() - beganMs < heldMs) {
        const askedMs = performance.now();
        const isMarked = Math.random() < 0.05;
        check(
          await ship(
            server,
            Array.from({ length: eventsPerBody }, (_, n) => eventOf(isMarked ? n : n + 1)),
          ),
          "events were refused",
        );
        sent += eventsPerBody;
        check((await fetch(`${server.url}/api/v1/alerts?per_page=1`)).ok, "alerts are not answered");
        slowestMs = Math.max(slowestMs, performance.now() - askedMs);
        most = Math.max(most, await server.ask("memory"));
        await pause(50);
      }
      await server.ask("caught up");
      check((await server.ask("events")) === sent, "not all acknowledged events are stored");
      holder.send("count");
      const held = await next(holder);
      check(held.slow === 0, `${held.slow} slow clients are still connected`);
      check(
        held.open >= connections - slow,
        `${connections - slow - held.open} connections were cut that did nothing wrong`,
      );
      check(most - before < mostBytes, `memory grew from ${mebibytes(before)} to ${mebibytes(most)} MiB`);
      return `${held.open.toLocaleString("en-US")} connections kept, all ${slow} slow ones cut off; ${sent.toLocaleString("en-US")} events stored meanwhile, slowest round ${Math.round(slowestMs)} ms; memory ${mebibytes(before)} MiB before, at most ${mebibytes(most)} MiB`;
    } finally {
      holder.kill("SIGKILL");
    }
  },
};

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<{ open: number, slow: number, problem?: string }>}
 */
function next(child) {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(/** @type {any} */ (message)));
    child.once("exit", () => reject(new Error("the process that holds connections ended")));
  });
}

/** @param {number} number */
function eventOf(number) {
  return {
    "@timestamp": new Date().toISOString(),
    event: { category: ["process"], sequence: number },
    process: { name: "evil.exe" },
  };
}
