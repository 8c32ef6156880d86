// @ts-check
// kill -9 again and again, in the middle of whatever runs: ingest, executions, the writing of alerts.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { check, ruleOf, ship } from "./fault.js";

const kills = 12;
const eventsPerBody = 50;
const longestMs = 3_000;
/** Between two looks for due rules, so that events come in as well. */
const tickMs = 50;
const spanMs = 80_000;

/** @type {import("./fault.js").Fault} */
export const killed = {
  title: `kill -9, ${kills} times`,
  async run({ folder, start }) {
    const rules = join(folder, "rules.ndjson");
    const all = [
      ruleOf("single", 'process where process.name == "evil.exe"'),
      ruleOf(
        "pair",
        'sequence by host.name with maxspan=1m [process where event.action == "a"] [process where event.action == "b"]',
      ),
      ruleOf(
        "gone",
        'sequence by host.name with maxspan=5s [process where event.action == "a"] ![process where event.action == "b"]',
      ),
    ];
    writeFileSync(rules, all.map((rule) => JSON.stringify(rule)).join("\n"));
    const options = { folder: join(folder, "data"), flags: { rules: [rules], scheduled: false } };
    let acknowledged = 0;
    let next = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const server = await start(options);
      const stored = await server.ask("events");
      check(stored >= acknowledged, `${acknowledged} events were acknowledged, ${stored} are stored`);
      // What was stored without a word of it: a client that sends it again would store it twice.
      next = stored;
      acknowledged = stored;
      let isAlive = true;
      const ticking = (async () => {
        while (isAlive) {
          await server.ask("tick");
          await server.ask("advance", 1_000);
          await pause(tickMs);
        }
      })().catch(() => {});
      const shipping = (async () => {
        while (isAlive) {
          const events = Array.from({ length: eventsPerBody }, (_, n) => eventOf(next + n));
          if (!(await ship(server, events))) throw new Error("refused");
          next += eventsPerBody;
          acknowledged = next;
        }
      })().catch(() => {});
      await pause(100 + Math.random() * longestMs);
      await server.kill();
      isAlive = false;
      await Promise.all([ticking, shipping]);
    }
    const server = await start(options);
    const stored = await server.ask("events");
    check(stored >= acknowledged, `${acknowledged} events were acknowledged, ${stored} are stored`);
    check(stored % eventsPerBody === 0, "a part of a request is stored");
    await server.ask("caught up");
    await server.ask("advance", spanMs);
    await server.ask("caught up");
    await server.ask("tick");
    /** @type {{ rule: string, isBlock: boolean }[]} */
    const alerts = await server.ask("alerts");
    /** @param {string} rule */
    const count = (rule) => alerts.filter((alert) => alert.rule === rule && !alert.isBlock).length;
    // Each pair of events is of one host: "a" and then "b", and for every fifth host "a" alone.
    const hosts = stored / 2;
    const lonely = Math.ceil(hosts / 5);
    const expected = { single: stored, pair: hosts - lonely, gone: lonely };
    for (const [rule, wanted] of Object.entries(expected)) {
      check(count(rule) === wanted, `${count(rule)} alerts of ${rule} in place of ${wanted}`);
    }
    const running = (await server.ask("executions")).filter(
      (/** @type {{ status: string }} */ { status }) => status === "running",
    );
    check(running.length === 0, "an execution that was killed is said to run");
    return `${stored.toLocaleString("en-US")} events, ${acknowledged.toLocaleString("en-US")} acknowledged, none lost; each of ${(expected.single + expected.pair + expected.gone).toLocaleString("en-US")} alerts once`;
  },
};

/** @param {number} number */
function eventOf(number) {
  const host = Math.floor(number / 2);
  const isSecond = number % 2 === 1;
  return {
    "@timestamp": new Date(Date.UTC(2026, 5, 8) + host * 1_000 + (isSecond ? 100 : 0)).toISOString(),
    event: { category: ["process"], action: isSecond ? (host % 5 === 0 ? "c" : "b") : "a", sequence: number },
    host: { name: `host-${host}` },
    process: { name: "evil.exe" },
  };
}
