import { ActionIcon, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** Copies a value as it is, not as it is shown. */
export function CopyValueButton({ value, name }: { readonly value: string; readonly name: string }) {
  const { t } = useTranslation("shared");
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <ActionIcon
          size="xs"
          variant="subtle"
          color="gray"
          onClick={copy}
          aria-label={copied ? t("copied") : t("event.copyValue", { name })}
          title={copied ? t("copied") : t("event.copyValue", { name })}
        >
          {copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
        </ActionIcon>
      )}
    </CopyButton>
  );
}
