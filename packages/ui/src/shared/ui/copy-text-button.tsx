import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

export function CopyTextButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const { t } = useTranslation("shared");
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button
          size="compact-xs"
          variant="default"
          onClick={copy}
          leftSection={copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
        >
          {copied ? t("copied") : (label ?? t("copy"))}
        </Button>
      )}
    </CopyButton>
  );
}
