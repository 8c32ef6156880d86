import i18next from "i18next";
import { useSyncExternalStore } from "react";

/** The language of the page. For parts that stand in every row: it watches nothing else, where `useTranslation` watches texts too. */
export function useLanguage(): string {
  return useSyncExternalStore(onLanguage, () => i18next.language);
}

export function onLanguage(listener: () => void): () => void {
  i18next.on("languageChanged", listener);
  return () => i18next.off("languageChanged", listener);
}
