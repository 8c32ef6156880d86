// @ts-check
// The ways from events to matches that the benchmark measures. A new way is one more entry of `engines`: it is timed,
// and its matches are compared with those of the reference path, in the same run.
import { builtInCatalogue } from "../packages/core/dist/events/index.js";
import { runScan } from "../packages/server/dist/scan/run-scan.js";
import { blocksOf, readLines } from "./bench-input.js";
import { startDetection } from "./detect-documents.js";

/** @typedef {import("@eqlite/core/detect").PreparedRule} PreparedRule */
/** @typedef {import("./bench-input.js").BenchInput} BenchInput */

/**
 * @typedef {object} Engine
 * @property {string} name
 * @property {(rules: readonly PreparedRule[]) => EnginePass} prepare indexes the rules; timed apart from the pass
 */

/**
 * One pass over an input. Gives a text for each match, the same from every engine.
 * @typedef {(input: BenchInput) => Promise<readonly string[]>} EnginePass
 */

/**
 * Every rule on every event, read by `JSON.parse`: slow, plain, and what the others are held to.
 * @type {Engine}
 */
export const referenceEngine = {
  name: "reference",
  prepare: (rules) => prepareDocuments(rules, "reference"),
};

/** @type {readonly Engine[]} */
export const engines = [
  { name: "rule-index", prepare: (rules) => prepareDocuments(rules, "rule-index") },
  { name: "kernel", prepare: prepareKernel },
];

/**
 * @param {readonly PreparedRule[]} rules
 * @param {"reference" | "rule-index"} engine
 * @returns {EnginePass}
 */
function prepareDocuments(rules, engine) {
  const { pass, finish } = startDetection(rules, engine);
  return async (input) => {
    readLines(input).forEach((line, _number, from) => void pass.judgeDocument(JSON.parse(line), from));
    return matchTexts(finish());
  };
}

/**
 * @param {readonly PreparedRule[]} rules
 * @returns {EnginePass}
 */
function prepareKernel(rules) {
  const { pass, finish } = startDetection(rules, "kernel");
  return async (input) => {
    for (const { bytes, position } of blocksOf(input)) judgeWhole(pass, bytes, position);
    return matchTexts(finish());
  };
}

/**
 * Judges a block of generated events, of which the kernel leaves none.
 * @param {import("@eqlite/core/kernel").QueryPass} pass
 * @param {Uint8Array} bytes
 * @param {number} position
 */
export function judgeWhole(pass, bytes, position) {
  pass.judgeBlock?.(bytes, position, () => {
    throw new Error("a generated event was left to the caller");
  });
}

/**
 * What `eqlite scan` does, from the path of the file to the alerts, in one thread; it indexes the rules in each pass.
 * @param {readonly PreparedRule[]} rules
 * @param {BenchInput} input
 */
export async function scanInProcess(rules, { path, events }) {
  const result = await runScan({
    paths: [path],
    rules,
    catalogue: builtInCatalogue(),
    enforceIndex: false,
    fromMs: undefined,
    toMs: undefined,
    minSeverity: undefined,
  });
  if (result.totals.records !== events)
    throw new Error(`${result.totals.records} of ${events} events were read`);
  return result.alerts;
}

/** In one order, each once. @param {readonly string[]} ids */
function matchTexts(ids) {
  return [...new Set(ids)].sort();
}
