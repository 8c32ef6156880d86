import type { JsonObject, JsonValue, MutableJsonObject } from "../document.ts";
import { namesZone, parseTimestamp } from "./timestamp.ts";

// A flat export has the System block, the event data and its own metadata side by side in one object, told apart only by
// name. What an exporter adds goes to `exporter.*` under the exporter's own names (only `tags` is ECS as it is).

/** What the transport (Logstash) puts on the top level of a flat record. */
export const transportKeys = ["@timestamp", "@version", "host", "port", "tags"];

/** The members of the System block that all flat exports write. */
export const flatSystemKeys = [
  ...["EventID", "SourceName", "ProviderGuid", "Level", "Keywords", "Channel", "Hostname", "Task", "Message"],
  "TimeCreated",
];

/** Where flat exports write a record's own time, best first. */
export const flatTimeKeys = ["TimeCreated", "@timestamp"];

/** `tags` where it is a list, as in ECS. */
export function readTags(raw: JsonObject): readonly JsonValue[] | undefined {
  const tags = raw["tags"];
  return Array.isArray(tags) ? tags : undefined;
}

/** A member of the record that tells its time. */
export interface RecordTime {
  readonly text: string;
  readonly iso: string;
}

/** The first of the members that names its zone, else the first that can be read as a time at all. */
export function pickTime(raw: JsonObject, keys: readonly string[]): RecordTime | undefined {
  // Times without a zone are read only where there is no other: usually there is.
  return readTime(raw, keys, true) ?? readTime(raw, keys, false);
}

function readTime(raw: JsonObject, keys: readonly string[], hasZone: boolean): RecordTime | undefined {
  for (const key of keys) {
    const text = raw[key];
    if (typeof text !== "string" || namesZone(text) !== hasZone) continue;
    const iso = parseTimestamp(text);
    if (iso !== undefined) return { text, iso };
  }
  return undefined;
}

/** The exporter's own members, and the times beside the one that was picked. */
export function exporterMembers(
  raw: JsonObject,
  keys: readonly string[],
  time: RecordTime | undefined,
): JsonObject | undefined {
  let members: MutableJsonObject | undefined;
  for (const key of keys) {
    const value = raw[key];
    if (value === undefined || value === time?.text) continue;
    members ??= {};
    members[key] = value;
  }
  const tags = raw["tags"];
  return tags === undefined || Array.isArray(tags) ? members : { ...members, tags };
}
