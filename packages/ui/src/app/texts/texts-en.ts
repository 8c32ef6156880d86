import type { Texts } from "../../shared/i18n/i18n.ts";
import { byNamespace } from "./by-namespace.ts";

export const texts: Texts = byNamespace(
  import.meta.glob<object>(
    [
      "../locales/en.json",
      "../../shared/locales/en.json",
      "../../shared/*/locales/en.json",
      "../../features/*/locales/en.json",
    ],
    { eager: true, import: "default" },
  ),
);
