import type { Alert } from "@eqlite/core/detect";
import { describeEvent, fieldText, oneLine, timeText } from "./describe-event.ts";
import type { Language } from "./messages/language.ts";
import { messagesFor } from "./messages/messages.ts";
import type { OutputStream } from "./terminal.ts";
import { type Column, textTable } from "./text-table.ts";

/** The alerts as a table for people, one line an alert. */
export function alertTable(
  alerts: readonly Alert[],
  language: Language,
  stream: OutputStream,
): readonly string[] {
  const messages = messagesFor(language);
  const { columns } = messages;
  const paintSeverity = (text: string, row: number): string => severityPainter(alerts[row], stream)(text);
  const layout: readonly Column[] = [
    { title: columns.time },
    { title: columns.severity, paint: paintSeverity },
    { title: columns.rule, flexible: true },
    { title: columns.host, flexible: true },
    { title: columns.what, flexible: true },
  ];
  const rows = alerts.map((alert) => [
    timeText(alert.document) || messages.noTime,
    messages.severity[alert.look.severity],
    oneLine(alertName(alert, language)),
    hostOf(alert),
    describeAlert(alert),
  ]);
  return textTable(layout, rows, stream);
}

/** The alert's name, translated where the rule is and no event changed the name. */
export function alertName(alert: Alert, language: Language): string {
  const translated = alert.rule.translations[language]?.name;
  return translated !== undefined && alert.look.name === alert.rule.name ? translated : alert.look.name;
}

function hostOf(alert: Alert): string {
  const hosts = alert.evidence.map(
    ({ event }) => fieldText(event.document, "host.name") || fieldText(event.document, "host.id"),
  );
  return [...new Set(hosts.filter((host) => host !== ""))].join(", ");
}

/** The last event is what completed the alert. */
function describeAlert(alert: Alert): string {
  const last = alert.evidence.at(-1);
  return last === undefined ? "" : describeEvent(last.event.document);
}

function severityPainter(alert: Alert | undefined, { colors }: OutputStream): (text: string) => string {
  switch (alert?.look.severity) {
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
