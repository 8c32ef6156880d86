/** Languages of the pages, by the names that they give themselves. */
export const languages = { en: "English", "zh-CN": "简体中文" } as const;

export type Language = keyof typeof languages;

const storageKey = "eqlite.language";

/** The one that was chosen here before, or else the first that the browser asks for and we have. */
export function preferredLanguage(): Language {
  const stored = localStorage.getItem(storageKey);
  if (stored !== null && isLanguage(stored)) return stored;
  for (const wanted of navigator.languages) {
    if (wanted.toLowerCase().startsWith("zh")) return "zh-CN";
    if (wanted.toLowerCase().startsWith("en")) return "en";
  }
  return "en";
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
}

function isLanguage(text: string): text is Language {
  return Object.hasOwn(languages, text);
}
