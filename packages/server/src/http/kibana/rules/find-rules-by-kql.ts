import type { RuleFilter, RulePage } from "../../../rules/find-rules.ts";
import type { RuleStore } from "../../../rules/rule-store.ts";
import { ruleStoreLimits } from "../../../rules/rule-store-limits.ts";
import type { StoredRule } from "../../../rules/stored-rule.ts";
import { compileKql } from "../kql/compile-kql.ts";
import { type KqlNode, parseKql } from "../kql/parse-kql.ts";
import { ruleFields } from "./rule-fields.ts";

/** Finds rules by a filter in KQL. What the store can tell it is asked; the rest is looked at here. */
export function findRulesByKql(
  rules: Pick<RuleStore, "find">,
  filter: string | undefined,
  { page = 1, pageSize = 20, ...order }: RulePage,
): { readonly rules: readonly StoredRule[]; readonly total: number } {
  const node = parseKql(filter ?? "");
  const holds = compileKql(node, ruleFields);
  const { pushed, isWhole } = pushDown(node);
  if (isWhole) return rules.find(pushed, { ...order, page, pageSize });
  const all: StoredRule[] = [];
  for (let at = 1; ; at += 1) {
    const found = rules.find(pushed, { ...order, page: at, pageSize: ruleStoreLimits.maxPageSize });
    all.push(...found.rules.filter(holds));
    if (found.rules.length < ruleStoreLimits.maxPageSize) break;
  }
  const from = (page - 1) * pageSize;
  return { rules: all.slice(from, from + pageSize), total: all.length };
}

const maxPushedTags = 20;

interface PushedFilter {
  readonly pushed: RuleFilter;
  /** Nothing is left to be looked at. */
  readonly isWhole: boolean;
}

/** The tests that must hold and that the store knows, each once. */
function pushDown(node: KqlNode): PushedFilter {
  if (node.kind === "All") return { pushed: {}, isWhole: true };
  const tests = node.kind === "And" ? node.operands : [node];
  let pushed: RuleFilter = {};
  let isWhole = true;
  for (const test of tests) {
    const one = pushTest(test, pushed);
    if (one === undefined) isWhole = false;
    else pushed = { ...pushed, ...one };
  }
  return { pushed, isWhole };
}

function pushTest(node: KqlNode, known: RuleFilter): RuleFilter | undefined {
  if (node.kind !== "Is" || node.value.pieces.length !== 1) return undefined;
  const [text = ""] = node.value.pieces;
  switch (node.field) {
    case "alert.attributes.enabled":
      return known.enabled === undefined && (text === "true" || text === "false")
        ? { enabled: text === "true" }
        : undefined;
    case "alert.attributes.tags":
      // Each is a condition of its own in SQL.
      return (known.tags?.length ?? 0) < maxPushedTags ? { tags: [...(known.tags ?? []), text] } : undefined;
    case "alert.attributes.params.ruleId":
      return known.ruleIds === undefined ? { ruleIds: [text] } : undefined;
    case "alert.attributes.params.type":
      return known.types === undefined ? { types: [text] } : undefined;
    case "alert.attributes.params.severity":
      return known.severities === undefined ? { severities: [text] } : undefined;
    default:
      return undefined;
  }
}
