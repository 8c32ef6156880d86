import type { Alert } from "@eqlite/core/detect";
import { type JsonObject, stringifyJson } from "@eqlite/core/events";
import { fieldText } from "./describe-event.ts";

/** An alert document with what it rests on: every matched event whole, with file and record number. */
export function alertJson(alert: Alert): JsonObject {
  return {
    ...alert.document,
    eqlite: {
      join_keys: alert.joinKeys,
      evidence: alert.evidence.map(({ stage, event }) => ({
        stage,
        source: { ...event.source },
        ...(event.index === undefined ? {} : { index: event.index }),
        event: event.document,
      })),
      building_blocks: alert.buildingBlocks,
    },
  };
}

/** One alert a line. */
export function alertLine(alert: Alert): string {
  return `${stringifyJson(alertJson(alert))}\n`;
}

const csvColumns = [
  "time", "severity", "risk_score", "rule", "rule_id", "host", "user", "reason", "alert_id", "events",
] as const;

export function csvHeader(): string {
  return `${csvColumns.join(",")}\r\n`;
}

/** One alert as a line of RFC 4180. */
export function csvLine(alert: Alert): string {
  const events = alert.evidence.map(({ event: { source } }) => `${source.path}${source.member === undefined ? "" : `!${source.member}`}:${source.record}`);
  const cells = [
    fieldText(alert.document, "@timestamp"),
    alert.look.severity,
    String(alert.look.riskScore),
    alert.look.name,
    alert.rule.ruleId,
    fieldText(alert.document, "host.name"),
    fieldText(alert.document, "user.name"),
    fieldText(alert.document, "kibana.alert.reason"),
    alert.id,
    events.join(" "),
  ];
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(text: string): string {
  // A spreadsheet would run a cell that starts like a formula; event text comes from attackers.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
