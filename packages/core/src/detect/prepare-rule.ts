import { type Checked, type CheckedQuery, checkQuery, type FieldCatalogue } from "../lang/index.ts";
import type { Rule } from "./rule.ts";

/** Whether this engine can run rules of this type yet. */
export function canRun(rule: Pick<Rule, "type">): boolean {
  return rule.type === "eql";
}

/** Checks a rule's query against the fields there are. Only for rules for which `canRun` holds. */
export function prepareRule(rule: Rule, catalogue: FieldCatalogue, nowMs: number): Checked<CheckedQuery> {
  return checkQuery(rule.query, catalogue, {
    nowMs,
    ...(rule.eventCategoryOverride === undefined ? {} : { eventCategoryField: rule.eventCategoryOverride }),
  });
}
