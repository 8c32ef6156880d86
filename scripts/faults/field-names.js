// @ts-check
// A million distinct field names: nothing the server remembers of fields may grow with them.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, mebibytes, ruleOf, ship } from "./fault.js";

const names = 1_000_000;
const namesPerEvent = 200;
const eventsPerBody = 100;
/** What the server may take beside what it takes anyway. */
const mostBytes = 400 * 1024 * 1024;

/** @type {import("./fault.js").Fault} */
export const fieldNames = {
  title: "a million distinct field names",
  async run({ folder, start }) {
    const rules = join(folder, "rules.ndjson");
    writeFileSync(rules, JSON.stringify(ruleOf("evil", 'process where process.name == "evil.exe"')));
    const server = await start({ folder, flags: { rules: [rules], scheduled: false } });
    await ship(server, [eventOf(0, 0)]);
    await server.ask("caught up");
    const before = await server.ask("memory");
    let sent = 1;
    let most = before;
    let name = 0;
    while (name < names) {
      /** @type {object[]} */
      const events = [];
      for (let n = 0; n < eventsPerBody; n += 1) {
        events.push(eventOf(sent + n, name));
        name += namesPerEvent;
      }
      check(await ship(server, events), "events with many field names were refused");
      sent += events.length;
      most = Math.max(most, await server.ask("memory"));
    }
    await server.ask("caught up");
    check((await server.ask("events")) === sent, "not all acknowledged events are stored");
    const alerts = (await server.ask("alerts")).length;
    check(alerts === sent, `${alerts} alerts for ${sent} events`);
    for (const path of [
      "/metrics",
      "/api/v1/status",
      "/logs-*/_mapping",
      "/logs-*/_field_caps?fields=*",
      "/logs-*/_search?q=name_7.x:7",
    ]) {
      const answer = await fetch(`${server.url}${path}`);
      const size = (await answer.arrayBuffer()).byteLength;
      check(answer.status === 200, `${path} is answered with ${answer.status}`);
      check(size < 32 * 1024 * 1024, `${path} is answered with ${mebibytes(size)} MiB`);
      most = Math.max(most, await server.ask("memory"));
    }
    check(most - before < mostBytes, `memory grew from ${mebibytes(before)} to ${mebibytes(most)} MiB`);
    return `${names.toLocaleString("en-US")} names in ${sent.toLocaleString("en-US")} events, all stored and judged; memory ${mebibytes(before)} MiB before, at most ${mebibytes(most)} MiB`;
  },
};

/**
 * @param {number} number
 * @param {number} firstName
 */
function eventOf(number, firstName) {
  /** @type {Record<string, unknown>} */
  const event = {
    "@timestamp": new Date(Date.now()).toISOString(),
    event: { category: ["process"], sequence: number },
    process: { name: "evil.exe" },
  };
  for (let n = firstName; n < firstName + namesPerEvent; n += 1) {
    // Objects, dotted names, and names below fields of ECS, which have types of their own.
    if (n % 3 === 0) event[`name_${n}`] = { x: n };
    else if (n % 3 === 1) event[`name.n${n}`] = `value ${n}`;
    else event[`process.env_vars_${n}`] = [n, true];
  }
  return event;
}
