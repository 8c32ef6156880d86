// @ts-check
// The shape of a rule set, counted over its checked conditions.
import { hasWildcard } from "../packages/core/dist/lang/index.js";

/** @typedef {import("@eqlite/core/detect").PreparedRule} PreparedRule */
/** @typedef {import("@eqlite/core/lang").Condition} Condition */
/** @typedef {import("@eqlite/core/lang").Term} Term */

/**
 * @typedef {object} RulePredicate one condition on single events
 * @property {"single event" | "stage"} of what the condition belongs to: a rule on single events, or a sequence
 * @property {Condition} condition
 */

/**
 * The conditions of all rules. A stage that `runs` repeats counts once; `until` and samples count as stages.
 * @param {readonly PreparedRule[]} rules
 * @returns {RulePredicate[]}
 */
export function predicatesOf(rules) {
  return rules.flatMap(({ query }) => predicatesOfQuery(query));
}

/**
 * @param {PreparedRule["query"]} query
 * @returns {RulePredicate[]}
 */
function predicatesOfQuery(query) {
  switch (query.kind) {
    case "event":
      return [{ of: "single event", condition: query.condition }];
    case "sequence": {
      const stages = query.until === undefined ? query.stages : [...query.stages, query.until];
      return [...new Set(stages)].map(({ condition }) => ({ of: "stage", condition }));
    }
    case "sample":
      return query.filters.map(({ condition }) => ({ of: "stage", condition }));
  }
}

/** @param {readonly PreparedRule[]} rules */
export function countRules(rules) {
  const predicates = predicatesOf(rules);
  const comparisons = predicates.flatMap(({ condition }) => comparisonsOf(condition));
  const patterns = comparisons.flatMap(patternsOf);
  return {
    rules: rules.length,
    predicates: predicates.length,
    single_event_rules: rules.filter(({ query }) => query.kind === "event").length,
    sequences: rules.filter(({ query }) => query.kind === "sequence").length,
    stages: predicates.filter((predicate) => predicate.of === "stage").length,
    comparisons: comparisons.length,
    distinct_comparisons: new Set(comparisons.map(textOf)).size,
    exact_constants:
      comparisons.flatMap(listedValues).length + patterns.filter((pattern) => !hasWildcard(pattern)).length,
    wildcards: patterns.filter(hasWildcard).length,
    fields: new Set(comparisons.flatMap(fieldsOf)).size,
  };
}

/**
 * @param {Condition} condition
 * @returns {Term[]}
 */
function comparisonsOf(condition) {
  switch (condition.kind) {
    case "Always":
      return [];
    case "And":
    case "Or":
      return condition.operands.flatMap(comparisonsOf);
    case "Not":
      return comparisonsOf(condition.operand);
    case "Leaf":
      return [condition.test];
  }
}

/** @param {Term} term @returns {readonly string[]} */
function patternsOf(term) {
  return term.kind === "Wildcard" ? term.patterns : [];
}

/** The items of an `in` list; the one constant of a comparison with `==` is no list. @param {Term} term */
function listedValues(term) {
  return term.kind === "OneOf" ? term.values : [];
}

/** @param {Term} term @returns {string[]} */
function fieldsOf(term) {
  if (term.kind === "FieldValue") return [term.name];
  return operandsOf(term).flatMap(fieldsOf);
}

/** @param {Term} term @returns {readonly Term[]} */
function operandsOf(term) {
  if ("operands" in term) return term.operands;
  if ("operand" in term) return [term.operand];
  if ("right" in term) return [term.left, term.right];
  return "left" in term ? [term.left] : [];
}

/** A text that is the same for equal comparisons only. @param {Term} term */
function textOf(term) {
  return JSON.stringify(term, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
}
