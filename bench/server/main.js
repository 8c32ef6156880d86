// @ts-check
// npm run bench:server: one JSON object a line for each figure about the server. Absolute figures depend on the machine and
// on what else it does, which is told beside them; `times_json_parse` compares with what JSON.parse does in one thread with
// the same events in the same run.
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { ArgumentError } from "../bench-arguments.js";
import { report } from "../report.js";
import { writeRuleFiles } from "../write-rule-files.js";
import { startChild } from "./child-process.js";
import { reportExecution } from "./execution-figures.js";
import { reportIdle } from "./idle-figures.js";
import { reportIngest } from "./ingest-figures.js";
import { reportLatency } from "./latency-figures.js";
import { parseServerBenchArguments, usage } from "./server-bench-arguments.js";
import { reportStored } from "./stored-figures.js";

/**
 * @typedef {object} Bench
 * @property {import("./server-bench-arguments.js").ServerBenchArguments} arguments
 * @property {string} scratch
 * @property {import("./child-process.js").Child} sender
 * @property {string} rules100 folders of rule files
 * @property {string} rules1000
 * @property {string | undefined} profile
 */

/** Events that the generator has in memory, some 150 MB. */
const pooledEvents = 60_000;
/** The latency is measured at half of it where ingest is not. */
const assumedRate = 40_000;

try {
  const benchArguments = parseServerBenchArguments(process.argv.slice(2));
  if (benchArguments === "help") process.stdout.write(usage);
  else await runBench(benchArguments);
} catch (error) {
  if (!(error instanceof ArgumentError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}

/** @param {import("./server-bench-arguments.js").ServerBenchArguments} benchArguments */
async function runBench(benchArguments) {
  const { only, seed, perBody, folder = tmpdir(), profile } = benchArguments;
  const scratch = mkdtempSync(join(folder, "eqlite-server-bench-"));
  const sender = await startChild("send-child.js");
  try {
    const rules100 = join(scratch, "rules-100");
    const rules1000 = join(scratch, "rules-1000");
    writeRuleFiles(rules100, 100, seed);
    writeRuleFiles(rules1000, 1_000, seed);
    const input = await sender.ask("prepare", { events: pooledEvents, perBody, seed });
    report({
      figure: "input",
      pooled_events: input.events,
      bytes_per_event: Math.round(input.bytes / input.events),
      node: process.version,
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      seed,
    });
    /** @type {Bench} */
    const bench = { arguments: benchArguments, scratch, sender, rules100, rules1000, profile };
    const rate = only.includes("ingest") ? await reportIngest(bench) : assumedRate;
    if (only.includes("latency")) await reportLatency(bench, rate);
    if (only.includes("execution")) await reportExecution(bench);
    if (only.includes("stored")) await reportStored(bench);
    if (only.includes("idle")) await reportIdle(bench);
  } finally {
    await sender.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}
