import { IconBolt, IconCalendarClock, IconCircle, IconCircleCheck, IconCircleDot } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { visibleText } from "../../shared/event/visible-text.ts";
import { useTimes } from "../../shared/time/use-times.ts";
import { SeverityBadge } from "../../shared/ui/severity-badge.tsx";
import type { AlertSummary } from "./alert-pages.ts";
import classes from "./alert-table.module.css";
import type { ColumnName } from "./column-names.ts";

interface AlertCellProps {
  readonly alert: AlertSummary;
  /** The name of a rule in the reader's language. */
  readonly nameOf: (ruleId: string, name: string) => string;
  readonly column: ColumnName;
}

/** What a column shows of an alert, on one line; what does not fit is told when it is pointed at. */
export function AlertCell({ alert, nameOf, column }: AlertCellProps) {
  switch (column) {
    case "severity":
      return <SeverityBadge severity={alert.severity} />;
    case "time":
      return <ExactTime time={alert.time} />;
    case "rule": {
      const name = nameOf(alert.rule_id, alert.rule_name);
      return <Cut text={name} hint={`${name}\n${alert.reason}`} isStrong />;
    }
    case "reason":
      return <Cut text={alert.reason} />;
    case "host":
      return <Cut text={alert.hosts.join(", ")} />;
    case "user":
      return <Cut text={alert.users.join(", ")} />;
    case "status":
      return <StatusText status={alert.status} reason={alert.status_reason} />;
    case "tactics":
      return <Cut text={threatNames(alert.tactics)} />;
    case "techniques":
      return <Cut text={threatNames(alert.techniques)} />;
    case "risk":
      return <span className={classes["figure"]}>{alert.risk_score}</span>;
    case "assignees":
      return <Cut text={alert.assignees.join(", ")} />;
    case "tags":
      return <Tags tags={alert.tags} />;
    case "origin":
      return <OriginText isLive={alert.is_live} />;
  }
}

// Titles of the browser: tooltips of our own in a few hundred cells would be made anew with each row that is scrolled by.

interface CutProps {
  readonly text: string;
  readonly hint?: string;
  readonly isStrong?: boolean;
}

function Cut({ text: given, hint = given, isStrong = false }: CutProps) {
  const text = visibleText(given);
  if (text === "") return <span className={classes["none"]}>–</span>;
  return (
    <span className={isStrong ? classes["strong"] : classes["cut"]} title={visibleText(hint)}>
      {text}
    </span>
  );
}

function ExactTime({ time }: { readonly time: string | null }) {
  const times = useTimes();
  if (time === null) return <span className={classes["none"]}>–</span>;
  return (
    <time dateTime={time} title={`${times.exact(time)} ${times.zone} · ${times.relative(time)}`}>
      {times.full(time)}
    </time>
  );
}

function Tags({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0) return <span className={classes["none"]}>–</span>;
  return (
    <span className={classes["cut"]} title={visibleText(tags.join(", "))}>
      {tags.map((tag) => (
        <span key={tag} className={classes["tag"]}>
          {visibleText(tag)}
        </span>
      ))}
    </span>
  );
}

const statusIcons = { open: IconCircle, acknowledged: IconCircleDot, closed: IconCircleCheck } as const;

/** Told by shape and word. */
export function StatusText({
  status,
  reason,
}: Pick<AlertSummary, "status"> & { readonly reason: string | null }) {
  const { t } = useTranslation("shared");
  const Icon = statusIcons[status];
  return (
    <span className={classes["withIcon"]} title={reason ?? undefined}>
      <Icon size={14} aria-hidden />
      {t(`status.${status}`)}
    </span>
  );
}

function OriginText({ isLive }: { readonly isLive: boolean }) {
  const { t } = useTranslation("alerts");
  const Icon = isLive ? IconBolt : IconCalendarClock;
  return (
    <span className={classes["withIcon"]}>
      <Icon size={14} aria-hidden />
      {t(isLive ? "origin.live" : "origin.scheduled")}
    </span>
  );
}

export function threatNames(threats: AlertSummary["tactics"]): string {
  return threats.map(({ id, name }) => name ?? id ?? "").join(", ");
}
