import { Button, Group, Loader, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type AnswerOf, call } from "../../shared/api/call.ts";
import { visibleText } from "../../shared/event/visible-text.ts";
import { numberFormat } from "../../shared/format/number-format.ts";
import { useRuleNames } from "../../shared/rule-text/use-rule-texts.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { SeverityBadge } from "../../shared/ui/severity-badge.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { StatusText } from "./alert-cell.tsx";
import { filterOf } from "./alert-filter.ts";
import classes from "./alert-groups.module.css";
import type { AlertSummary } from "./alert-pages.ts";
import { type AlertsView, type GroupName, toggleValue } from "./alerts-search.ts";

interface AlertGroupsProps {
  readonly by: GroupName;
  readonly view: AlertsView;
  readonly nowMs: number;
  readonly place: number | undefined;
  readonly openId: string | undefined;
  readonly onOpen: (alert: AlertSummary) => void;
  readonly onChange: (view: AlertsView) => void;
}

type AlertGroup = AnswerOf<"GET /api/v1/alerts/groups">["groups"][number];

const shownFirst = 100;
const shownAtMost = 1_000;
const alertsShown = 10;

/** Alerts by what they have in common, the largest groups first; each opens to its newest alerts. */
export function AlertGroups({ by, view, nowMs, place, openId, onOpen, onChange }: AlertGroupsProps) {
  const { t, i18n } = useTranslation("alerts");
  const [most, setMost] = useState(shownFirst);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const filter = filterOf(view, nowMs);
  const { data, error, refetch } = useQuery({
    queryKey: ["alerts", "groups", by, filter, place, most],
    enabled: place !== undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call("GET /api/v1/alerts/groups", {
        query: { ...filter, by, most, ...(place === undefined ? {} : { added_until: place }) },
        signal,
      }),
  });
  if (error !== null && data === undefined)
    return <ErrorNotice title={t("list.failed")} error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loader size="sm" m="md" aria-label={t("list.loading")} />;
  if (data.groups.length === 0) return <EmptyState title={t("list.empty")}>{t("list.emptyHint")}</EmptyState>;
  const figure = numberFormat(i18n.language);
  const toggle = (key: string): void => {
    const next = new Set(opened);
    if (!next.delete(key)) next.add(key);
    setOpened(next);
  };
  return (
    <section className={classes["groups"]} aria-label={t("group.label")}>
      <Text size="xs" c="dimmed" className={classes["sum"] ?? ""}>
        {t("group.total", { total: figure.format(data.total) })}
      </Text>
      <ul>
        {data.groups.map((group) => {
          const key = group.value ?? "";
          const isOpened = opened.has(key);
          return (
            <li key={key}>
              <GroupHead by={by} group={group} isOpened={isOpened} onToggle={() => toggle(key)} />
              {isOpened && group.value !== null && (
                <GroupAlerts
                  view={toggleOnly(view, by, group.value)}
                  nowMs={nowMs}
                  place={place}
                  count={group.count}
                  openId={openId}
                  onOpen={onOpen}
                  onAll={onChange}
                />
              )}
            </li>
          );
        })}
      </ul>
      {data.total > most && most < shownAtMost && (
        <Button m="xs" size="xs" variant="default" onClick={() => setMost(shownAtMost)}>
          {t("group.more")}
        </Button>
      )}
    </section>
  );
}

interface GroupHeadProps {
  readonly by: GroupName;
  readonly group: AlertGroup;
  readonly isOpened: boolean;
  readonly onToggle: () => void;
}

function GroupHead({ by, group, isOpened, onToggle }: GroupHeadProps) {
  const { t, i18n } = useTranslation("alerts");
  const figure = numberFormat(i18n.language);
  const ruleName = useRuleNames();
  const name =
    by === "rule" && group.value !== null && group.name !== null
      ? ruleName(group.value, group.name)
      : visibleText(group.name ?? group.value ?? t(`group.none.${by}`));
  const Arrow = isOpened ? IconChevronDown : IconChevronRight;
  return (
    <UnstyledButton
      className={classes["head"]}
      aria-expanded={group.value === null ? undefined : isOpened}
      disabled={group.value === null}
      onClick={onToggle}
    >
      <span className={classes["arrow"]}>{group.value !== null && <Arrow size={15} aria-hidden />}</span>
      <span className={classes["name"]} title={name}>
        {name}
      </span>
      <span className={classes["count"]}>{t("group.count", { total: figure.format(group.count) })}</span>
      <span className={classes["open"]}>{t("group.open", { total: figure.format(group.open) })}</span>
      <span className={classes["severity"]}>
        <SeverityBadge severity={group.worst_severity} />
      </span>
      <span className={classes["newest"]}>
        <TimeText time={group.newest_at} />
      </span>
    </UnstyledButton>
  );
}

interface GroupAlertsProps {
  /** Only of this group. */
  readonly view: AlertsView;
  readonly nowMs: number;
  readonly place: number | undefined;
  readonly count: number;
  readonly openId: string | undefined;
  readonly onOpen: (alert: AlertSummary) => void;
  readonly onAll: (view: AlertsView) => void;
}

function GroupAlerts({ view, nowMs, place, count, openId, onOpen, onAll }: GroupAlertsProps) {
  const { t, i18n } = useTranslation("alerts");
  const filter = filterOf(view, nowMs);
  const { data, error } = useQuery({
    queryKey: ["alerts", "groups", "newest", filter, view.sort, place],
    queryFn: ({ signal }) =>
      call("GET /api/v1/alerts", {
        query: {
          ...filter,
          sort: view.sort,
          offset: 0,
          per_page: alertsShown,
          fields: "summary",
          ...(place === undefined ? {} : { added_until: place }),
        },
        signal,
      }),
  });
  const ruleName = useRuleNames();
  if (error !== null && data === undefined) return <ErrorNotice title={t("list.failed")} error={error} />;
  return (
    <div className={classes["alerts"]} style={{ minHeight: Math.min(count, alertsShown) * 30 }}>
      {data?.alerts.map((alert) => (
        <UnstyledButton
          key={alert.id}
          className={classes["alert"]}
          data-open={alert.id === openId}
          onClick={() => onOpen(alert)}
        >
          <span className={classes["severity"]}>
            <SeverityBadge severity={alert.severity} />
          </span>
          <TimeText time={alert.time} />
          <span
            className={classes["rule"]}
            title={visibleText(`${ruleName(alert.rule_id, alert.rule_name)}: ${alert.reason}`)}
          >
            {ruleName(alert.rule_id, alert.rule_name)}{" "}
            <span className={classes["reason"]}>{visibleText(alert.reason)}</span>
          </span>
          <StatusText status={alert.status} reason={alert.status_reason} />
        </UnstyledButton>
      ))}
      {count > alertsShown && (
        <Group px="sm" py={4}>
          <Button size="compact-xs" variant="subtle" onClick={() => onAll({ ...view, group: undefined })}>
            {t("group.all", { total: numberFormat(i18n.language).format(count) })}
          </Button>
        </Group>
      )}
    </div>
  );
}

function toggleOnly(view: AlertsView, by: GroupName, value: string): AlertsView {
  const bare = { ...view, facets: { ...view.facets, [by]: { only: [], not: [] } } };
  return toggleValue(bare, by, value, "only");
}
