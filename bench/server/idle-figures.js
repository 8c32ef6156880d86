// @ts-check

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { report, round } from "../report.js";
import { startBenchServer } from "./bench-server.js";

/** @typedef {import("./main.js").Bench} Bench */

const settleMs = 5_000;
const watchedMs = 60_000;
const intervalSeconds = 300;

/**
 * What a server takes that nobody sends anything to: the processor time of a minute, and that of the executions, which find
 * nothing to look at, spread over the time between them.
 * @param {Bench} bench
 */
export async function reportIdle({ scratch, rules1000, profile }) {
  const folder = join(scratch, "idle");
  const server = await startBenchServer({ folder, rules: rules1000, live: true, scheduled: true, profile });
  await sleep(settleMs);
  const execution = await server.child.ask("execute", "start");
  await server.child.ask("runClock");
  await sleep(settleMs);
  const before = await server.child.ask("usage");
  await sleep(watchedMs);
  const after = await server.child.ask("usage");
  const share = (after.cpuUs - before.cpuUs) / 1e3 / (after.atMs - before.atMs);
  report({
    figure: "idle with 1,000 rules",
    cpu_percent: round(share * 100),
    cpu_percent_with_executions: round((share + execution.cpuSeconds / intervalSeconds) * 100),
    execution_cpu_seconds: round(execution.cpuSeconds),
    start_seconds: round(server.startMs / 1e3),
    rss_mb: round(after.rssMb),
    rules: server.rules,
  });
  await server.child.stop();
}
