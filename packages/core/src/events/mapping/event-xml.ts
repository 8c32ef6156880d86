import { isJsonObject, type JsonObject, type JsonValue } from "../document.ts";
import { beginsEventXml, parseEventXml } from "../xml/parse-event-xml.ts";
import { readEvtxDump } from "./evtx-dump.ts";
import { fillMissing } from "./fill-missing.ts";
import { mapWindowsRecord } from "./map-windows-record.ts";
import { objectMember } from "./set-field.ts";
import type { WantedParts } from "./wanted-parts.ts";

/**
 * The XML of a Windows event that a record holds as one text: Splunk's `_raw`, at the top or in `result`, or
 * `event.original`. Undefined where none of them begins like one.
 */
export function heldEventXml(raw: JsonObject): string | undefined {
  return (
    eventXml(raw["_raw"]) ??
    eventXml(member(raw, "result", "_raw")) ??
    eventXml(member(raw, "event", "original"))
  );
}

function member(raw: JsonObject, block: string, key: string): JsonValue | undefined {
  const value = raw[block];
  return isJsonObject(value) ? value[key] : undefined;
}

function eventXml(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && beginsEventXml(value) ? value : undefined;
}

/**
 * Maps the event that a record holds as XML. What stands beside Splunk's `_raw` is the exporter's; a record with
 * `event.original` is a document in ECS, which keeps its fields. Where the XML is broken, the record comes back as it is,
 * with the reason.
 */
export function mapEventXml(raw: JsonObject, parts: WantedParts): { document: JsonObject; problem?: string } {
  const text = heldEventXml(raw);
  if (text === undefined) return { document: raw };
  const parsed = parseEventXml(text);
  if (!parsed.ok) {
    return { document: raw, problem: `The event in it is broken XML and was not mapped: ${parsed.reason}.` };
  }
  if (text !== objectMember(raw, "event")["original"]) {
    const record = readEvtxDump({ ...withoutSplunkRaw(raw), ...parsed.document }, parts);
    return { document: mapWindowsRecord(record, parts) };
  }
  const mapped = mapWindowsRecord(readEvtxDump(parsed.document, parts), parts);
  const filled = fillMissing(raw, mapped);
  // The document's own time is when the event was collected.
  const time = mapped["@timestamp"];
  return { document: time === undefined ? filled : { ...filled, "@timestamp": time } };
}

function withoutSplunkRaw(raw: JsonObject): JsonObject {
  const rest = withoutRaw(raw);
  const result = rest["result"];
  return isJsonObject(result) ? { ...rest, result: withoutRaw(result) } : rest;
}

function withoutRaw({ _raw: _, ...rest }: JsonObject): JsonObject {
  return rest;
}
