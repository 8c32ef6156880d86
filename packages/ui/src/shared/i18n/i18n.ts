import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { type Language, preferredLanguage, rememberLanguage } from "./languages.ts";

/** Texts by namespace, which is the folder that they stand in. */
export type Texts = Readonly<Record<string, object>>;

export type LoadTexts = (language: Language) => Promise<Texts>;

let load: LoadTexts | undefined;

/** Makes the texts of the preferred language ready; those of others are loaded when they are chosen. */
export async function startI18n(loadTexts: LoadTexts): Promise<void> {
  load = loadTexts;
  const language = preferredLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: await loadTexts(language) },
    defaultNS: "shared",
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  if (load === undefined) throw new Error("texts were not started");
  for (const [namespace, texts] of Object.entries(await load(language))) {
    i18next.addResourceBundle(language, namespace, texts, true, true);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  rememberLanguage(language);
}
