import { Button } from "@mantine/core";
import { IconLanguage } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { textsIn } from "./rule-texts.ts";
import { showOriginalTexts, useWantsOriginal } from "./use-rule-texts.ts";

/** From the translation of a rule to what its author wrote, and back; nothing where the rule has no translation. */
export function OriginalTextToggle({ translations }: { readonly translations: unknown }) {
  const { t, i18n } = useTranslation("shared");
  const original = useWantsOriginal();
  if (Object.keys(textsIn(translations, i18n.language)).length === 0) return null;
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      leftSection={<IconLanguage size={14} aria-hidden />}
      onClick={() => showOriginalTexts(!original)}
    >
      {t(original ? "ruleText.translation" : "ruleText.original")}
    </Button>
  );
}
