import { ruleTypes } from "@eqlite/core/detect";
import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";

/** What an entry of a rule file is. Exports hold more than rules. */
export type EntryKind =
  | "rule"
  /** A rule in the form of a rule repository: tables `metadata`, `rule`, `transform`. */
  | "repository-rule"
  | "exception-list"
  | "exception-item"
  | "connector"
  /** The last line of an export: counts. */
  | "summary"
  | "unknown";

/** Tells what an entry is by the keys it has; a rule is told even where some of its required fields are missing. */
export function classifyEntry(value: JsonValue): EntryKind {
  if (!isJsonObject(value)) return "unknown";
  // Events have a `rule` object too, with other fields in it.
  const rule = own(value, "rule");
  if (isJsonObject(rule) && (isRule(rule) || isJsonObject(own(value, "metadata")))) return "repository-rule";
  if (has(value, "list_id") && !has(value, "rule_id")) {
    return has(value, "item_id") || has(value, "entries") ? "exception-item" : "exception-list";
  }
  if (has(value, "exported_count") || has(value, "exported_rules_count")) return "summary";
  if (has(value, "connector_type_id") || own(value, "type") === "action") return "connector";
  return isRule(value) ? "rule" : "unknown";
}

function isRule(value: JsonObject): boolean {
  const isNamed = has(value, "name") || has(value, "description");
  if (has(value, "rule_id") || has(value, "risk_score"))
    return isNamed || has(value, "type") || has(value, "query");
  const hasRuleType = ruleTypes.some((type) => type === own(value, "type"));
  return (
    isNamed &&
    (has(value, "severity") ? hasRuleType || has(value, "query") : hasRuleType && has(value, "query"))
  );
}

function own(value: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function has(value: JsonObject, key: string): boolean {
  return Object.hasOwn(value, key);
}
