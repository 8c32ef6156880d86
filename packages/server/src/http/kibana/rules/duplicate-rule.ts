import type { JsonObject } from "@eqlite/core/events";
import type { Actor } from "../../../platform/actor.ts";
import type { StoredRule } from "../../../rules/stored-rule.ts";
import { copyExceptionList } from "../exceptions/copy-exception-list.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import { listsOf, referenceJson } from "./exception-references.ts";

export interface DuplicateOptions {
  readonly includeExceptions: boolean;
  readonly includeExpired: boolean;
}

/** Makes a rule of its own of a rule, disabled; shared exceptions stay shared, private ones are copied. */
export function duplicateRule(
  rule: StoredRule,
  { includeExceptions, includeExpired }: DuplicateOptions,
  principal: Actor,
  dependencies: Pick<KibanaDependencies, "database" | "rules" | "exceptions" | "clock" | "makeId">,
): StoredRule {
  const { database, rules, exceptions, clock, makeId } = dependencies;
  return database.transaction(() => {
    const nowMs = clock.nowMs();
    const lists = listsOf(includeExceptions ? rule.parameters : {}).flatMap((reference): JsonObject[] => {
      const list = exceptions.getList(reference);
      if (list === undefined) return [];
      if (list.type !== "rule_default") return [referenceJson(list)];
      const copy = { listId: makeId(), name: list.name, type: list.type, includeExpired };
      return [referenceJson(copyExceptionList(list, copy, { exceptions, makeId, principal, nowMs }))];
    });
    const parameters = {
      ...rule.parameters,
      rule_id: makeId(),
      name: `${String(rule.parameters["name"])} [Duplicate]`,
      enabled: false,
      exceptions_list: lists,
    };
    return rules.create({ id: makeId(), parameters, principal, nowMs });
  });
}
