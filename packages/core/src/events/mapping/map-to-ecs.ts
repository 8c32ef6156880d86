import { isJsonObject, type JsonObject } from "../document.ts";
import { fillEndgameDocument, mapFlatEndgame } from "./endgame.ts";
import { mapEventXml } from "./event-xml.ts";
import { readEvtxDump } from "./evtx-dump.ts";
import { fillMissing } from "./fill-missing.ts";
import { mapWindowsRecord } from "./map-windows-record.ts";
import { readMordor, readRawSysmon } from "./mordor.ts";
import { readNxlog } from "./nxlog.ts";
import { type EventShape, recognizeShape } from "./recognize-shape.ts";
import { objectMember } from "./set-field.ts";
import { allParts, type WantedParts } from "./wanted-parts.ts";
import { readWinlogbeat, readWinlogbeat6 } from "./winlogbeat.ts";

/** A record as ECS, and the shape it came in. */
export interface MappedDocument {
  readonly document: JsonObject;
  readonly shape: EventShape;
  /** Set where a part of the record could not be read and the document lacks it: one sentence for a person. */
  readonly problem?: string;
}

/**
 * Maps one raw record to ECS, as Winlogbeat's modules and the Windows integrations do (windows-to-ecs.md). A document that
 * is already ECS comes back as the same object. Total, deterministic, and the input is not changed.
 *
 * @param parts what will be read of the document; more of the record may be mapped
 */
export function mapToEcs(raw: JsonObject, parts: WantedParts = allParts): MappedDocument {
  const shape = recognizeShape(raw);
  return shape === "event-xml"
    ? { ...mapEventXml(raw, parts), shape }
    : { document: mapShape(raw, shape, parts), shape };
}

function mapShape(raw: JsonObject, shape: Exclude<EventShape, "event-xml">, parts: WantedParts): JsonObject {
  switch (shape) {
    case "ecs":
      return raw;
    case "evtx-dump":
      return mapWindowsRecord(readEvtxDump(raw, parts), parts);
    case "nxlog":
      return mapWindowsRecord(readNxlog(raw, parts), parts);
    case "mordor":
      return mapWindowsRecord(readMordor(raw, parts), parts);
    case "raw-sysmon":
      return mapWindowsRecord(readRawSysmon(raw, parts), parts);
    case "winlogbeat":
      return completeWinlogbeat(raw, parts);
    case "winlogbeat-6":
      return completeWinlogbeat6(raw, parts);
    case "endgame-flat":
      return mapFlatEndgame(raw);
    case "endgame-ecs":
      return fillEndgameDocument(raw);
  }
}

/**
 * A Winlogbeat document is partly ECS, and what it has stays. Two values are not final in it and are replaced, as the
 * pipelines do: the time of a Sysmon event (UtcTime is when it happened) and an action that only repeats the task name.
 */
function completeWinlogbeat(raw: JsonObject, parts: WantedParts): JsonObject {
  const record = readWinlogbeat(raw);
  const mapped = mapWindowsRecord(record, parts);
  const { event_data: _read, ...winlog } = objectMember(raw, "winlog");
  const filled = { ...fillMissing({ ...raw, winlog }, mapped) };
  if (mapped["@timestamp"] !== undefined) filled["@timestamp"] = mapped["@timestamp"];
  const event = filled["event"];
  const action = objectMember(mapped, "event")["action"];
  if (isJsonObject(event) && action !== undefined && event["action"] === record.task) {
    filled["event"] = { ...event, action };
  }
  return filled;
}

function completeWinlogbeat6(raw: JsonObject, parts: WantedParts): JsonObject {
  const mapped = mapWindowsRecord(readWinlogbeat6(raw), parts);
  const host = raw["host"];
  return isJsonObject(host) ? fillMissing({ host }, mapped) : mapped;
}
