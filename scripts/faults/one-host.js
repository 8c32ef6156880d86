// @ts-check
// One host sends everything, and nothing but beginnings of sequences: what is remembered for it has a bound, other hosts have
// their alerts, and executions find what live detection has forgotten.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, mebibytes, ruleOf, ship } from "./fault.js";

const bodies = 150;
const eventsPerBody = 2_000;
const mostBytes = 500 * 1024 * 1024;

/** @type {import("./fault.js").Fault} */
export const oneHost = {
  title: "one host sending everything",
  async run({ folder, start }) {
    const rules = join(folder, "rules.ndjson");
    const all = [
      ruleOf(
        "pair",
        'sequence by host.name with maxspan=1h [process where event.action == "a"] [process where event.action == "b"]',
      ),
      ruleOf(
        "long",
        'sequence by host.name with maxspan=1h [process where event.action == "a"] [process where event.action == "a"] [process where event.action == "b"]',
      ),
      ruleOf(
        "runs",
        'sequence by host.name with maxspan=1h [process where event.action == "a"] with runs=5 [process where event.action == "b"]',
      ),
    ];
    writeFileSync(rules, all.map((rule) => JSON.stringify(rule)).join("\n"));
    const server = await start({ folder, flags: { rules: [rules], scheduled: false } });
    await ship(server, [eventOf("first", "x", 0)]);
    await server.ask("caught up");
    const before = await server.ask("memory");
    let most = before;
    let slowestMs = 0;
    let sent = 1;
    const beganMs = performance.now();
    for (let body = 0; body < bodies; body += 1) {
      const events = Array.from({ length: eventsPerBody }, (_, n) => eventOf("busy", "a", sent + n));
      check(await ship(server, events), "events were refused");
      sent += events.length;
      if (body % 10 !== 5) continue;
      const askedMs = performance.now();
      // Beside it another host does what is looked for.
      check(
        await ship(
          server,
          ["a", "a", "b"].map((action, n) => eventOf(`quiet-${body}`, action, sent + n)),
        ),
        "events were refused",
      );
      sent += 3;
      check((await fetch(`${server.url}/api/v1/alerts?per_page=1`)).ok, "alerts are not answered");
      slowestMs = Math.max(slowestMs, performance.now() - askedMs);
      most = Math.max(most, await server.ask("memory"));
    }
    check(await ship(server, [eventOf("busy", "b", sent)]), "events were refused");
    sent += 1;
    const rate = Math.round(sent / ((performance.now() - beganMs) / 1000));
    await server.ask("caught up");
    check((await server.ask("events")) === sent, "not all acknowledged events are stored");
    /** @type {{ id: string, rule: string, isBlock: boolean }[]} */
    const live = await server.ask("alerts");
    const liveOf = (/** @type {string} */ rule) =>
      live.filter((alert) => alert.rule === rule && !alert.isBlock).length;
    const quiet = bodies / 10;
    // The busy host has one more of each rule, made of its latest events.
    for (const rule of ["pair", "long"]) {
      check(liveOf(rule) === quiet + 1, `${liveOf(rule)} live alerts of ${rule} in place of ${quiet + 1}`);
    }
    check(liveOf("runs") === 1, `${liveOf("runs")} live alerts of runs in place of 1`);
    most = Math.max(most, await server.ask("memory"));
    await server.ask("tick");
    const later = await server.ask("alerts");
    check(later.length === live.length, `executions raise ${later.length - live.length} alerts more`);
    most = Math.max(most, await server.ask("memory"));
    check(most - before < mostBytes, `memory grew from ${mebibytes(before)} to ${mebibytes(most)} MiB`);
    return `${sent.toLocaleString("en-US")} events at ${rate.toLocaleString("en-US")}/s, memory ${mebibytes(before)} MiB before, at most ${mebibytes(most)} MiB; ${quiet} other hosts have their alerts, slowest request beside it ${Math.round(slowestMs)} ms`;
  },
};

/**
 * @param {string} host
 * @param {string} action
 * @param {number} number
 */
function eventOf(host, action, number) {
  return {
    "@timestamp": new Date(Date.UTC(2026, 5, 8) + number).toISOString(),
    event: { category: ["process"], action, sequence: number },
    host: { name: host },
    process: { name: "evil.exe" },
  };
}
