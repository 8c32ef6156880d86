import { Anchor, Badge, Drawer, Group, List, Stack, Switch, Table, Text } from "@mantine/core";
import { IconEyeOff } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../../shared/api/call.ts";
import { visibleText } from "../../shared/event/visible-text.ts";
import { useFigures } from "../../shared/format/use-figures.ts";
import { useRuleNames } from "../../shared/rule-text/use-rule-texts.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { PageLink } from "../../shared/ui/page-link.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { SectionCard } from "../../shared/ui/section-card.tsx";
import { type Severity, SeverityBadge, severities } from "../../shared/ui/severity-badge.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { buildMatrix, type MatrixCell, type RuleCoverage } from "./build-matrix.ts";
import classes from "./coverage.module.css";
import type { CoverageSearch } from "./coverage-search.ts";

interface CoverageViewProps {
  readonly search: CoverageSearch;
  readonly onSearch: (search: CoverageSearch) => void;
}

/** From when on alerts are counted. */
const alertsSince = "now-30d";

const coverageQuery = queryOptions({
  queryKey: ["coverage"],
  queryFn: ({ signal }) => call("GET /api/v1/coverage", { query: { from: alertsSince }, signal }),
});

/** Rules that one link names. */
const mostLinked = 100;

/** What rules look for, by tactic and technique, and which of them see no events. */
export function CoverageView({ search, onSearch }: CoverageViewProps) {
  const { t } = useTranslation("coverage");
  const query = useQuery(coverageQuery);
  return (
    <QueryState query={query} failed={t("failed")} lines={10}>
      {({ rules }) =>
        rules.length === 0 ? (
          <EmptyState title={t("none")}>{t("noneHint")}</EmptyState>
        ) : (
          <Coverage rules={rules} search={search} onSearch={onSearch} />
        )
      }
    </QueryState>
  );
}

