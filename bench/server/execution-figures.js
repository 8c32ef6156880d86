// @ts-check
import { join } from "node:path";
import { median, report, round } from "../report.js";
import { startBenchServer } from "./bench-server.js";
import { watchMachine } from "./machine-load.js";

/** @typedef {import("./main.js").Bench} Bench */

/** 1,000 events a second for nine minutes. */
const windowEvents = 540_000;

/**
 * One scheduled execution of 1,000 rules over what came in nine minutes.
 * @param {Bench} bench
 */
export async function reportExecution({ arguments: options, scratch, sender, rules1000, profile }) {
  const { connections, rounds } = options;
  const folder = join(scratch, "execution");
  const server = await startBenchServer({ folder, rules: rules1000, live: false, scheduled: false, profile });
  await sender.ask("target", server);
  const parse = await sender.ask("parse");
  await sender.ask("flood", { connections, events: windowEvents });
  /** @type {any[]} */
  const runs = [];
  /** @type {number[]} */
  const others = [];
  for (let turn = 0; turn < rounds; turn += 1) {
    const machine = watchMachine();
    const run = await server.child.ask("execute", "now");
    others.push(machine(run.cpuSeconds * 1e6).busy_with_others ?? 0);
    runs.push(run);
  }
  const usage = await server.child.ask("usage");
  const [first, ...later] = runs;
  const seconds = median(runs.map((run) => run.seconds));
  report({
    figure: "one execution, a window of nine minutes, 1,000 rules",
    seconds: round(seconds),
    fastest_seconds: round(Math.min(...runs.map((run) => run.seconds))),
    first_seconds: round(first.seconds),
    cpu_seconds: round(median(runs.map((run) => run.cpuSeconds))),
    main_thread_cpu_seconds: round(median(runs.map((run) => run.mainSeconds))),
    times_json_parse: round((first.eventsSearched * parse.usPerEvent) / 1e6 / seconds),
    events: first.eventsSearched,
    rules: first.rules,
    failed: first.failed,
    error: first.error ?? undefined,
    matches: first.matches,
    new_alerts: first.alertsNew,
    dropped_alerts: first.alertsDropped,
    known_alerts_later: later.at(-1)?.alertsKnown,
    rss_mb: round(usage.rssMb),
    rounds,
    cores_busy_with_others: median(others),
  });
  await server.child.stop();
}
