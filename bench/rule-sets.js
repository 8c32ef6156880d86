// @ts-check
import { parseRule, prepareRule } from "../packages/core/dist/detect/index.js";
import { builtInCatalogue } from "../packages/core/dist/events/index.js";
import { loadRules } from "../packages/server/dist/scan/load-rules.js";
import { generateRules } from "./generate-rules.js";

/** @typedef {import("@eqlite/core/detect").PreparedRule} PreparedRule */

/** The rules that all figures are about. */
export const ruleCount = 1_000;

/**
 * Generated rules, checked. A generated rule that does not load is a bug of the generator.
 * @param {number} count
 * @param {number} seed
 * @returns {PreparedRule[]}
 */
export function generatedRules(count, seed) {
  const catalogue = builtInCatalogue();
  return generateRules({ count, seed }).map((fields) => {
    const parsed = parseRule(fields, { locate: () => ({ from: 0, to: 0 }), ruleIdIfAbsent: "" });
    if (!parsed.ok) throw new Error(`a generated rule is wrong: ${parsed.diagnostics[0]?.message}`);
    const query = prepareRule(parsed.value, catalogue, 0);
    if (!query.ok)
      throw new Error(`a generated query is wrong: ${query.diagnostics[0]?.message}\n${parsed.value.query}`);
    return { rule: parsed.value, query: query.value };
  });
}

/**
 * The rules of a folder that can be run.
 * @param {string} path
 * @returns {Promise<readonly PreparedRule[]>}
 */
export async function realRules(path) {
  const { prepared } = await loadRules([path], builtInCatalogue(), Date.now());
  if (prepared.length === 0) throw new Error(`no rules that can be run in ${path}`);
  return prepared;
}
