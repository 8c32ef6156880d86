import type { Texts } from "../../shared/i18n/i18n.ts";
import { byNamespace } from "./by-namespace.ts";

export const texts: Texts = byNamespace(
  import.meta.glob<object>(
    [
      "../locales/zh-CN.json",
      "../../shared/locales/zh-CN.json",
      "../../shared/*/locales/zh-CN.json",
      "../../features/*/locales/zh-CN.json",
    ],
    { eager: true, import: "default" },
  ),
);
