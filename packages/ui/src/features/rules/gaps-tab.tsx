import { Button, Group, Paper, Stack, Table, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlayerPlay, IconRestore } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../../shared/api/call.ts";
import { useMay } from "../../shared/api/me.ts";
import type { TimeRangeText } from "../../shared/time/time-range.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { TimeRangePicker } from "../../shared/ui/time-range-picker.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { durationText } from "./duration-text.ts";
import { gapsQuery, type ListedRule } from "./rule-queries.ts";

/** Times that no execution has covered; they can be searched now, as can any past time. */
export function GapsTab({ rule }: { readonly rule: ListedRule }) {
  const { t, i18n } = useTranslation("rules");
  const client = useQueryClient();
  const mayChange = useMay("manage-rules");
  const found = useQuery(gapsQuery(rule.rule_id));
  const path = { rule_id: rule.rule_id };
  const fill = useMutation({
    mutationFn: () => call("POST /api/v1/rules/{rule_id}/gaps/fill", { path }),
    onSuccess: ({ gaps }) =>
      notifications.show({ color: "teal", message: t("gaps.filling", { count: gaps }) }),
    onError: (error) =>
      notifications.show({ color: "red", title: t("gaps.notFilled"), message: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: ["rules"] }),
  });
  const gaps = found.data?.gaps ?? [];
  const unfilled = gaps.filter(({ state }) => state !== "filled" && state !== "in progress");
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={700}>
          {t("gaps.hint")}
        </Text>
        {mayChange && (
          <Button
            size="xs"
            leftSection={<IconRestore size={14} aria-hidden />}
            disabled={unfilled.length === 0 || rule.state !== "running"}
            loading={fill.isPending}
            onClick={() => fill.mutate()}
          >
            {t("gaps.fill")}
          </Button>
        )}
      </Group>
      {found.error !== null && (
        <ErrorNotice title={t("gaps.failed")} error={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data !== undefined && gaps.length === 0 && (
        <EmptyState title={t("gaps.none")}>{t("gaps.noneHint")}</EmptyState>
      )}
      {gaps.length > 0 && (
        <Table.ScrollContainer minWidth={640}>
          <Table withTableBorder verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("gaps.state")}</Table.Th>
                <Table.Th>{t("gaps.from")}</Table.Th>
                <Table.Th>{t("gaps.to")}</Table.Th>
                <Table.Th ta="right">{t("gaps.length")}</Table.Th>
                <Table.Th>{t("gaps.reason")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {gaps.map((gap) => (
                <Table.Tr key={gap.id}>
                  <Table.Td>
                    {t(`gapState.${gap.state}`)}
                    {gap.error !== null && (
                      <Text size="xs" style={{ overflowWrap: "anywhere" }}>
                        {gap.error}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <TimeText time={gap.from} />
                  </Table.Td>
                  <Table.Td>
                    <TimeText time={gap.to} />
                  </Table.Td>
                  <Table.Td ta="right">
                    {durationText(Date.parse(gap.to) - Date.parse(gap.from), i18n.language)}
                  </Table.Td>
                  <Table.Td>{t(`gapReason.${gap.reason}`)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {mayChange && <ManualRun rule={rule} />}
    </Stack>
  );
}

function ManualRun({ rule }: { readonly rule: ListedRule }) {
  const { t } = useTranslation("rules");
  const client = useQueryClient();
  const [range, setRange] = useState<TimeRangeText>({ from: "now-24h", to: "now" });
  const run = useMutation({
    mutationFn: () =>
      call("POST /api/v1/rules/{rule_id}/run", { path: { rule_id: rule.rule_id }, body: range }),
    onSuccess: ({ executions }) =>
      notifications.show({ color: "teal", message: t("run.planned", { count: executions }) }),
    onSettled: () => client.invalidateQueries({ queryKey: ["rules"] }),
  });
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("run.title")}>
      <Stack gap="xs">
        <Title order={2} size="h5">
          {t("run.title")}
        </Title>
        <Text size="sm" c="dimmed" maw={700}>
          {rule.state === "running" ? t("run.hint") : t("run.notRunning")}
        </Text>
        <Group gap="xs">
          <TimeRangePicker value={range} onChange={setRange} />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            disabled={rule.state !== "running"}
            loading={run.isPending}
            onClick={() => run.mutate()}
          >
            {t("run.submit")}
          </Button>
        </Group>
        {run.error !== null && <ErrorNotice title={t("run.failed")} error={run.error} />}
      </Stack>
    </Paper>
  );
}
