/** Languages of what people read. Diagnostics of queries and rules are in English. */
export const languages = ["en", "zh-CN"] as const;

export type Language = (typeof languages)[number];

/** The language of the environment: EQLITE_LANG, else the locale; English where it is neither. */
export function detectLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  // A variable that is set to nothing counts as not set.
  const name = env["EQLITE_LANG"] || env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return name.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}
