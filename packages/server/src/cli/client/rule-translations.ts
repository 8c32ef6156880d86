import { builtInCatalogue } from "@eqlite/core/events";
import { loadRules } from "../../scan/load-rules.ts";
import { bundledRules } from "../assets.ts";
import type { Language } from "../messages/language.ts";

/**
 * Texts of the bundled rules in the reader's language. A server knows rules in the form of Elastic's API, which has one
 * language; where its text is that of the bundled rule, the translation says the same.
 */
export interface RuleTranslations {
  name(ruleId: string, name: string): string;
  description(ruleId: string, description: string): string;
  note(ruleId: string, note: string): string;
}

const asTheyAre: RuleTranslations = {
  name: (_, name) => name,
  description: (_, description) => description,
  note: (_, note) => note,
};

export async function loadRuleTranslations(language: Language, nowMs: number): Promise<RuleTranslations> {
  // Rules are written in English.
  if (language === "en") return asTheyAre;
  const { prepared } = await loadRules([bundledRules()], builtInCatalogue(), nowMs);
  const rules = new Map(prepared.map(({ rule }) => [rule.ruleId, rule]));
  const translate =
    (part: "name" | "description" | "note") =>
    (ruleId: string, text: string): string => {
      const rule = rules.get(ruleId);
      const translated = rule?.translations[language]?.[part];
      return translated !== undefined && rule?.[part]?.trim() === text.trim() ? translated : text;
    };
  return { name: translate("name"), description: translate("description"), note: translate("note") };
}
