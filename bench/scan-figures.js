// @ts-check
import { engines, referenceEngine } from "./engines.js";
import { median, report, round, speedOver, timed } from "./report.js";

/** @typedef {import("@eqlite/core/detect").PreparedRule} PreparedRule */
/** @typedef {import("./bench-input.js").BenchInput} BenchInput */

/** Passes after the first, whose code is warm. */
const warmPasses = 3;

/** Matches that are named where two engines disagree. */
const maxShown = 3;

/**
 * Compares the matches of every engine with those of the reference path.
 * @param {readonly PreparedRule[]} rules
 * @param {BenchInput} input short: the reference tries every rule on every event
 * @returns {Promise<boolean>} whether all agree
 */
export async function compareEngines(rules, input) {
  const reference = await timed(() => referenceEngine.prepare(rules)(input));
  const shape = { rules: rules.length, events: input.events };
  report({
    figure: "reference",
    ...shape,
    ...speedOver(input, reference.seconds),
    matches: reference.value.length,
  });
  let agree = true;
  for (const { name, prepare } of engines) {
    const difference = differenceOf(reference.value, await prepare(rules)(input));
    report({ figure: "same matches", engine: name, ...shape, ...difference });
    agree &&= difference.same;
  }
  return agree;
}

/**
 * Times every engine on the whole input: the first pass, and the median of those after it.
 * @param {readonly PreparedRule[]} rules
 * @param {BenchInput} input
 * @param {number} parseSeconds what `JSON.parse` takes for the same lines in this process
 * @returns {Promise<boolean>} whether all passes of all engines found the same
 */
export async function timeEngines(rules, input, parseSeconds) {
  /** @type {readonly string[] | undefined} */
  let expected;
  let agree = true;
  for (const { name, prepare } of engines) {
    /** @type {number[]} */
    const seconds = [];
    /** @type {number[]} */
    const prepareSeconds = [];
    for (let pass = 0; pass <= warmPasses; pass += 1) {
      const prepared = await timed(() => prepare(rules));
      const { value: matches, seconds: passSeconds } = await timed(() => prepared.value(input));
      prepareSeconds.push(prepared.seconds);
      seconds.push(passSeconds);
      expected ??= matches;
      const difference = differenceOf(expected, matches);
      if (!difference.same)
        report({ figure: "same matches", engine: name, rules: rules.length, ...difference });
      agree &&= difference.same;
    }
    const [first = 0, ...warm] = seconds;
    report({
      figure: "pass",
      engine: name,
      rules: rules.length,
      ...speedOver(input, median(warm)),
      times_json_parse: round(median(warm) / parseSeconds),
      first_seconds: round(first),
      first_kevents_per_second: speedOver(input, first).kevents_per_second,
      first_prepare_seconds: round(prepareSeconds[0] ?? 0),
      prepare_seconds: round(median(prepareSeconds.slice(1))),
      matches: expected?.length,
    });
  }
  return agree;
}

/**
 * @param {readonly string[]} expected
 * @param {readonly string[]} found
 */
export function differenceOf(expected, found) {
  const [inExpected, inFound] = [new Set(expected), new Set(found)];
  const missing = expected.filter((match) => !inFound.has(match));
  const extra = found.filter((match) => !inExpected.has(match));
  const same = missing.length + extra.length === 0;
  return same
    ? { same, matches: found.length }
    : {
        same,
        matches: found.length,
        missing: missing.length,
        extra: extra.length,
        examples: [...missing.slice(0, maxShown), ...extra.slice(0, maxShown)],
      };
}
