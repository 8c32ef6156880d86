import { Badge, Tooltip } from "@mantine/core";
import { IconBolt, IconCalendarClock, IconCircle, IconCircleCheck, IconCircleDot } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { SeverityBadge } from "../../shared/ui/severity-badge.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import classes from "./alert-table.module.css";
import type { AlertSummary } from "./alert-pages.ts";
import type { ColumnName } from "./column-names.ts";

/** What a column shows of an alert, on one line; what does not fit is told when it is pointed at. */
export function AlertCell({ alert, column }: { readonly alert: AlertSummary; readonly column: ColumnName }) {
  switch (column) {
    case "severity":
      return <SeverityBadge severity={alert.severity} />;
    case "time":
      return <TimeText time={alert.time} />;
    case "rule":
      return <Cut text={alert.rule_name} isStrong />;
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

function Cut({ text, isStrong = false }: { readonly text: string; readonly isStrong?: boolean }) {
  if (text === "") return <span className={classes["none"]}>–</span>;
  return (
    <Tooltip label={text} openDelay={500} multiline maw={480} className={classes["tip"] ?? ""}>
      <span className={isStrong ? classes["strong"] : classes["cut"]}>{text}</span>
    </Tooltip>
  );
}

function Tags({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0) return <span className={classes["none"]}>–</span>;
  return (
    <Tooltip label={tags.join(", ")} openDelay={500} multiline maw={480}>
      <span className={classes["cut"]}>
        {tags.map((tag) => (
          <Badge key={tag} size="sm" variant="default" mr={4} tt="none" fw={500}>
            {tag}
          </Badge>
        ))}
      </span>
    </Tooltip>
  );
}

const statusIcons = { open: IconCircle, acknowledged: IconCircleDot, closed: IconCircleCheck } as const;

/** Told by shape and word. */
export function StatusText({ status, reason }: Pick<AlertSummary, "status"> & { readonly reason: string | null }) {
  const { t } = useTranslation("shared");
  const Icon = statusIcons[status];
  const text = (
    <span className={classes["withIcon"]} data-status={status}>
      <Icon size={14} aria-hidden />
      {t(`status.${status}`)}
    </span>
  );
  return reason === null ? (
    text
  ) : (
    <Tooltip label={reason} openDelay={400} multiline maw={480}>
      {text}
    </Tooltip>
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
