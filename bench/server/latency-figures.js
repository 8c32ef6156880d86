// @ts-check
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { report, round } from "../report.js";
import { startBenchServer } from "./bench-server.js";
import { watchMachine } from "./machine-load.js";

/** @typedef {import("./main.js").Bench} Bench */

const planted = `{"create":{"_index":"logs-endpoint.events.process-default"}}
${JSON.stringify({
  "@timestamp": "TIME",
  event: { id: "ID", category: ["process"], type: ["start"], action: "start", kind: "event" },
  host: { id: "planted", name: "planted", os: { type: "windows" } },
  process: { name: "planted.exe", entity_id: "ID", executable: "C:\\planted\\planted.exe" },
})}
`;

/**
 * How long after its acknowledgement an event has its alert, at half of the load that the server can take.
 * @param {Bench} bench
 * @param {number} fullRate
 */
export async function reportLatency({ arguments: options, scratch, sender, rules100, profile }, fullRate) {
  const folder = join(scratch, "latency");
  const rules = join(folder, "rules");
  mkdirSync(folder, { recursive: true });
  cpSync(rules100, rules, { recursive: true });
  writeFileSync(join(rules, "planted.toml"), plantedRule);
  const server = await startBenchServer({ folder, rules, live: true, scheduled: false, profile });
  await sender.ask("target", server);
  await sender.ask("flood", { connections: options.connections, seconds: 4 });
  await server.child.ask("caughtUp");
  await server.child.ask("forgetAlerts");
  const eventsPerSecond = Math.round(fullRate / 2);
  const seconds = options.seconds * Math.max(2, options.rounds - 1);
  const machine = watchMachine();
  const before = await server.child.ask("usage");
  const sent = await sender.ask("pace", { eventsPerSecond, seconds, plantEveryMs: 25, planted });
  const after = await server.child.ask("usage");
  const load = machine(after.cpuUs - before.cpuUs + sent.cpuUs);
  await server.child.ask("caughtUp");
  const alerts = new Map(
    (await server.child.ask("alertsOf", "planted-")).map((/** @type {any} */ { id, ms }) => [id, ms]),
  );
  const delays = sent.plants
    .flatMap((/** @type {any} */ { id, acknowledgedMs }) => {
      const ms = alerts.get(id);
      // An alert may come before the acknowledgement has reached the client.
      return ms === undefined ? [] : [Math.max(0, ms - acknowledgedMs)];
    })
    .sort((/** @type {number} */ a, /** @type {number} */ b) => a - b);
  const tooks = sent.plants
    .map((/** @type {any} */ { tookMs }) => tookMs)
    .sort((/** @type {number} */ a, /** @type {number} */ b) => a - b);
  report({
    figure: "from acknowledged to alert visible, at half of the load",
    p50_ms: round(quantile(delays, 0.5)),
    p99_ms: round(quantile(delays, 0.99)),
    max_ms: round(delays.at(-1) ?? Number.NaN),
    events_per_second: Math.round(sent.events / sent.seconds),
    planted: sent.plants.length,
    alerts_missing: sent.plants.length - delays.length,
    request_p50_ms: round(quantile(tooks, 0.5)),
    request_p99_ms: round(quantile(tooks, 0.99)),
    generator_late_ms: round(sent.lateMs),
    server_cpu_us_per_event: round((after.cpuUs - before.cpuUs) / sent.events),
    generator_cpu_us_per_event: round(sent.cpuUs / sent.events),
    ...load,
  });
  await server.child.stop();
}

/** @param {readonly number[]} sorted @param {number} share */
export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const plantedRule = `[metadata]
creation_date = "2026/03/02"
maturity = "production"

[rule]
rule_id = "5f2c9a52-0000-4000-a000-00000000bead"
name = "Planted"
description = "Finds what the generator has planted."
type = "eql"
language = "eql"
index = ["logs-endpoint.events.process-*"]
from = "now-9m"
interval = "5m"
severity = "low"
risk_score = 21
query = '''
process where event.type == "start" and process.name : "planted.exe"
'''
`;
