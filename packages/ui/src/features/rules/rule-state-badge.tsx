import { Group, Text } from "@mantine/core";
import {
  IconAlertTriangle,
  IconBolt,
  IconCircleCheck,
  IconClock,
  IconFileOff,
  IconPlayerPause,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ListedRule } from "./rule-queries.ts";

const icons = {
  running: IconCircleCheck,
  disabled: IconPlayerPause,
  "file-missing": IconFileOff,
  "cannot-run": IconAlertTriangle,
} as const;

const colours = {
  running: "teal",
  disabled: "gray",
  "file-missing": "red",
  "cannot-run": "red",
} as const;

/** Whether a rule runs, told by shape and word; why it does not is told when it is pointed at. */
export function RuleStateBadge({ rule }: { readonly rule: Pick<ListedRule, "state" | "problem"> }) {
  const { t } = useTranslation("rules");
  const Icon = icons[rule.state];
  const colour =
    rule.state === "disabled"
      ? "var(--mantine-color-dimmed)"
      : `var(--mantine-color-${colours[rule.state]}-text)`;
  return (
    <Group title={rule.problem ?? undefined} gap={4} wrap="nowrap" c={colour} w="max-content">
      <Icon size={15} aria-hidden />
      <Text span size="sm" inherit>
        {t(`state.${rule.state}`)}
      </Text>
    </Group>
  );
}

/** Whether a rule is judged as events arrive, or only by its schedule and why. */
export function LiveBadge({
  rule,
}: {
  readonly rule: Pick<ListedRule, "is_live" | "not_live_because" | "state">;
}) {
  const { t } = useTranslation("rules");
  if (rule.state !== "running")
    return (
      <Text span size="sm" c="dimmed">
        –
      </Text>
    );
  const Icon = rule.is_live ? IconBolt : IconClock;
  return (
    <Group
      title={rule.is_live ? t("live.hint") : t("live.notBecause", { reason: rule.not_live_because ?? "" })}
      gap={4}
      wrap="nowrap"
      w="max-content"
    >
      <Icon size={15} aria-hidden />
      <Text span size="sm">
        {rule.is_live ? t("live.yes") : t("live.no")}
      </Text>
    </Group>
  );
}
