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
  const ingested = stored[ingestedField];
  if (typeof ingested !== "string" || firstName(stored) !== ingestedField)
    return { document: stored, ingested: undefined };
  const { [ingestedField]: _, ...document } = stored;
  return { document, ingested };
}

/** The name of the first member as it was written: an object lists names that are array indexes before all others. */
function firstName(document: JsonObject): string | undefined {
  for (const name in document) if (!arrayIndex.test(name)) return name;
  return undefined;
}

const arrayIndex = /^(?:0|[1-9]\d*)$/;

/** Whether an event brings a time of arrival of its own, under a dotted name or nested. */
export function hasOwnIngested(document: JsonObject): boolean {
  if (Object.hasOwn(document, ingestedField)) return true;
  const event = document["event"];
  return isJsonObject(event) && (event["ingested"] ?? null) !== null;
}

/**
 * The document that is stored for one that brings its own time of arrival: the field does not stand first, where it would
 * be taken for the server's. Its only member becomes a nested one.
 */
export function withOwnIngested(document: JsonObject): JsonObject {
  if (firstName(document) !== ingestedField) return document;
  const { [ingestedField]: own = null, ...others } = document;
  if (Object.keys(others).some((name) => !arrayIndex.test(name))) return { ...others, [ingestedField]: own };
  return { ...others, event: { ingested: own } };
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
