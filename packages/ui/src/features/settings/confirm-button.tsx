import { Button, Group, Popover, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

interface ConfirmButtonProps {
  readonly label: string;
  /** What happens, and whether it can be taken back. */
  readonly question: string;
  readonly onConfirm: () => void;
}

/** A button for what cannot be taken back: it asks first. */
export function ConfirmButton({ label, question, onConfirm }: ConfirmButtonProps) {
  const { t } = useTranslation("shared");
  const [isOpen, { toggle, close }] = useDisclosure(false);
  return (
    <Popover opened={isOpen} onChange={close} withArrow shadow="md" trapFocus>
      <Popover.Target>
        <Button size="compact-xs" variant="default" onClick={toggle}>
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" maw={260} mb="xs">
          {question}
        </Text>
        <Group gap="xs">
          <Button
            size="compact-xs"
            color="red"
            onClick={() => {
              close();
              onConfirm();
            }}
          >
            {label}
          </Button>
          <Button size="compact-xs" variant="default" onClick={close}>
            {t("cancel")}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
