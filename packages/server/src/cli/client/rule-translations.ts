import { builtInCatalogue } from "@eqlite/core/events";
import { loadRules } from "../../scan/load-rules.ts";
import { bundledRules } from "../assets.ts";
import { oneLine } from "../describe-event.ts";
import type { Language } from "../messages/language.ts";

/**
 * Texts of the bundled rules in the reader's language. A server knows rules in the form of Elastic's API, which has one
 * language; where its text is that of the bundled rule, the translation says the same.
 */
export interface RuleTranslations {
  name(ruleId: string, name: string): string;
  note(ruleId: string, note: string): string;
}

const asTheyAre: RuleTranslations = { name: (_, name) => name, note: (_, note) => note };

export async function loadRuleTranslations(language: Language, nowMs: number): Promise<RuleTranslations> {
  // Rules are written in English.
  if (language === "en") return asTheyAre;
  const { prepared } = await loadRules([bundledRules()], builtInCatalogue(), nowMs);
  const rules = new Map(prepared.map(({ rule }) => [rule.ruleId, rule]));
  return {
    name(ruleId, name) {
      const rule = rules.get(ruleId);
      const translated = rule?.translations[language]?.name;
      return translated !== undefined && rule?.name === name ? oneLine(translated) : name;
    },
    note(ruleId, note) {
      const rule = rules.get(ruleId);
      const translated = rule?.translations[language]?.note;
      return translated !== undefined && rule?.note === note ? translated : note;
    },
  };
}
