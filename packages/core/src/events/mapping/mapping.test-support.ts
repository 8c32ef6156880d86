import { isJsonObject, type JsonObject, type JsonValue } from "../document.ts";
import { mapToEcs } from "./map-to-ecs.ts";

/** A Sysmon event in evtx_dump's shape. */
export function sysmonEvent(eventId: number, eventData: JsonObject, system: JsonObject = {}): JsonObject {
  return evtxEvent(
    "Microsoft-Windows-Sysmon",
    "Microsoft-Windows-Sysmon/Operational",
    eventId,
    eventData,
    system,
  );
}

/** A Security event in evtx_dump's shape, with the keyword Audit Success. */
export function securityEvent(eventId: number, eventData: JsonObject, system: JsonObject = {}): JsonObject {
  return evtxEvent("Microsoft-Windows-Security-Auditing", "Security", eventId, eventData, {
    Keywords: "0x8020000000000000",
    ...system,
  });
}

function evtxEvent(
  provider: string,
  channel: string,
  eventId: number,
  eventData: JsonObject,
  system: JsonObject,
): JsonObject {
  return {
    Event: {
      System: {
        Provider: { "#attributes": { Name: provider } },
        EventID: eventId,
        Channel: channel,
        Computer: "PC1.lab.local",
        TimeCreated: { "#attributes": { SystemTime: "2024-05-01T10:00:00.123456Z" } },
        ...system,
      },
      EventData: eventData,
    },
  };
}

/** The mapped document of a raw record. */
export function map(raw: JsonObject): JsonObject {
  return mapToEcs(raw).document;
}

/** The value of a field by its dotted name, in a document that only nests. */
export function field(document: JsonObject, name: string): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const part of name.split(".")) value = isJsonObject(value) ? value[part] : undefined;
  return value;
}

/** The values of several fields, to compare with a table row. */
export function fields(
  document: JsonObject,
  names: readonly string[],
): Record<string, JsonValue | undefined> {
  return Object.fromEntries(names.map((name) => [name, field(document, name)]));
}
