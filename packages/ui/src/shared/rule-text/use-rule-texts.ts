import { useQuery } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import { call } from "../api/call.ts";
import { visibleText } from "../event/visible-text.ts";
import { useLanguage } from "../i18n/use-language.ts";
import { type RuleTexts, textsIn } from "./rule-texts.ts";

let wantsOriginal = false;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether rules are shown as they were written, also where there is a translation: for all of them until it is taken back. */
export function useWantsOriginal(): boolean {
  return useSyncExternalStore(subscribe, () => wantsOriginal);
}

export function showOriginalTexts(isWanted: boolean): void {
  wantsOriginal = isWanted;
  for (const listener of listeners) listener();
}

const nothing: RuleTexts = {};

/**
 * The texts of a rule in the reader's language. Empty where there are none, or the original is wanted.
 *
 * @param translations of a rule, by language
 */
export function useRuleTexts(translations: unknown): RuleTexts {
  const language = useLanguage();
  const original = useWantsOriginal();
  return useMemo(
    () => (original ? nothing : textsIn(translations, language)),
    [translations, language, original],
  );
}

/** The name of a rule in the reader's language as it is shown in lists: a name that is not the rule's present one stays as it is. */
export function useRuleNames(): (ruleId: string, name: string) => string {
  const language = useLanguage();
  const original = useWantsOriginal();
  const names = useQuery({
    queryKey: ["rules", "names", language],
    queryFn: async ({ signal }) => {
      const { names } = await call("GET /api/v1/rule-names", { query: { language }, signal });
      return new Map(names.map((one) => [one.rule_id, one]));
    },
    // Rules are written in English.
    enabled: language !== "en",
    staleTime: 60_000,
  });
  const known = original ? undefined : names.data;
  return useMemo(
    () => (ruleId, name) => {
      const found = known?.get(ruleId);
      return visibleText(found?.name === name ? found.translated : name);
    },
    [known],
  );
}
