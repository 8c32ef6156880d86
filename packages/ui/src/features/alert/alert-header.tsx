import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { visibleText } from "../../shared/event/visible-text.ts";
import { CopyTextButton } from "../../shared/ui/copy-text-button.tsx";
import { PageLink } from "../../shared/ui/page-link.tsx";
import { SeverityBadge } from "../../shared/ui/severity-badge.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import type { Alert } from "./alert-data.ts";
import { MemberEditor } from "./member-editor.tsx";
import { StatusMenu, StatusReason } from "./status-menu.tsx";
import { useTriage } from "./use-triage.ts";

interface AlertHeaderProps {
  readonly alert: Alert;
  /** In the reader's language. */
  readonly ruleName: string;
  /** In a panel the title is a link to the page. */
  readonly isPanel?: boolean;
  readonly list?: string | undefined;
  /** What else can be done with the alert. */
  readonly actions?: ReactNode;
  /** To other alerts of the list. */
  readonly steps?: ReactNode;
}

/** What an alert is and where it stands, with what changes that. */
export function AlertHeader({ alert, ruleName, isPanel = false, list, actions, steps }: AlertHeaderProps) {
  const { t } = useTranslation("alert");
  const triage = useTriage(alert.id);
  const name = visibleText(ruleName);
  useEffect(() => {
    if (!isPanel) document.title = `${name} · eqlite`;
  }, [isPanel, name]);
  const link = `${location.origin}/alerts/${encodeURIComponent(alert.id)}`;
  return (
    <Stack gap={6} mb="sm">
      <Group justify="space-between" align="flex-start" gap="xs" wrap="nowrap">
        {isPanel ? (
          <Title order={2} size="h4">
            <PageLink
              inherit
              to="/alerts/$alertId"
              params={{ alertId: alert.id }}
              search={list === undefined ? {} : { list }}
            >
              {name}
            </PageLink>
          </Title>
        ) : (
          <Title order={1} size="h3">
            {name}
          </Title>
        )}
        {steps}
      </Group>
      <Group style={{ columnGap: "var(--mantine-spacing-md)", rowGap: 4 }}>
        <SeverityBadge severity={alert.severity} />
        <Text size="sm">{t("risk", { risk: alert.risk_score })}</Text>
        <Text size="sm" c="dimmed">
          <TimeText time={alert.original_time ?? alert.time} />
        </Text>
        <MemberEditor kind="assignees" members={alert.assignees} triage={triage} />
        <MemberEditor kind="tags" members={alert.tags} triage={triage} />
        {alert.is_building_block && (
          <Text size="sm" c="dimmed">
            {t("buildingBlock")}
          </Text>
        )}
      </Group>
      <Group gap="xs">
        <StatusMenu alert={alert} triage={triage} />
        {actions}
        <CopyTextButton text={link} label={t("copyLink")} />
        <StatusReason alert={alert} />
      </Group>
    </Stack>
  );
}
