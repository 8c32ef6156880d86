import { isJsonObject, type JsonObject } from "@eqlite/core/events";
import type { RuleStore } from "../../rules/rule-store.ts";
import { type RuleTexts, translatedTexts, translationsOf } from "../../rules/rule-translations.ts";
import { anyText, list, named, object, optional } from "./shape.ts";

/** Texts of a rule in one language. */
export const ruleTextsShape = named(
  "RuleTexts",
  object({
    name: optional(anyText),
    description: optional(anyText),
    note: optional(anyText),
    setup: optional(anyText),
    false_positives: optional(list(anyText)),
  }),
);

/** What the rule of an alert said when it was raised, in other languages. */
export function ruleTranslationsOf(
  document: JsonObject,
  rules: Pick<RuleStore, "get" | "history">,
): Readonly<Record<string, RuleTexts>> {
  const ruleId = document["kibana.alert.rule.rule_id"];
  if (typeof ruleId !== "string" || rules.get({ ruleId }) === undefined) return {};
  const kept = document["kibana.alert.rule.parameters"];
  const parameters = kept !== undefined && isJsonObject(kept) ? kept : {};
  const texts = Object.fromEntries(
    translatedTexts.map((name) => [name, document[`kibana.alert.rule.${name}`] ?? parameters[name] ?? null]),
  );
  return translationsOf(
    texts,
    rules.history({ ruleId }).map((revision) => revision.parameters),
  );
}
