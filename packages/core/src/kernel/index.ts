export { queryCondition } from "./query-condition.ts";
export { createRuleIndex, type RuleIndex } from "./rule-index.ts";
