import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";

/** The texts of a rule that are translated, by their names in the API. */
export const translatedTexts = ["name", "description", "note", "setup", "false_positives"] as const;

/** Texts of a rule in one language; what is absent is shown as the rule itself has it. */
export type RuleTexts = {
  readonly [name in Exclude<(typeof translatedTexts)[number], "false_positives">]?: string;
} & { readonly false_positives?: readonly string[] };

/**
 * The parameters without translations of texts that have changed while their translation has not: it would go on saying what
 * the rule does not say any more.
 */
export function withoutStaleTranslations(former: JsonObject, next: JsonObject): JsonObject {
  const before = objectIn(former, "translations");
  const after = objectIn(next, "translations");
  if (before === undefined || after === undefined) return next;
  const changed = translatedTexts.filter((name) => !isSame(former[name], next[name]));
  if (changed.length === 0) return next;
  const languages = Object.keys(after).flatMap((language): [string, JsonObject][] => {
    const old = objectIn(before, language) ?? {};
    const kept = Object.entries(objectIn(after, language) ?? {}).filter(
      ([name, text]) => !(changed.some((one) => one === name) && isSame(old[name], text)),
    );
    return kept.length === 0 ? [] : [[language, Object.fromEntries(kept)]];
  });
  const { translations: _, ...rest } = next;
  return languages.length === 0 ? rest : { ...rest, translations: Object.fromEntries(languages) };
}

/**
 * The translations of what a rule once said, by language: of each text that of the newest revision which says the same. A
 * text that no revision has is not translated, whatever the rule says now.
 *
 * @param texts the rule as an alert keeps it, with the names of the API
 * @param revisions parameters of the rule, the newest last
 */
export function translationsOf(
  texts: JsonObject,
  revisions: readonly JsonObject[],
): Readonly<Record<string, RuleTexts>> {
  const found = new Map<string, JsonObject>();
  for (const revision of revisions) {
    const translations = objectIn(revision, "translations") ?? {};
    for (const language of Object.keys(translations)) {
      const translated = objectIn(translations, language) ?? {};
      for (const name of translatedTexts) {
        const text = translated[name];
        if (text === undefined || text === null || !isSame(texts[name], revision[name])) continue;
        found.set(language, { ...found.get(language), [name]: text });
      }
    }
  }
  return Object.fromEntries(found);
}

function objectIn(object: JsonObject, name: string): JsonObject | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return value !== undefined && isJsonObject(value) ? value : undefined;
}

/** Of texts and lists of texts. */
function isSame(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
