import { Group, Kbd, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useShortcut, useShortcuts } from "./shortcuts.ts";

/** The list of what can be pressed, which `?` opens. */
export function ShortcutHelp() {
  const { t } = useTranslation("shared");
  const [isOpen, { toggle, close }] = useDisclosure(false);
  useShortcut("?", t("shortcuts.help"), toggle);
  const shortcuts = useShortcuts();
  return (
    <Modal opened={isOpen} onClose={close} title={t("shortcuts.title")}>
      <Stack gap="xs">
        {shortcuts.map(({ keys, label }) => (
          <Group key={keys} justify="space-between" wrap="nowrap">
            <Text size="sm">{label}</Text>
            <Group gap={4} wrap="nowrap">
              {keys.split(" ").map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </Group>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
