import type { JsonObject } from "@eqlite/core/events";
import { exceptionItemJson, exceptionListJson } from "../../../exceptions/exception-json.ts";
import type { StoredRule } from "../../../rules/stored-rule.ts";
import { hasExpired } from "../exceptions/copy-exception-list.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import { listKeyText, listsOf } from "./exception-references.ts";
import { exportedRule } from "./rule-answer.ts";

export interface ExportOptions {
  /** `rule_id`s that were asked for and are not there. */
  readonly missing?: readonly string[];
  readonly withSummary: boolean;
  readonly includeExpired: boolean;
}

/** The lines of an export: rules, the exceptions they refer to, and counts. Value lists are not in it, as in the original. */
export function exportRules(
  rules: readonly StoredRule[],
  { missing = [], withSummary, includeExpired }: ExportOptions,
  { exceptions, catalogue, clock }: Pick<KibanaDependencies, "exceptions" | "catalogue" | "clock">,
): readonly JsonObject[] {
  const nowMs = clock.nowMs();
  const references = new Map(
    rules.flatMap((rule) => listsOf(rule.parameters)).map((list) => [listKeyText(list), list]),
  );
  const lists = [...references.values()].flatMap((reference) => exceptions.getList(reference) ?? []);
  const found = new Set(lists.map(listKeyText));
  const missingLists = [...references].flatMap(([key, { listId }]) => (found.has(key) ? [] : [listId]));
  const items = lists
    .flatMap((list) => exceptions.itemsOf([list]))
    .filter((item) => includeExpired || !hasExpired(item, nowMs));
  const lines = [
    ...rules.map((rule) => exportedRule(rule, catalogue)),
    ...lists.map(exceptionListJson),
    ...items.map(exceptionItemJson),
  ];
  if (!withSummary) return lines;
  return [
    ...lines,
    {
      exported_count: lines.length,
      exported_rules_count: rules.length,
      missing_rules: missing.map((ruleId) => ({ rule_id: ruleId })),
      missing_rules_count: missing.length,
      exported_exception_list_count: lists.length,
      exported_exception_list_item_count: items.length,
      missing_exception_list_item_count: 0,
      missing_exception_list_items: [],
      missing_exception_lists: missingLists.map((listId) => ({ list_id: listId })),
      missing_exception_lists_count: missingLists.length,
      exported_action_connector_count: 0,
      missing_action_connection_count: 0,
      missing_action_connections: [],
      excluded_action_connection_count: 0,
      excluded_action_connections: [],
    },
  ];
}
