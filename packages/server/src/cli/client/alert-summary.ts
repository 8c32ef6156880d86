import type { JsonObject } from "@eqlite/core/events";
import { describeEvent, fieldText } from "../describe-event.ts";

/** The different values of a field over the documents of an alert and its events, safe to print. */
export function valuesOver(documents: readonly JsonObject[], field: string): string {
  const values = documents.map((document) => fieldText(document, field));
  return [...new Set(values.filter((value) => value !== ""))].join(", ");
}

/** What the last event of an alert is about: it completed the alert. */
export function whatHappened(events: readonly JsonObject[]): string {
  const last = events.at(-1);
  return last === undefined ? "" : describeEvent(last);
}

/** Seconds from the arrival of the last event to the alert; undefined where the events do not say when they arrived. */
export function secondsToAlert(alert: JsonObject, events: readonly JsonObject[]): number | undefined {
  const arrivedMs = Math.max(...events.map((event) => Date.parse(fieldText(event, "event.ingested"))));
  const tookMs = Date.parse(fieldText(alert, "@timestamp")) - arrivedMs;
  return Number.isFinite(tookMs) && tookMs >= 0 ? tookMs / 1000 : undefined;
}
