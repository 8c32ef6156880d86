import type { Alert } from "@eqlite/core/detect";
import { describeEvent, fieldText } from "./describe-event.ts";
import type { Language } from "./messages/language.ts";

/** The alert's name, translated where the rule is and no event changed the name. */
export function alertName(alert: Alert, language: Language): string {
  const translated = alert.rule.translations[language]?.name;
  return translated !== undefined && alert.look.name === alert.rule.name ? translated : alert.look.name;
}

/**
 * The values of a field over all events of an alert. A sequence's own document keeps only what its events have in
 * common, which is often not the user or the process.
 */
export function evidenceText(alert: Alert, field: string): string {
  const values = alert.evidence.map(({ event }) => fieldText(event.document, field));
  return [...new Set(values.filter((value) => value !== ""))].join(", ");
}

/** What an alert is about in a few words: the last event is what completed it. */
export function describeAlert(alert: Alert): string {
  const last = alert.evidence.at(-1);
  return last === undefined ? "" : describeEvent(last.event.document);
}
