// @ts-check
// npm run bench: one JSON object a line for each figure. Absolute speeds depend on the machine and on what else it does;
// compare the ratios, which come from one process.
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseRule, prepareRule } from "../packages/core/dist/detect/index.js";
import { builtInCatalogue } from "../packages/core/dist/events/index.js";
import { runScan } from "../packages/server/dist/scan/run-scan.js";
import { generateDefendNdjson } from "./generate-defend-events.js";
import { generateRules } from "./generate-rules.js";

const eventCount = Number(process.env["BENCH_EVENTS"] ?? 200_000);
const ruleCounts = [1, 100, 1_000];
const seed = 1;

const folder = mkdtempSync(join(tmpdir(), "eqlite-bench-"));
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main() {
  const path = join(folder, "events.ndjson");
  const bytes = await writeEvents(path);
  report({ figure: "input", events: eventCount, bytes, node: process.version, cpu: cpus()[0]?.model, seed });

  const parseSeconds = await timeJsonParse(path);
  report({
    figure: "JSON.parse",
    seconds: round(parseSeconds),
    events_per_second: Math.round(eventCount / parseSeconds),
  });

  const rules = loadRules();
  for (const count of ruleCounts) {
    const { seconds, alerts } = await timeScan(path, rules.slice(0, count));
    report({
      figure: `scan, ${count} rule${count === 1 ? "" : "s"}`,
      seconds: round(seconds),
      events_per_second: Math.round(eventCount / seconds),
      times_json_parse: round(seconds / parseSeconds),
      alerts,
    });
  }
}

/** @param {string} path */
async function writeEvents(path) {
  const file = await open(path, "w");
  let bytes = 0;
  for (const lines of generateDefendNdjson({ count: eventCount, seed })) {
    bytes += Buffer.byteLength(lines);
    await file.appendFile(lines);
  }
  await file.close();
  return bytes;
}

/**
 * Seconds that JSON.parse alone takes for all lines, without the time to read them.
 * @param {string} path
 */
async function timeJsonParse(path) {
  let seconds = 0;
  /** @type {string[]} */
  let lines = [];
  const parseLines = () => {
    const start = performance.now();
    for (const line of lines) JSON.parse(line);
    seconds += (performance.now() - start) / 1000;
    lines = [];
  };
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (lines.push(line) === 1_000) parseLines();
  }
  parseLines();
  return seconds;
}

function loadRules() {
  const catalogue = builtInCatalogue();
  const start = performance.now();
  const rules = generateRules({ count: Math.max(...ruleCounts), seed }).map((fields) => {
    const parsed = parseRule(fields, { locate: () => ({ from: 0, to: 0 }) });
    if (!parsed.ok) throw new Error(`a generated rule is wrong: ${parsed.diagnostics[0]?.message}`);
    const query = prepareRule(parsed.value, catalogue, 0);
    if (!query.ok)
      throw new Error(`a generated query is wrong: ${query.diagnostics[0]?.message}\n${parsed.value.query}`);
    return { rule: parsed.value, query: query.value };
  });
  report({ figure: `load ${rules.length} rules`, seconds: round((performance.now() - start) / 1000) });
  return rules;
}

/**
 * @param {string} path
 * @param {ReturnType<typeof loadRules>} rules
 */
async function timeScan(path, rules) {
  const start = performance.now();
  const result = await runScan({
    paths: [path],
    rules,
    catalogue: builtInCatalogue(),
    enforceIndex: false,
    fromMs: undefined,
    toMs: undefined,
    minSeverity: undefined,
  });
  if (result.totals.records !== eventCount)
    throw new Error(`${result.totals.records} of ${eventCount} events were read`);
  return { seconds: (performance.now() - start) / 1000, alerts: result.alerts.length };
}

/** @param {Record<string, unknown>} figure */
function report(figure) {
  console.log(JSON.stringify(figure));
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 1000) / 1000;
}
