// @ts-check
import { engines, referenceEngine } from "./engines.js";
import { report, speedOver, timed } from "./report.js";

/** @typedef {import("@eqlite/core/detect").PreparedRule} PreparedRule */
/** @typedef {import("./bench-input.js").BenchInput} BenchInput */

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