function Coverage({
  rules,
  search,
  onSearch,
}: CoverageViewProps & { readonly rules: readonly RuleCoverage[] }) {
  const { t } = useTranslation("coverage");
  const shown = useMemo(
    () => (search.all === true ? rules : rules.filter(({ enabled }) => enabled)),
    [rules, search.all],
  );
  const columns = useMemo(() => buildMatrix(shown), [shown]);
  const blind = rules.filter((rule) => rule.enabled && rule.blind !== null);
  const open = columns.flatMap(({ cells }) => cells).find(({ id }) => id === search.technique);
  const unmapped = shown.filter(({ threats }) => threats.length === 0).length;
  const { technique: _, ...closed } = search;
  return (
    <Stack gap="md">
      {blind.length > 0 && (
        <SectionCard title={t("blind", { count: blind.length })}>
          <Text size="sm" mb="xs">
            {t("blindHint")}{" "}
            <Anchor component={Link} to="/settings" size="sm" underline="always">
              {t("connect")}
            </Anchor>
          </Text>
          <Table.ScrollContainer minWidth={640} mah={280}>
            <Table fz="sm" verticalSpacing={4} stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("rule")}</Table.Th>
                  <Table.Th>{t("why")}</Table.Th>
                  <Table.Th>{t("looksAt")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {blind.map((rule) => (
                  <Table.Tr key={rule.rule_id}>
                    <Table.Td>
                      <RuleLink rule={rule} />
                    </Table.Td>
                    <Table.Td>
                      {rule.blind !== null && t(`blindness.${rule.blind}`)}{" "}
                      {rule.last_arrival !== null && <TimeText time={rule.last_arrival} style="relative" />}
                    </Table.Td>
                    <Table.Td className={classes["patterns"]}>{rule.index.join(", ")}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </SectionCard>
      )}
      <SectionCard
        title={t("matrix")}
        actions={
          <Switch
            size="xs"
            label={t("all")}
            checked={search.all === true}
            onChange={({ currentTarget }) => onSearch(currentTarget.checked ? { ...search, all: true } : {})}
          />
        }
      >
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
        <section className={classes["matrix"]} aria-label={t("matrix")} tabIndex={0}>
          {columns.map(({ id, name, cells }) => (
            <div key={id} className={classes["column"]}>
              <div className={classes["tactic"]}>
                <Text fw={600} size="sm">
                  {name}
                </Text>
                <Text size="xs" c="dimmed">
                  {id} · {t("techniques", { count: cells.length })}
                </Text>
              </div>
              {cells.map((cell) => (
                <Technique
                  key={cell.id}
                  cell={cell}
                  isOpen={cell.id === search.technique}
                  onOpen={() => onSearch({ ...search, technique: cell.id })}
                />
              ))}
            </div>
          ))}
        </section>
        {unmapped > 0 && (
          <Text size="sm" c="dimmed" mt="xs">
            {t("unmapped", { count: unmapped })}
          </Text>
        )}
      </SectionCard>
      <Drawer
        opened={open !== undefined}
        onClose={() => onSearch(closed)}
        position="right"
        title={open === undefined ? "" : `${open.name} (${open.id})`}
      >
        {open !== undefined && <TechniqueRules cell={open} />}
      </Drawer>
    </Stack>
  );
}

interface TechniqueProps {
  readonly cell: MatrixCell;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function Technique({ cell: { id, name, working, blind, alerts, rules }, isOpen, onOpen }: TechniqueProps) {
  const { t } = useTranslation("coverage");
  const figures = useFigures();
  return (
    <button
      type="button"
      className={classes["cell"]}
      data-state={working > 0 ? "working" : blind > 0 ? "blind" : "off"}
      aria-pressed={isOpen}
      onClick={onOpen}
    >
      <span className={classes["name"]}>{visibleText(name)}</span>
      <span className={classes["counts"]}>
        {id} · {t("rules", { count: rules.length })}
        {blind > 0 && (
          <>
            {" · "}
            <IconEyeOff size={12} aria-hidden /> {t("blindShort", { count: blind })}
          </>
        )}
        {alerts > 0 && ` · ${t("alerts", { count: alerts, total: figures.count(alerts) })}`}
      </span>
    </button>
  );
}

function TechniqueRules({ cell }: { readonly cell: MatrixCell }) {
  const { t } = useTranslation("coverage");
  const figures = useFigures();
  const alerts = (count: number): string => t("alerts", { count, total: figures.count(count) });
  // An address names so many rules at most.
  const hasLink = cell.alerts > 0 && cell.rules.length <= mostLinked;
  return (
    <List listStyleType="none" spacing="sm" size="sm">
      {hasLink && (
        <List.Item>
          <PageLink
            size="sm"
            to="/alerts"
            search={{ from: alertsSince, rule: cell.rules.map(({ rule_id }) => rule_id) }}
          >
            {t("alertsOfAll", { alerts: alerts(cell.alerts) })}
          </PageLink>
        </List.Item>
      )}
      {cell.rules.map((rule) => (
        <List.Item key={rule.rule_id}>
          <Group gap="xs">
            <SeverityBadge severity={severityOf(rule)} />
            <RuleLink rule={rule} />
            {!rule.enabled && <Badge color="gray">{t("disabled")}</Badge>}
            {rule.enabled && rule.blind !== null && <Badge color="orange">{t("isBlind")}</Badge>}
            {rule.alerts > 0 && (
              <PageLink size="sm" to="/alerts" search={{ from: alertsSince, rule: [rule.rule_id] }}>
                {alerts(rule.alerts)}
              </PageLink>
            )}
          </Group>
          <Text size="xs" c="dimmed" className={classes["patterns"]}>
            {rule.data_streams.length === 0
              ? t("noStreams", { patterns: rule.index.join(", ") })
              : t("streams", { names: rule.data_streams.join(", ") })}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}

function RuleLink({ rule }: { readonly rule: RuleCoverage }) {
  const name = useRuleNames()(rule.rule_id, rule.name);
  return (
    <Anchor component={Link} to={`/rules/${encodeURIComponent(rule.rule_id)}`} size="sm">
      {name}
    </Anchor>
  );
}

function severityOf({ severity }: RuleCoverage): Severity {
  return severities.find((one) => one === severity) ?? "low";
}
