import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import type { ExceptionList } from "../../../exceptions/exception.ts";
import type { Actor } from "../../../platform/actor.ts";
import type { StoredRule } from "../../../rules/stored-rule.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import { kibanaLimits } from "../kibana-limits.ts";
import { badRequest, readObjectBody } from "../kibana-request.ts";
import type { KibanaRouter } from "../kibana-router.ts";
import { listsOf, referenceJson } from "../rules/exception-references.ts";
import { getRule } from "../rules/rule-changes.ts";
import { createItem } from "./item-routes.ts";
import { readItem } from "./read-item.ts";

/** Items for one rule alone, in its private list, which is made and attached where there is none. */
export function addRuleExceptionRoutes(router: KibanaRouter, dependencies: KibanaDependencies): void {
  const { database, rules, exceptions, catalogue, makeId } = dependencies;

  router.on("POST", "/api/detection_engine/rules/:id/exceptions", "manage-rules", async (context) => {
    const { items } = await readObjectBody(context);
    if (!Array.isArray(items) || items.length === 0)
      throw badRequest('"items" is a list of at least one item.');
    if (items.length > kibanaLimits.maxAddedItems) {
      throw badRequest(`"items" has more than ${kibanaLimits.maxAddedItems} entries.`);
    }
    const principal = context.get("principal");
    return database.transaction(() => {
      const rule = getRule(rules, { id: context.req.param("id") ?? "" });
      const list = privateList(rule, dependencies, principal);
      return items.map((item: JsonValue) => {
        if (!isJsonObject(item)) throw badRequest('"items" holds something that is no object.');
        const fields: JsonObject = { ...item, list_id: list.listId, namespace_type: list.namespaceType };
        const read = readItem(fields, {
          catalogue,
          valueLists: exceptions.valueLists,
          itemIdIfAbsent: makeId(),
        });
        return createItem(read, dependencies, principal);
      });
    });
  });
}

function privateList(
  rule: StoredRule,
  { rules, exceptions, clock, makeId }: KibanaDependencies,
  principal: Actor,
): ExceptionList {
  const named = listsOf(rule.parameters);
  for (const reference of named) {
    if (reference.type !== "rule_default") continue;
    const known = exceptions.getList(reference);
    if (known !== undefined) return known;
  }
  const change = { principal, nowMs: clock.nowMs() };
  const list = exceptions.createList(
    makeId(),
    {
      listId: makeId(),
      namespaceType: "single",
      type: "rule_default",
      name: `Exceptions of the rule ${String(rule.parameters["name"])}`.slice(0, 1_000),
      description: `Exceptions that hold for the rule ${rule.ruleId} alone`,
      tags: ["default_rule_exception_list"],
      osTypes: [],
    },
    change,
  );
  const { exceptions_list: former } = rule.parameters;
  const others = (Array.isArray(former) ? former : []).filter(
    // One whose list is gone is no private list any more.
    (entry: JsonValue) => !(isJsonObject(entry) && entry["type"] === "rule_default"),
  );
  const parameters = {
    ...rule.parameters,
    enabled: rule.enabled,
    exceptions_list: [...others, referenceJson(list)],
  };
  rules.put({ id: rule.id }, { parameters, ...change });
  return list;
}
