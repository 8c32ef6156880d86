import type { Alert } from "@eqlite/core/detect";
import type { JsonObject } from "@eqlite/core/events";
import { describeAlert, evidenceText } from "./describe-alert.ts";
import { fieldText, oneLine } from "./describe-event.ts";
import { filePlace } from "./report-problems.ts";

/** An alert document with what it rests on: every matched event whole, with file and record number. */
export function alertJson(alert: Alert): JsonObject {
  // The document is made for whoever asks for it, and has a hundred members and more: one is added, they are not copied.
  return Object.assign(alert.document, {
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
  });
}

const csvColumns = [
  "time",
  "severity",
  "risk_score",
  "rule",
  "rule_id",
  "host",
  "user",
  "what",
  "reason",
  "alert_id",
  "events",
] as const;

export function csvHeader(): string {
  return `${csvColumns.join(",")}\r\n`;
}

/** One alert as a line of RFC 4180. */
export function csvLine(alert: Alert): string {
  const events = alert.evidence.map(({ event: { source } }) => `${filePlace(source)}:${source.record}`);
  const { document } = alert;
  const cells = [
    fieldText(document, "@timestamp"),
    alert.look.severity,
    String(alert.look.riskScore),
    alert.look.name,
    alert.rule.ruleId,
    evidenceText(alert, "host.name"),
    evidenceText(alert, "user.name"),
    describeAlert(alert),
    fieldText(document, "kibana.alert.reason"),
    alert.id,
    events.join(" "),
  ];
  return `${cells.map((cell) => csvCell(oneLine(cell))).join(",")}\r\n`;
}

function csvCell(text: string): string {
  // A spreadsheet would run a cell that starts like a formula; event text comes from attackers.
  const safe = /^\s*[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
