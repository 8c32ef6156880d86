import { isJsonObject, type JsonObject, type MutableJsonObject } from "@eqlite/core/events";

/**
 * When an event arrived stands in its stored line as the first member, under a dotted name: put there without touching the
 * rest of what a client sent, and taken out again before the event's identity is made of what it says. Elasticsearch has an
 * ingest pipeline set `event.ingested`; here it is the server. An event that brings the field keeps its own.
 */
export const ingestedField = "event.ingested";

const memberName = `"${ingestedField}":`;

/** What a stored line begins with, up to where the client's own members follow. 2026-11-24T14:00:00.000Z and the like. */
export function ingestedPrefix(ingestedMs: number): string {
  return `{${memberName}"${new Date(ingestedMs).toISOString()}"`;
}

/**
 * Separates the time of arrival that the server has added from what the client said. The document is what
 * `eventIdentity` is made of.
 */
export function splitIngested(stored: JsonObject): {
  readonly document: JsonObject;
  readonly ingested: string | undefined;
} {
  const [first] = Object.keys(stored);
  const ingested = stored[ingestedField];
  if (first !== ingestedField || typeof ingested !== "string")
    return { document: stored, ingested: undefined };
  const { [ingestedField]: _, ...document } = stored;
  return { document, ingested };
}

/** The document as people and alerts see it: the time of arrival among the other fields of `event`. */
export function withIngested(document: JsonObject, ingested: string | undefined): JsonObject {
  if (ingested === undefined) return document;
  const event = document["event"];
  const whole: MutableJsonObject = { ...document };
  if (isJsonObject(event)) whole["event"] = { ...event, ingested };
  else whole[ingestedField] = ingested;
  return whole;
}
