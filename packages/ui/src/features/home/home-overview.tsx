import { Anchor, Button, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { dataStreamsQuery, statusQuery } from "../../shared/api/server-queries.ts";
import { visibleText } from "../../shared/event/visible-text.ts";
import { eqlOf } from "../../shared/events-query/event-query.ts";
import { useFigures } from "../../shared/format/use-figures.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { PageLink } from "../../shared/ui/page-link.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { SectionCard } from "../../shared/ui/section-card.tsx";
import { SeverityBadge, severities } from "../../shared/ui/severity-badge.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { Figure } from "./figure.tsx";
import classes from "./home-overview.module.css";
import { delayQuery, everyMs, hostsQuery, openAlertsQuery } from "./home-queries.ts";
import { delaySince, newestEvents, openSince } from "./home-requests.ts";
import { ProblemList } from "./problem-list.tsx";

/** What a newcomer asks first: do events arrive, from where, how late, which rules run, how soon do alerts come. */
export function HomeOverview() {
  const { t } = useTranslation("home");
  const status = useQuery({ ...statusQuery, refetchInterval: everyMs });
  return (
    <Stack gap="md">
      <Figures />
      <SectionCard title={t("problems.title")}>
        <QueryState query={status} failed={t("failed")} lines={1}>
          {({ problems }) => <ProblemList problems={problems} />}
        </QueryState>
      </SectionCard>
      {/* Nothing is seen below problems before they are known: they would push it down. */}
      <div className={classes["columns"]} data-hidden={status.isPending}>
        <DataStreams />
        <Hosts />
      </div>
    </Stack>
  );
}

function Figures() {
  const { t } = useTranslation("home");
  const figures = useFigures();
  const status = useQuery({ ...statusQuery, refetchInterval: everyMs });
  const open = useQuery(openAlertsQuery);
  const delay = useQuery(delayQuery);
  const streams = useQuery({ ...dataStreamsQuery, refetchInterval: everyMs });
  const bySeverity = new Map(open.data?.by["severity"]?.map(({ value, count }) => [value, count]));
  const rate = streams.data?.data_streams.reduce((sum, stream) => sum + stream.events_per_second, 0);
  return (
    <SimpleGrid cols={{ base: 2, lg: 4 }} spacing={{ base: "xs", sm: "md" }}>
      <Figure
        label={t("figure.open")}
        value={open.data && figures.count(open.data.total)}
        error={open.error}
        link={(value) => (
          <PageLink inherit to="/alerts" search={{ from: openSince, status: ["open"] }}>
            {value}
          </PageLink>
        )}
      >
        <div className={classes["severities"]}>
          {severities.toReversed().map((severity) => (
            <PageLink
              key={severity}
              to="/alerts"
              search={{ from: openSince, status: ["open"], severity: [severity] }}
              size="sm"
              c="inherit"
              className={classes["severity"] ?? ""}
            >
              <SeverityBadge severity={severity} />
              <span className="tabular" data-hint={figures.count(bySeverity.get(severity) ?? 0)}>
                {open.data && figures.short(bySeverity.get(severity) ?? 0)}
              </span>
            </PageLink>
          ))}
        </div>
      </Figure>
      <Figure
        label={t("figure.delay")}
        value={
          delay.data === undefined ? undefined : delay.data === null ? "–" : figures.duration(delay.data)
        }
        error={delay.error}
        link={(value) => (
          <PageLink inherit to="/alerts" search={{ from: delaySince }}>
            {value}
          </PageLink>
        )}
      >
        <Text size="xs" c="dimmed">
          {delay.data === null ? t("figure.noLiveAlerts") : t("figure.delayHint")}
        </Text>
      </Figure>
      <Figure
        label={t("figure.rate")}
        value={rate === undefined ? undefined : t("figure.perSecond", { rate: figures.count(rate) })}
        error={streams.error}
        link={(value) => (
          <PageLink inherit to="/explore">
            {value}
          </PageLink>
        )}
      >
        <Text size="xs" c="dimmed">
          {status.data !== undefined &&
            t("figure.stored", {
              events: figures.count(status.data.data.events),
              bytes: figures.bytes(status.data.data.event_bytes),
            })}
        </Text>
      </Figure>
      <Figure
        label={t("figure.rules")}
        value={
          status.data &&
          `${figures.count(status.data.rules.running)} / ${figures.count(status.data.rules.total)}`
        }
        error={status.error}
        link={(value) => (
          <PageLink inherit to="/rules" search={{ state: "enabled" }}>
            {value}
          </PageLink>
        )}
      >
        {status.data !== undefined && status.data.rules.cannot_run > 0 ? (
          <PageLink to="/rules" search={{ state: "cannot-run" }} size="xs">
            {t("figure.rulesHint", { count: status.data.rules.cannot_run })}
          </PageLink>
        ) : (
          <Text size="xs" c="dimmed">
            {status.data !== undefined && t("figure.rulesHint", { count: 0 })}
          </Text>
        )}
      </Figure>
    </SimpleGrid>
  );
}

function DataStreams() {
  const { t } = useTranslation("home");
  const figures = useFigures();
  const query = useQuery({ ...dataStreamsQuery, refetchInterval: everyMs });
  return (
    <SectionCard title={t("streams.title")}>
      <QueryState query={query} failed={t("streams.failed")}>
        {({ data_streams: streams }) =>
          streams.length === 0 ? (
            <EmptyState title={t("streams.none")}>
              <Text size="sm" c="dimmed">
                {t("streams.noneHint")}
              </Text>
              <Button component={Link} to="/settings" size="xs">
                {t("streams.connect")}
              </Button>
            </EmptyState>
          ) : (
            <Table.ScrollContainer minWidth={520}>
              <Table verticalSpacing={4} horizontalSpacing={8} fz="sm" className={classes["table"]}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("streams.name")}</Table.Th>
                    <Table.Th ta="right">{t("streams.events")}</Table.Th>
                    <Table.Th ta="right">{t("streams.perSecond")}</Table.Th>
                    <Table.Th ta="right">{t("streams.onDisk")}</Table.Th>
                    <Table.Th>{t("streams.last")}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {streams.map((stream) => (
                    <Table.Tr key={stream.name}>
                      <Table.Td miw={180} style={{ overflowWrap: "anywhere" }}>
                        <PageLink inherit to="/explore" search={{ index: stream.name }}>
                          {stream.name}
                        </PageLink>
                      </Table.Td>
                      <Table.Td ta="right">{figures.count(stream.events)}</Table.Td>
                      <Table.Td ta="right">{figures.count(stream.events_per_second)}</Table.Td>
                      <Table.Td ta="right">{figures.bytes(stream.stored_bytes)}</Table.Td>
                      <Table.Td>
                        <TimeText time={stream.last_arrival} style="relative" />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </QueryState>
    </SectionCard>
  );
}

function Hosts() {
  const { t } = useTranslation("home");
  const figures = useFigures();
  const query = useQuery(hostsQuery);
  return (
    <SectionCard title={t("hosts.title")}>
      <QueryState query={query} failed={t("hosts.failed")}>
        {({ hosts, isCut }) =>
          hosts.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t("hosts.none")}{" "}
              <Anchor component={Link} to="/settings" size="sm" underline="always">
                {t("streams.connect")}
              </Anchor>
            </Text>
          ) : (
            <>
              <Table.ScrollContainer minWidth={340}>
                <Table verticalSpacing={4} horizontalSpacing={8} fz="sm" className={classes["table"]}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t("hosts.host")}</Table.Th>
                      <Table.Th ta="right">{t("streams.events")}</Table.Th>
                      <Table.Th>{t("streams.last")}</Table.Th>
                      <Table.Th ta="right">{t("hosts.delay")}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {hosts.map(({ host, events, lastArrivalMs, delayMs }) => (
                      <Table.Tr key={host}>
                        <Table.Td miw={120} style={{ overflowWrap: "anywhere" }}>
                          <PageLink
                            inherit
                            to="/explore"
                            search={{ query: `any where ${eqlOf({ field: "host.name", oneOf: [host] })}` }}
                          >
                            {visibleText(host)}
                          </PageLink>
                        </Table.Td>
                        <Table.Td ta="right">{figures.count(events)}</Table.Td>
                        <Table.Td>
                          <TimeText time={lastArrivalMs} style="relative" />
                        </Table.Td>
                        <Table.Td ta="right">{delayMs === null ? "–" : figures.duration(delayMs)}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
              {isCut && (
                <Text size="xs" c="dimmed" mt={4}>
                  {t("hosts.newest", { count: newestEvents, shown: figures.count(newestEvents) })}
                </Text>
              )}
            </>
          )
        }
      </QueryState>
    </SectionCard>
  );
}
