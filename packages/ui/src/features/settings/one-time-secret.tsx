import { Alert, Code, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopyTextButton } from "../../shared/ui/copy-text-button.tsx";

/** A password or key that nobody can look up again. */
export function OneTimeSecret({ title, secret }: { readonly title: string; readonly secret: string }) {
  const { t } = useTranslation("settings");
  return (
    <Alert color="teal" title={title}>
      <Group gap="xs">
        <Code style={{ overflowWrap: "anywhere" }}>{secret}</Code>
        <CopyTextButton text={secret} />
      </Group>
      <Text size="sm" mt={4}>
        {t("secretOnce")}
      </Text>
    </Alert>
  );
}
