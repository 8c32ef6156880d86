import { Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconLoader2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

type Status = "running" | "succeeded" | "partial failure" | "failed";

const icons = {
  running: IconLoader2,
  succeeded: IconCircleCheck,
  "partial failure": IconAlertTriangle,
  failed: IconCircleX,
} as const;

const colours = { running: "blue", succeeded: "teal", "partial failure": "orange", failed: "red" } as const;

/** How an execution went, told by shape and word. */
export function ExecutionStatus({ status }: { readonly status: Status }) {
  const { t } = useTranslation("rules");
  const Icon = icons[status];
  return (
    <Group gap={4} wrap="nowrap" c={`var(--mantine-color-${colours[status]}-text)`} w="max-content">
      <Icon size={15} aria-hidden />
      <Text span size="sm" inherit>
        {t(`execution.${status}`)}
      </Text>
    </Group>
  );
}
