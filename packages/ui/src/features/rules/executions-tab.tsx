import { Group, Pagination, Stack, Table, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { numberFormat } from "../../shared/format/number-format.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { durationText } from "./duration-text.ts";
import { ExecutionStatus } from "./execution-status.tsx";
import { executionsQuery } from "./rule-queries.ts";

interface ExecutionsTabProps {
  readonly ruleId: string;
  readonly page: number;
  onPage(page: number): void;
}

/** What a rule has done, newest first. */
export function ExecutionsTab({ ruleId, page, onPage }: ExecutionsTabProps) {
  const { t, i18n } = useTranslation("rules");
  const found = useQuery({ ...executionsQuery(ruleId, page), placeholderData: keepPreviousData });
  if (found.error !== null && found.data === undefined) {
    return (
      <ErrorNotice title={t("executions.failed")} error={found.error} onRetry={() => void found.refetch()} />
    );
  }
  if (found.data === undefined) return <Text size="sm">{t("loading", { ns: "shared" })}</Text>;
  const { executions, total, per_page } = found.data;
  if (total === 0) return <EmptyState title={t("executions.none")}>{t("executions.noneHint")}</EmptyState>;
  const number = (value: number): string => numberFormat(i18n.language).format(value);
  return (
    <Stack gap="sm">
      <Table.ScrollContainer minWidth={860}>
        <Table withTableBorder highlightOnHover verticalSpacing={4} style={{ whiteSpace: "nowrap" }}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("executions.status")}</Table.Th>
              <Table.Th>{t("executions.type")}</Table.Th>
              <Table.Th>{t("executions.started")}</Table.Th>
              <Table.Th ta="right">{t("executions.duration")}</Table.Th>
              <Table.Th>{t("executions.window")}</Table.Th>
              <Table.Th ta="right">{t("executions.events")}</Table.Th>
              <Table.Th ta="right">{t("executions.matches")}</Table.Th>
              <Table.Th ta="right">{t("executions.new")}</Table.Th>
              <Table.Th ta="right">{t("executions.known")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {executions.flatMap((execution) => [
              <Table.Tr key={execution.id}>
                <Table.Td>
                  <ExecutionStatus status={execution.status} />
                </Table.Td>
                <Table.Td>{t(`executionType.${execution.type}`)}</Table.Td>
                <Table.Td>
                  <TimeText time={execution.started_at} />
                </Table.Td>
                <Table.Td ta="right">
                  {execution.duration_ms === null ? "–" : durationText(execution.duration_ms, i18n.language)}
                </Table.Td>
                <Table.Td>
                  {execution.from === null ? (
                    t("executions.byArrival")
                  ) : (
                    <>
                      <TimeText time={execution.from} /> – <TimeText time={execution.to} style="clock" />
                    </>
                  )}
                </Table.Td>
                <Table.Td ta="right">{number(execution.events_searched)}</Table.Td>
                <Table.Td ta="right">{number(execution.matches)}</Table.Td>
                <Table.Td ta="right">{number(execution.alerts_new)}</Table.Td>
                <Table.Td ta="right">{number(execution.alerts_known)}</Table.Td>
              </Table.Tr>,
              ...(execution.error === null &&
              execution.warnings.length === 0 &&
              execution.alerts_dropped === 0
                ? []
                : [
                    <Table.Tr key={`${execution.id} said`}>
                      <Table.Td colSpan={9} pt={0}>
                        {[
                          ...(execution.error === null ? [] : [execution.error]),
                          ...execution.warnings,
                          ...(execution.alerts_dropped === 0
                            ? []
                            : [t("executions.dropped", { count: execution.alerts_dropped })]),
                        ].map((line) => (
                          <Text
                            key={line}
                            size="sm"
                            style={{ overflowWrap: "anywhere", whiteSpace: "normal" }}
                          >
                            {line}
                          </Text>
                        ))}
                      </Table.Td>
                    </Table.Tr>,
                  ]),
            ])}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {total > per_page && (
        <Group justify="center">
          <Pagination
            size="sm"
            value={page}
            onChange={onPage}
            total={Math.ceil(total / per_page)}
            getControlProps={(control) => ({ "aria-label": t(`pages.${control}`) })}
            getItemProps={(at) => ({ "aria-label": t("pages.page", { page: at }) })}
          />
        </Group>
      )}
    </Stack>
  );
}
