import type { Alert, Severity } from "@eqlite/core/detect";
import { alertName, describeAlert, evidenceText } from "./describe-alert.ts";
import { instantText, oneLine } from "./describe-event.ts";
import type { Language } from "./messages/language.ts";
import { messagesFor } from "./messages/messages.ts";
import type { OutputStream } from "./terminal.ts";
import { type Column, tableLines } from "./text-table.ts";

/** The alerts as a table for people, one line an alert. There may be too many to hold the lines of all. */
export function alertTable(
  alerts: readonly Alert[],
  language: Language,
  stream: OutputStream,
): Iterable<string> {
  const messages = messagesFor(language);
  const { columns } = messages;
  const paintSeverity = (text: string, row: number): string =>
    severityPainter(alerts[row]?.look.severity, stream)(text);
  const layout: readonly Column[] = [
    { title: columns.time },
    { title: columns.severity, paint: paintSeverity },
    { title: columns.rule, flexible: true },
    { title: columns.host, flexible: true },
    { title: columns.what, flexible: true },
  ];
  const rowOf = (alert: Alert): readonly string[] => [
    alert.timeMs === undefined ? messages.noTime : instantText(alert.timeMs),
    messages.severity[alert.look.severity],
    oneLine(alertName(alert, language)),
    evidenceText(alert, "host.name") || evidenceText(alert, "host.id"),
    describeAlert(alert),
  ];
  const rows: Iterable<readonly string[]> = {
    *[Symbol.iterator]() {
      for (const alert of alerts) yield rowOf(alert);
    },
  };
  return tableLines(layout, rows, stream);
}

/** The colour of a severity. */
export function severityPainter(
  severity: Severity | undefined,
  { colors }: OutputStream,
): (text: string) => string {
  switch (severity) {
    case "critical":
      return (text) => colors.bold(colors.red(text));
    case "high":
      return colors.red;
    case "medium":
      return colors.yellow;
    case "low":
    case undefined:
      return colors.dim;
  }
}
