import { Button, Group, Paper, ScrollArea, Stack, Table, Text, Title } from "@mantine/core";
import { IconDownload, IconRadar2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { searchEvents } from "../../shared/api/search-events.ts";
import { CopyValueButton } from "../../shared/event/copy-value-button.tsx";
import { visibleText } from "../../shared/event/visible-text.ts";
import { numberFormat } from "../../shared/format/number-format.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { PageLink } from "../../shared/ui/page-link.tsx";
import { saveFile } from "../../shared/ui/save-file.ts";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { type Indicator, isInternal } from "./indicator.ts";
import { type IndicatorSource, indicatorCsv, indicatorStix } from "./indicator-list.ts";
import classes from "./response.module.css";
import { readSweep, type SweepResult, sweepBody, sweepEql } from "./sweep.ts";

interface IndicatorSectionProps {
  readonly indicators: readonly Indicator[];
  readonly source: IndicatorSource;
}

/** What betrays the intruder elsewhere: as a list to take away, and looked for in all stored events. */
export function IndicatorSection({ indicators, source }: IndicatorSectionProps) {
  const { t } = useTranslation("response");
  const [isSweeping, setSweeping] = useState(false);
  const sweep = useQuery({
    queryKey: ["sweep", source.alertId, indicators],
    enabled: isSweeping,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => readSweep(await searchEvents("logs-*", sweepBody(indicators), signal)),
  });
  if (indicators.length === 0) {
    return (
      <section aria-label={t("indicators")}>
        <Title order={2} size="h5">
          {t("indicators")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("noIndicators")}
        </Text>
      </section>
    );
  }
  const name = `indicators-${source.alertId.slice(0, 12)}`;
  return (
    <section aria-label={t("indicators")}>
      <Group justify="space-between" mb={6} gap="xs">
        <Title order={2} size="h5">
          {t("indicators")}
        </Title>
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() =>
              saveFile(new Blob([indicatorCsv(indicators, source)], { type: "text/csv" }), `${name}.csv`)
            }
          >
            CSV
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() =>
              saveFile(
                new Blob([JSON.stringify(indicatorStix(indicators, source), null, 2)], {
                  type: "application/stix+json;version=2.1",
                }),
                `${name}.stix.json`,
              )
            }
          >
            STIX 2.1
          </Button>
        </Group>
      </Group>
      <Paper withBorder>
        <Table verticalSpacing={4} fz="sm" layout="fixed">
          <Table.Tbody>
            {indicators.map((indicator) => (
              <Table.Tr key={`${indicator.kind} ${indicator.value}`}>
                <Table.Td w={92}>{t(`kind.${indicator.kind}`)}</Table.Td>
                <Table.Td className={classes["value"]}>
                  {visibleText(indicator.value)}
                  {isInternal(indicator) && (
                    <Text size="xs" c="dimmed" component="div">
                      {t("internal")}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td w={40}>
                  <CopyValueButton value={indicator.value} name={indicator.field} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      <Group mt="sm" gap="sm">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRadar2 size={15} aria-hidden />}
          loading={sweep.isFetching}
          onClick={() => (isSweeping ? void sweep.refetch() : setSweeping(true))}
        >
          {t("sweep.start")}
        </Button>
        <Text size="xs" c="dimmed">
          {t("sweep.hint")}
        </Text>
      </Group>
      {sweep.isError && (
        <ErrorNotice error={sweep.error} title={t("sweep.failed")} onRetry={() => void sweep.refetch()} />
      )}
      {sweep.data !== undefined && <SweepTable result={sweep.data} indicators={indicators} />}
    </section>
  );
}

function SweepTable({
  result,
  indicators,
}: {
  readonly result: SweepResult;
  readonly indicators: readonly Indicator[];
}) {
  const { t, i18n } = useTranslation("response");
  const figure = (count: number): string => numberFormat(i18n.language).format(count);
  const { events, hosts, others, kinds } = result;
  return (
    <Stack gap={6} mt="sm" aria-live="polite">
      <Text size="sm">
        {t("sweep.found", { events: figure(events), hosts: figure(hosts.length) })}{" "}
        {kinds
          .filter((one) => one.events > 0)
          .map((one) => `${t(`kind.${one.kind}`)}: ${figure(one.events)}`)
          .join(" · ")}
      </Text>
      {result.isCut && (
        <Text size="sm" c="var(--eqlite-high)">
          {t("sweep.cut")}
        </Text>
      )}
      {hosts.length > 0 && (
        <ScrollArea>
          <Table verticalSpacing={4} fz="sm" aria-label={t("sweep.title")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("sweep.host")}</Table.Th>
                <Table.Th>{t("sweep.events")}</Table.Th>
                <Table.Th>{t("sweep.first")}</Table.Th>
                <Table.Th>{t("sweep.last")}</Table.Th>
                <Table.Th aria-label={t("sweep.explore")} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {hosts.map(({ host, events: count, firstMs, lastMs }) => (
                <Table.Tr key={host}>
                  <Table.Td>{visibleText(host)}</Table.Td>
                  <Table.Td>{figure(count)}</Table.Td>
                  <Table.Td>
                    <TimeText time={firstMs} />
                  </Table.Td>
                  <Table.Td>
                    <TimeText time={lastMs} />
                  </Table.Td>
                  <Table.Td>
                    <PageLink
                      size="sm"
                      to="/explore"
                      search={exploreSearch(sweepEql(indicators, host), firstMs, lastMs) as never}
                    >
                      {t("sweep.explore")}
                    </PageLink>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
      {others > 0 && (
        <Text size="xs" c="dimmed">
          {t("sweep.others", { events: figure(others) })}
        </Text>
      )}
      {events > 0 && (
        <PageLink
          size="sm"
          to="/explore"
          search={exploreSearch(sweepEql(indicators), result.firstMs, result.lastMs) as never}
        >
          {t("sweep.exploreAll")}
        </PageLink>
      )}
    </Stack>
  );
}

function exploreSearch(
  query: string,
  firstMs: number | undefined,
  lastMs: number | undefined,
): Readonly<Record<string, string>> {
  if (firstMs === undefined || lastMs === undefined) return { query };
  return {
    query,
    from: new Date(firstMs).toISOString(),
    // The end is not included.
    to: new Date(lastMs + 1).toISOString(),
  };
}
