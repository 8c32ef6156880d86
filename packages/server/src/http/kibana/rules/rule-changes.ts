import type { JsonObject } from "@eqlite/core/events";
import type { Actor } from "../../../platform/actor.ts";
import { OperationalError } from "../../../platform/operational-error.ts";
import type { RuleKey } from "../../../rules/rule-store.ts";
import type { StoredRule } from "../../../rules/stored-rule.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import { badRequest, bodyText } from "../kibana-request.ts";
import {
  listKeyText,
  listsOf,
  type ReferringRules,
  referringRules,
  withKnownLists,
} from "./exception-references.ts";
import { readRule } from "./read-rule.ts";

export interface ChangedRule {
  readonly rule: StoredRule;
  readonly warnings: readonly JsonObject[];
}

/** What clients do to rules. All throw DiagnosticsError for a rule that is wrong, `not-found` and `conflict`. */
export interface RuleChanges {
  create(body: JsonObject, principal: Actor): ChangedRule;
  /** Replaces all but `rule_id`; `enabled`, `version` and `translations` stay where they are not named. */
  replace(key: RuleKey, body: JsonObject, principal: Actor): ChangedRule;
  /** Replaces what is named; what is null is taken away. */
  patch(key: RuleKey, body: JsonObject, principal: Actor): ChangedRule;
  /**
   * With the rule's private exceptions.
   *
   * @param referring which rules refer to which lists; looked up where it is left out and needed
   */
  delete(key: RuleKey, principal: Actor, referring?: () => ReferringRules): StoredRule;
}

type RuleChangesDependencies = Pick<
  KibanaDependencies,
  "database" | "rules" | "exceptions" | "catalogue" | "clock" | "makeId"
>;

export function createRuleChanges(dependencies: RuleChangesDependencies): RuleChanges {
  const { database, rules, exceptions, catalogue, clock, makeId } = dependencies;

  const change = (key: RuleKey, principal: Actor, merge: (former: StoredRule) => JsonObject): ChangedRule =>
    database.transaction(() => {
      const former = getRule(rules, key);
      const nowMs = clock.nowMs();
      const body = { ...merge(former), rule_id: former.ruleId };
      const { parameters, warnings } = readRule(body, { catalogue, nowMs, ruleIdIfAbsent: former.ruleId });
      const known = withKnownLists(parameters, exceptions, makeId, { principal, nowMs });
      return { rule: rules.put({ id: former.id }, { parameters: known, principal, nowMs }), warnings };
    });

  return {
    create: (body, principal) =>
      database.transaction(() => {
        const nowMs = clock.nowMs();
        const id = makeId();
        const { parameters, warnings } = readRule(body, { catalogue, nowMs, ruleIdIfAbsent: makeId() });
        const known = withKnownLists(parameters, exceptions, makeId, { principal, nowMs });
        return { rule: rules.create({ id, parameters: known, principal, nowMs }), warnings };
      }),
    replace: (key, body, principal) =>
      change(key, principal, (former) => ({
        ...body,
        translations: body["translations"] ?? former.parameters["translations"] ?? {},
        enabled: body["enabled"] ?? former.enabled,
        version: body["version"] ?? former.parameters["version"] ?? 1,
      })),
    patch: (key, body, principal) =>
      change(key, principal, (former) => ({ ...former.parameters, enabled: former.enabled, ...body })),
    delete: (key, principal, referring = () => referringRules(rules)) =>
      database.transaction(() => {
        const by = { principal, nowMs: clock.nowMs() };
        const rule = rules.delete({ id: getRule(rules, key).id }, by);
        for (const list of listsOf(rule.parameters)) {
          if (list.type !== "rule_default" || exceptions.getList(list) === undefined) continue;
          const others = referring().get(listKeyText(list)) ?? [];
          if (others.every(({ id }) => id === rule.id)) exceptions.deleteList(list, by);
        }
        return rule;
      }),
  };
}

export function getRule(rules: KibanaDependencies["rules"], key: RuleKey): StoredRule {
  const rule = rules.get(key);
  if (rule !== undefined) return rule;
  throw new OperationalError(
    "not-found",
    "id" in key ? `There is no rule with id "${key.id}".` : `There is no rule with rule_id "${key.ruleId}".`,
  );
}

/** Which rule a body means. */
export function bodyKey(body: JsonObject): RuleKey {
  return ruleKey(bodyText(body, "id"), bodyText(body, "rule_id"));
}

export function ruleKey(id: string | undefined, ruleId: string | undefined): RuleKey {
  if (id !== undefined) return { id };
  if (ruleId !== undefined) return { ruleId };
  throw badRequest('Name the rule: "id" or "rule_id".');
}
