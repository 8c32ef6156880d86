// @ts-check
// npm run bench: one JSON object a line for each figure. Absolute speeds depend on the machine and on what else it does;
// compare the ratios, which come from one process. Ends with exit code 1 where an engine finds other matches than the
// reference path: a faster wrong answer is no figure.
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { ArgumentError, parseBenchArguments, usage } from "./bench-arguments.js";
import { writeEvents } from "./bench-input.js";
import { reportColdScan, reportMemory } from "./cold-scan-figures.js";
import { compareEngines } from "./compare-engines.js";
import { reportEndToEnd, reportKernel, reportPartials, reportWorkers } from "./kernel-figures.js";
import { reportLoading } from "./load-figures.js";
import { reportRecordings } from "./recording-figures.js";
import { report } from "./report.js";
import { reportRules } from "./rule-figures.js";
import { generatedRules, realRules, ruleCount } from "./rule-sets.js";
import { reportTools, timeJsonParse } from "./tool-figures.js";
import { writeRuleFiles } from "./write-rule-files.js";

/** The reference path tries every rule on every event: more would take minutes. */
const comparedEvents = 10_000;

try {
  const benchArguments = parseBenchArguments(process.argv.slice(2));
  if (benchArguments === "help") process.stdout.write(usage);
  else process.exitCode = await inScratchFolder((scratch) => runBench(benchArguments, scratch));
} catch (error) {
  if (!(error instanceof ArgumentError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}

/**
 * @param {import("./bench-arguments.js").BenchArguments} benchArguments
 * @param {string} scratch
 * @returns {Promise<number>} the exit code
 */
async function runBench({ events, seed, rules: rulesFolder, recordings, memory }, scratch) {
  const rules = rulesFolder === undefined ? generatedRules(ruleCount, seed) : await realRules(rulesFolder);
  const input = await writeEvents(join(scratch, "events.ndjson"), events, seed);
  const compared = await writeEvents(
    join(scratch, "compared.ndjson"),
    Math.min(events, comparedEvents),
    seed,
  );
  const source = rulesFolder ?? "generated";
  report({
    figure: "input",
    events,
    bytes: input.bytes,
    rules: source,
    node: process.version,
    cpu: cpus()[0]?.model,
    seed,
  });
  reportRules(rules, seed);

  const isSame = await compareEngines(rules, compared);
  await timeJsonParse(input);
  await reportTools(input);
  await reportKernel(rules, input);
  await reportEndToEnd(rules, input);
  await reportWorkers(rules, input);
  reportPartials();
  const isSameOnRecordings = await reportRecordings(rules, recordings);

  reportLoading(scratch, seed, rulesFolder);
  const scannedRules = rulesFolder ?? join(scratch, "rules");
  if (rulesFolder === undefined) writeRuleFiles(scannedRules, ruleCount, seed);
  await reportColdScan(input, rules, scannedRules, scratch);
  if (memory) await reportMemory(scannedRules, scratch, seed);
  return isSame && isSameOnRecordings ? 0 : 1;
}

/**
 * @template T
 * @param {(folder: string) => Promise<T>} run
 */
async function inScratchFolder(run) {
  const folder = mkdtempSync(join(tmpdir(), "eqlite-bench-"));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
