// @ts-check
import { spawn } from "node:child_process";
import { closeSync, createReadStream, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { csvLine } from "../packages/server/dist/cli/format-alerts.js";
import { writeEvents } from "./bench-input.js";
import { scanInProcess } from "./engines.js";
import { median, report, round, speedOver, timed } from "./report.js";

/** @typedef {import("@eqlite/core/detect").PreparedRule} PreparedRule */
/** @typedef {import("./bench-input.js").BenchInput} BenchInput */

const main = fileURLToPath(new URL("../packages/server/dist/cli/main.js", import.meta.url));
const hook = new URL("report-peak-memory.js", import.meta.url).href;

/** Sizes whose scans must take about the same memory: it grows with what fits, not with what is read. */
const memorySizes = [200_000, 600_000, 1_200_000];

/**
 * `eqlite scan` as a person runs it, in a new process from the start of Node to the last byte of output, against scans in
 * this process, whose code is warm and which have loaded their rules. Both write their alerts as CSV.
 * @param {BenchInput} input
 * @param {readonly PreparedRule[]} rules
 * @param {string} rulesFolder the same rules as files
 * @param {string} scratch
 */
export async function reportColdScan(input, rules, rulesFolder, scratch) {
  /** @type {number[]} */
  const warm = [];
  /** @type {number[]} */
  const cold = [];
  let child = { lines: 0, peak_mb: 0 };
  for (let pass = 0; pass <= 3; pass += 1) {
    const run = await timed(async () => {
      const alerts = await scanInProcess(rules, input);
      for (const alert of alerts) csvLine(alert);
      return alerts.length;
    });
    if (pass === 0) continue;
    warm.push(run.seconds);
    const { value, seconds } = await timed(() => scanInChild(input, rulesFolder, scratch, "csv"));
    if (value.lines !== run.value + 1)
      throw new Error(`a scan of its own found ${value.lines} alerts, not ${run.value}`);
    cold.push(seconds);
    child = value;
  }
  report({
    figure: "cold scan",
    events: input.events,
    rules: rules.length,
    ...speedOver(input, median(cold)),
    warm_seconds: round(median(warm)),
    times_warm: round(median(cold) / median(warm)),
    alerts: child.lines - 1,
    peak_mb: child.peak_mb,
  });
}

/**
 * Memory for several sizes of input, one file at a time.
 * @param {string} rulesFolder
 * @param {string} scratch
 * @param {number} seed
 */
export async function reportMemory(rulesFolder, scratch, seed) {
  for (const events of memorySizes) {
    const input = await writeEvents(join(scratch, "memory.ndjson"), events, seed);
    const { value, seconds } = await timed(() => scanInChild(input, rulesFolder, scratch, "ndjson"));
    report({ figure: "memory of a scan", events, ...speedOver(input, seconds), ...value });
  }
}

/**
 * @param {BenchInput} input
 * @param {string} rulesFolder
 * @param {string} scratch
 * @param {"csv" | "ndjson"} format
 */
async function scanInChild(input, rulesFolder, scratch, format) {
  const [outputPath, peakPath] = [join(scratch, "alerts.ndjson"), join(scratch, "peak")];
  const output = openSync(outputPath, "w");
  const child = spawn(
    process.execPath,
    ["--import", hook, main, "scan", input.path, "--rules", rulesFolder, "--format", format],
    { stdio: ["ignore", output, "pipe"], env: { ...process.env, EQLITE_BENCH_PEAK_FILE: peakPath } },
  );
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    if (errors.length < 10_000) errors += text;
  });
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  closeSync(output);
  if (code !== 0) throw new Error(`eqlite scan ended with ${code}: ${errors}`);
  const lines = await countLines(outputPath);
  return { lines, peak_mb: round(Number(readFileSync(peakPath, "utf8")) / 1e6) };
}

/**
 * Piece by piece: alerts of a large scan take more than a buffer can hold.
 * @param {string} path
 */
async function countLines(path) {
  let count = 0;
  for await (const bytes of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count += 1;
  }
  return count;
}
