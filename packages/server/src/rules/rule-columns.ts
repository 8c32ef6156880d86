import { canonicalJson, type JsonObject, stringifyJson } from "@eqlite/core/events";
import { OperationalError } from "../platform/operational-error.ts";
import { ruleStoreLimits } from "./rule-store-limits.ts";

/** What rules are found and sorted by, and the parameters themselves. */
export interface RuleColumns {
  readonly ruleId: string;
  readonly name: string;
  readonly type: string;
  readonly severity: string;
  readonly riskScore: number;
  /** JSON list. */
  readonly tags: string;
  readonly enabled: boolean;
  /** JSON, without what the store keeps itself. */
  readonly parameters: string;
}

/** Members that say something about the rule in this server, not what the rule is. */
const ownMembers: ReadonlySet<string> = new Set([
  "id",
  "enabled",
  "revision",
  "immutable",
  "rule_source",
  "created_at",
  "created_by",
  "updated_at",
  "updated_by",
  "execution_summary",
]);

/** Throws `bad-request` where the parameters lack what every rule has, or are too large. Their meaning is not checked here. */
export function ruleColumns(rule: JsonObject): RuleColumns {
  const kept = Object.fromEntries(Object.entries(rule).filter(([name]) => !ownMembers.has(name)));
  const parameters = stringifyJson(kept);
  if (parameters.length > ruleStoreLimits.maxRuleUnits) {
    throw new OperationalError(
      "too-large",
      `A rule has at most ${ruleStoreLimits.maxRuleUnits} characters as JSON`,
    );
  }
  const { risk_score: riskScore, tags, enabled } = rule;
  return {
    ruleId: idText(rule, "rule_id"),
    name: text(rule, "name"),
    type: text(rule, "type"),
    severity: text(rule, "severity"),
    riskScore: typeof riskScore === "number" ? riskScore : 0,
    tags: JSON.stringify(Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : []),
    enabled: enabled !== false,
    parameters,
  };
}

/** Whether two rules say the same, whatever the order of their members. */
export function isSameRule(one: JsonObject, other: JsonObject): boolean {
  const bare = (rule: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(rule).filter(([name]) => !ownMembers.has(name)));
  return canonicalJson(bare(one)) === canonicalJson(bare(other));
}

function text(rule: JsonObject, name: string): string {
  const value = rule[name];
  if (typeof value === "string" && value !== "" && !value.includes("\0")) return value;
  throw new OperationalError("bad-request", `A rule needs a text in "${name}"`);
}

function idText(rule: JsonObject, name: string): string {
  const value = text(rule, name);
  if (value.length <= ruleStoreLimits.maxIdUnits) return value;
  throw new OperationalError("bad-request", `"${name}" has at most ${ruleStoreLimits.maxIdUnits} characters`);
}
