// @ts-check
import { join } from "node:path";
import { median, report, round } from "../report.js";
import { folderBytes, startBenchServer } from "./bench-server.js";
import { watchMachine } from "./machine-load.js";

/** @typedef {import("./main.js").Bench} Bench */

/**
 * Events over HTTP that are on disk when they are acknowledged, with live detection beside; and what they take on disk.
 * @param {Bench} bench
 * @returns {Promise<number>} events a second
 */
export async function reportIngest({ arguments: options, scratch, sender, rules100, profile }) {
  const { connections, rounds, seconds, perBody } = options;
  const folder = join(scratch, "ingest");
  const server = await startBenchServer({ folder, rules: rules100, live: true, scheduled: false, profile });
  await sender.ask("target", server);
  const parse = await sender.ask("parse");
  await sender.ask("flood", { connections, seconds: Math.min(seconds, 4) });
  await server.child.ask("caughtUp");

  /** @type {{ rate: number, caughtUpRate: number, server: number, generator: number, others: number, mb: number }[]} */
  const found = [];
  let load = 0;
  for (let turn = 0; turn < rounds; turn += 1) {
    const machine = watchMachine();
    const before = await server.child.ask("usage");
    const startedMs = performance.now();
    const sent = await sender.ask("flood", { connections, seconds });
    await server.child.ask("caughtUp");
    const judgedSeconds = (performance.now() - startedMs) / 1e3;
    const after = await server.child.ask("usage");
    const serverCpuUs = after.cpuUs - before.cpuUs;
    const { busy_with_others: others = 0, load_average: average } = machine(serverCpuUs + sent.cpuUs);
    load = average;
    found.push({
      rate: sent.events / sent.seconds,
      caughtUpRate: sent.events / judgedSeconds,
      server: serverCpuUs / sent.events,
      generator: sent.cpuUs / sent.events,
      mb: sent.bytes / 1e6 / sent.seconds,
      others,
    });
  }
  const of = (/** @type {keyof typeof found[number]} */ name) => median(found.map((one) => one[name]));
  const rate = of("rate");
  report({
    figure: "ingest over HTTP, durable, 100 live rules",
    events_per_second: Math.round(rate),
    best_events_per_second: Math.round(Math.max(...found.map((one) => one.rate))),
    events_per_second_until_judged: Math.round(of("caughtUpRate")),
    mb_per_second: round(of("mb")),
    times_json_parse: round((rate * parse.usPerEvent) / 1e6),
    json_parse_us_per_event: round(parse.usPerEvent),
    server_cpu_us_per_event: round(of("server")),
    generator_cpu_us_per_event: round(of("generator")),
    events_per_request: perBody,
    connections,
    rounds,
    seconds,
    alerts: await server.child.ask("alertCount"),
    rules: server.rules,
    load_average: load,
    cores_busy_with_others: of("others"),
  });
  await reportSize(server);
  const usage = await server.child.ask("usage");
  report({ figure: "memory after ingest", rss_mb: round(usage.rssMb), peak_rss_mb: round(usage.peakMb) });
  await server.child.stop();
  return rate;
}

/** @param {import("./bench-server.js").BenchServer} server */
export async function reportSize(server) {
  await server.child.ask("maintained");
  const streams = await server.child.ask("stored");
  const sum = (/** @type {"events" | "sizeBytes"} */ name) =>
    streams.reduce((/** @type {number} */ total, /** @type {any} */ stream) => total + stream[name], 0);
  const events = sum("events");
  report({
    figure: "bytes on disk",
    events,
    bytes_per_event: round(folderBytes(join(server.dataFolder, "events")) / events),
    line_bytes_per_event: round(sum("sizeBytes") / events),
    state_bytes: folderBytes(server.dataFolder) - folderBytes(join(server.dataFolder, "events")),
  });
}
