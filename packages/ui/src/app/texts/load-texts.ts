import type { Texts } from "../../shared/i18n/i18n.ts";
import type { Language } from "../../shared/i18n/languages.ts";

/** Each language is one file of the build, with the texts of all folders. */
export async function loadTexts(language: Language): Promise<Texts> {
  switch (language) {
    case "en":
      return (await import("./texts-en.ts")).texts;
    case "zh-CN":
      return (await import("./texts-zh-cn.ts")).texts;
  }
}
