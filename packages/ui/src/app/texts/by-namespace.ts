import type { Texts } from "../../shared/i18n/i18n.ts";

/** Names texts by the folder that their `locales` stands in. */
export function byNamespace(files: Readonly<Record<string, object>>): Texts {
  return Object.fromEntries(
    Object.entries(files).map(([path, texts]) => [/([\w-]+)\/locales\//.exec(path)?.[1] ?? "app", texts]),
  );
}
