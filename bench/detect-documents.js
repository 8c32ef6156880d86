// @ts-check
import { createDetection } from "../packages/core/dist/detect/index.js";
import { builtInCatalogue } from "../packages/core/dist/events/index.js";
import { decodeAscii } from "../packages/server/dist/events/decode-ascii.js";

/** @typedef {import("@eqlite/core/detect").PreparedRule} PreparedRule */
/** @typedef {import("@eqlite/core/kernel").EngineName} EngineName */
/** @typedef {import("@eqlite/core/kernel").PassOptions} PassOptions */

/**
 * A pass of rules over events, and what it found as one text for each match: the rule and the positions of its events.
 * @param {readonly PreparedRule[]} rules
 * @param {EngineName} engine
 */
export function startDetection(rules, engine) {
  const detection = createDetection(rules, {
    catalogue: builtInCatalogue(),
    enforceIndex: false,
    engine,
    decodeAscii,
  });
  if (engine === "kernel" && detection.pass.judgeBlock === undefined)
    throw new Error("there is no kernel here");
  return {
    pass: detection.pass,
    /** @returns {string[]} */
    finish: () =>
      detection.finish().flatMap(({ rule, matches, error }) => {
        if (error !== undefined) throw new Error(`"${rule.name}" was not finished`, { cause: error });
        return matches.map(({ positions }) => `${rule.ruleId} ${positions.join(",")}`);
      }),
  };
}
