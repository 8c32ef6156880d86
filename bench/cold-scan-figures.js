// @ts-check
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeEvents } from "./bench-input.js";
import { report, round, speedOver, timed } from "./report.js";

/** @typedef {import("./bench-input.js").BenchInput} BenchInput */

const main = fileURLToPath(new URL("../packages/server/dist/cli/main.js", import.meta.url));
const hook = new URL("report-peak-memory.js", import.meta.url).href;

/** Sizes whose scans must take about the same memory: it grows with what fits, not with what is read. */
const memorySizes = [200_000, 600_000, 1_200_000];

/**
 * `eqlite scan` as a person runs it: a new process, from the start of Node to the last byte of output.
 * @param {BenchInput} input
 * @param {string} rulesFolder
 * @param {string} scratch
 */
export async function reportColdScan(input, rulesFolder, scratch) {
  const { value, seconds } = await timed(() => scanInChild(input, rulesFolder, scratch));
  report({ figure: "cold scan", events: input.events, ...speedOver(input, seconds), ...value });
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
    const { value, seconds } = await timed(() => scanInChild(input, rulesFolder, scratch));
    report({ figure: "memory of a scan", events, ...speedOver(input, seconds), ...value });
  }
}

/**
 * @param {BenchInput} input
 * @param {string} rulesFolder
 * @param {string} scratch
 */
async function scanInChild(input, rulesFolder, scratch) {
  const [outputPath, peakPath] = [join(scratch, "alerts.ndjson"), join(scratch, "peak")];
  const output = openSync(outputPath, "w");
  const child = spawn(
    process.execPath,
    ["--import", hook, main, "scan", input.path, "--rules", rulesFolder, "--format", "ndjson"],
    { stdio: ["ignore", output, "pipe"], env: { ...process.env, EQLITE_BENCH_PEAK_FILE: peakPath } },
  );
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    if (errors.length < 10_000) errors += text;
  });
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  closeSync(output);
  if (code !== 0) throw new Error(`eqlite scan ended with ${code}: ${errors}`);
  const lines = readFileSync(outputPath, "utf8").split("\n").length - 1;
  return { lines, peak_mb: round(Number(readFileSync(peakPath, "utf8")) / 1e6) };
}
