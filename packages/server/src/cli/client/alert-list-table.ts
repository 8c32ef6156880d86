import { severityPainter } from "../alert-table.ts";
import { shownIdLength } from "../commands/client-hints.ts";
import { clientMessages } from "../messages/client-messages.ts";
import type { Language } from "../messages/language.ts";
import { messagesFor } from "../messages/messages.ts";
import type { OutputStream } from "../terminal.ts";
import { type Column, tableLines } from "../text-table.ts";
import { type ListedAlert, shownTime } from "./alert-json.ts";
import type { RuleTranslations } from "./rule-translations.ts";

/** Alerts of a server as a table, one line an alert. */
export function alertListTable(
  alerts: readonly ListedAlert[],
  translations: RuleTranslations,
  language: Language,
  stream: OutputStream,
): Iterable<string> {
  const { columns } = messagesFor(language);
  const messages = clientMessages[language];
  const layout: readonly Column[] = [
    { title: columns.time },
    {
      title: columns.severity,
      paint: (text, row) => severityPainter(alerts[row]?.severity, stream)(text),
    },
    { title: messages.status },
    { title: columns.rule, flexible: true },
    { title: columns.host, flexible: true },
    { title: columns.user, flexible: true },
    { title: messages.id },
  ];
  return tableLines(
    layout,
    alerts.map((alert) => alertCells(alert, translations, language)),
    stream,
  );
}

export function alertCells(
  alert: ListedAlert,
  translations: RuleTranslations,
  language: Language,
): readonly string[] {
  const messages = clientMessages[language];
  return [
    shownTime(alert.time) || messagesFor(language).noTime,
    messagesFor(language).severity[alert.severity],
    messages.statuses[alert.status],
    translations.name(alert.ruleId, alert.ruleName),
    alert.hosts,
    alert.users,
    alert.id.slice(0, shownIdLength),
  ];
}
