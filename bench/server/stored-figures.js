// @ts-check
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { median, report, round } from "../report.js";
import { startBenchServer } from "./bench-server.js";
import { reportSize } from "./ingest-figures.js";
import { watchMachine } from "./machine-load.js";

/** @typedef {import("./main.js").Bench} Bench */

const sampledIds = 24;

/**
 * What a server with many stored events takes, and how soon it finds all events of one process. The store is filled over
 * HTTP, without live detection, as fast as it goes.
 * @param {Bench} bench
 */
export async function reportStored({ arguments: options, scratch, sender, rules1000, profile }) {
  const { connections, events } = options;
  const folder = join(scratch, "stored");
  const setting = { folder, rules: rules1000, live: false, scheduled: false, profile };
  const filled = await startBenchServer(setting);
  await sender.ask("target", filled);
  const sent = await sender.ask("flood", { connections, events });
  /** @type {string[]} */
  const ids = await sender.ask("entityIds");
  const usage = await filled.child.ask("usage");
  report({
    figure: "filled over HTTP, no live detection",
    events: sent.events,
    events_per_second: Math.round(sent.events / sent.seconds),
    rss_mb: round(usage.rssMb),
    peak_rss_mb: round(usage.peakMb),
  });
  await reportSize(filled);
  await filled.child.stop();

  const isCold = forgetPages(join(folder, "data", "events"));
  const server = await startBenchServer(setting);
  const started = await server.child.ask("usage");
  report({
    figure: "started with many events",
    events: sent.events,
    start_seconds: round(server.startMs / 1e3),
    rss_mb: round(started.rssMb),
  });
  const sample = ids.filter((_, number) => number % Math.ceil(ids.length / sampledIds) === 0);
  const machine = watchMachine();
  /** @type {number[]} */
  const seconds = [];
  /** @type {number[]} */
  const hits = [];
  for (const id of sample) {
    const startedMs = performance.now();
    hits.push(await search(server, filled.authorization, id));
    seconds.push((performance.now() - startedMs) / 1e3);
  }
  const after = await server.child.ask("usage");
  report({
    figure: "all events of one process entity id",
    events: sent.events,
    first_ms: round((seconds[0] ?? Number.NaN) * 1e3),
    median_ms: round(median(seconds) * 1e3),
    slowest_ms: round(Math.max(...seconds) * 1e3),
    median_hits: median(hits),
    pages_forgotten: isCold,
    ...machine(after.cpuUs - started.cpuUs),
  });
  report({
    figure: "memory with many events stored",
    events: sent.events,
    rss_mb: round(after.rssMb),
    peak_rss_mb: round(after.peakMb),
  });
  await server.child.stop();
}

/**
 * @param {import("./bench-server.js").BenchServer} server
 * @param {string} authorization
 * @param {string} id
 */
async function search(server, authorization, id) {
  const answer = await fetch(`${server.url}/logs-endpoint.events.*/_search`, {
    method: "POST",
    headers: { Authorization: authorization, "Content-Type": "application/json" },
    body: JSON.stringify({
      query: { term: { "process.entity_id": id } },
      size: 1_000,
      track_total_hits: true,
    }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  const { hits, timed_out: timedOut } = /** @type {any} */ (await answer.json());
  if (timedOut) throw new Error("a search has timed out");
  if (hits.total.value === 0) throw new Error(`no event of ${id}`);
  return hits.total.value;
}

/** Makes the system forget what it has of the files in memory; whether it does, which GNU's dd can ask of Linux. @param {string} folder */
function forgetPages(folder) {
  let isForgotten = true;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { status } = spawnSync("dd", [`of=${path}`, "oflag=nocache", "conv=notrunc,fdatasync", "count=0"]);
    isForgotten &&= status === 0;
  }
  return isForgotten;
}
