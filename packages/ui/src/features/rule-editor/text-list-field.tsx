import { ActionIcon, Button, Group, Input, Stack, Text, Textarea } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface TextListFieldProps {
  readonly label: string;
  readonly texts: readonly string[];
  readonly problem: string | undefined;
  onTexts(texts: readonly string[]): void;
}

/** Texts of several lines, one below the other. */
export function TextListField({ label, texts, problem, onTexts }: TextListFieldProps) {
  const { t } = useTranslation("rule-editor");
  return (
    <Stack gap={6} component="fieldset" m={0} p={0} style={{ border: 0, minWidth: 0 }}>
      <Input.Label component="legend" labelElement="div" p={0}>
        {label}
      </Input.Label>
      {texts.map((text, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: texts have nothing that is their own while they are written
        <Group key={at} align="flex-start" gap="xs" wrap="nowrap">
          <Textarea
            aria-label={t("list.item", { label, number: at + 1 })}
            value={text}
            autosize
            minRows={1}
            maxRows={6}
            flex={1}
            onChange={({ currentTarget }) => onTexts(texts.with(at, currentTarget.value))}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t("list.remove", { label, number: at + 1 })}
            onClick={() => onTexts(texts.toSpliced(at, 1))}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {problem !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {problem}
        </Text>
      )}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onTexts([...texts, ""])}
        >
          {t("list.add", { label })}
        </Button>
      </div>
    </Stack>
  );
}
