// @ts-check
import { spawn } from "node:child_process";
import { readLines } from "./bench-input.js";
import { median, report, speedOver, timed } from "./report.js";

/** @typedef {import("./bench-input.js").BenchInput} BenchInput */

const passes = 3;

/**
 * What `JSON.parse` takes for the lines alone: the measure of all other figures.
 * @param {BenchInput} input
 */
export async function timeJsonParse(input) {
  const lines = readLines(input);
  /** @type {number[]} */
  const seconds = [];
  for (let pass = 0; pass <= passes; pass += 1) {
    const run = await timed(() => lines.forEach((line) => void JSON.parse(line)));
    // The first pass warms up.
    if (pass > 0) seconds.push(run.seconds);
  }
  report({ figure: "JSON.parse", ...speedOver(input, median(seconds)) });
  return median(seconds);
}

/**
 * Programs that people use to look through such files.
 * @param {BenchInput} input
 */
export async function reportTools(input) {
  await reportTool(input, "wc", ["-l", input.path]);
  await reportTool(input, "grep", ["-c", "powershell.exe", input.path]);
  await reportTool(input, "jq", ["-c", ".event.category", input.path]);
}

/**
 * @param {BenchInput} input
 * @param {string} program
 * @param {readonly string[]} args
 */
async function reportTool(input, program, args) {
  const figure = [program, ...args.slice(0, -1)].join(" ");
  /** @type {number[]} */
  const seconds = [];
  for (let pass = 0; pass < passes; pass += 1) {
    const run = await timed(() => runTool(program, args));
    if (run.value !== undefined) {
      report({ figure, failed: run.value });
      return;
    }
    seconds.push(run.seconds);
  }
  report({ figure, ...speedOver(input, median(seconds)) });
}

/**
 * Runs a program with its output piped: written to /dev/null, grep stops at the first hit.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<string | undefined>} why it could not be run
 */
function runTool(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
    child.stdout.resume();
    child.on("error", (error) =>
      resolve("code" in error && error.code === "ENOENT" ? "not installed" : error.message),
    );
    // grep says with 1 that it found nothing.
    child.on("close", (code) => resolve(code === 0 || code === 1 ? undefined : `exit code ${code}`));
  });
}
