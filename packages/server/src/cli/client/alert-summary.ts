import { type Severity, severities } from "@eqlite/core/detect";
import { isJsonObject, type JsonObject } from "@eqlite/core/events";
import { describeEvent, fieldText, oneLine } from "../describe-event.ts";
import type { Language } from "../messages/language.ts";
import { messagesFor } from "../messages/messages.ts";

/** An alert in a few words, safe to print. */
export interface AlertSummary {
  readonly severity: string;
  readonly ruleName: string;
  readonly host: string;
  readonly user: string;
  /** What the last of its events is about: it completed the alert. */
  readonly what: string;
  /** From the arrival of the last event to the alert. */
  readonly secondsToAlert: number | undefined;
}

/** @param events documents of the events an alert rests on, in their order: its building blocks, or the alert itself */
export function alertSummary(
  alert: JsonObject,
  events: readonly JsonObject[],
  language: Language,
): AlertSummary {
  const last = events.at(-1) ?? alert;
  const raisedMs = Date.parse(fieldText(alert, "@timestamp"));
  const arrivedMs = Math.max(...events.map((event) => Date.parse(fieldText(event, "event.ingested"))));
  const tookMs = raisedMs - arrivedMs;
  return {
    severity: severityText(alert, language),
    ruleName: alertName(alert, language),
    host: valuesOf("host.name", alert, events) || valuesOf("host.id", alert, events),
    user: valuesOf("user.name", alert, events),
    what: describeEvent(last),
    secondsToAlert: Number.isFinite(tookMs) && tookMs >= 0 ? tookMs / 1000 : undefined,
  };
}

/** The different values of a field over an alert and its events. */
function valuesOf(field: string, alert: JsonObject, events: readonly JsonObject[]): string {
  const values = [...events, alert].map((document) => fieldText(document, field));
  return [...new Set(values.filter((value) => value !== ""))].join(", ");
}

export function severityOf(alert: JsonObject): Severity | undefined {
  return severities.find((known) => known === alert["kibana.alert.severity"]);
}

export function severityText(alert: JsonObject, language: Language): string {
  const severity = severityOf(alert);
  return severity === undefined ? "" : messagesFor(language).severity[severity];
}

/** The alert's name, translated where its rule is and no event changed the name. */
export function alertName(alert: JsonObject, language: Language): string {
  const name = fieldText(alert, "kibana.alert.rule.name");
  const parameters = alert["kibana.alert.rule.parameters"];
  if (!isJsonObject(parameters) || parameters["name"] !== alert["kibana.alert.rule.name"]) return name;
  return translated(parameters, "name", language) ?? name;
}

/** A text of a rule in the reader's language; undefined where there is none. */
export function translated(
  parameters: JsonObject,
  part: "name" | "note" | "description",
  language: Language,
): string | undefined {
  const { translations } = parameters;
  const ofLanguage = isJsonObject(translations) ? translations[language] : undefined;
  const text = isJsonObject(ofLanguage) ? ofLanguage[part] : undefined;
  if (typeof text !== "string" || text === "") return undefined;
  return part === "name" ? oneLine(text) : text;
}
