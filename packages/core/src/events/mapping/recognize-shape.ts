import { isJsonObject, type JsonObject, type JsonValue } from "../document.ts";
import { heldEventXml } from "./event-xml.ts";

/** The shapes of records that are read (windows-to-ecs.md section 7). */
export type EventShape =
  /** `{"Event": {"System", "EventData"}}`: evtx_dump, XML converters and the EVTX reader. */
  | "evtx-dump"
  /** The XML of an event as one text: Splunk's exports (`_raw`), and `event.original` that no pipeline has mapped. */
  | "event-xml"
  /** NXLog's flat JSON. */
  | "nxlog"
  /** The flat JSON of Mordor recordings and Azure. */
  | "mordor"
  /** Sysmon's values alone, as in eqllib. */
  | "raw-sysmon"
  /** Winlogbeat 7 and later, not mapped yet. */
  | "winlogbeat"
  /** Winlogbeat 5 and 6. */
  | "winlogbeat-6"
  /** Endgame's flat sensor records, the shape of python-eql. */
  | "endgame-flat"
  /** ECS documents of the Endgame stream. */
  | "endgame-ecs"
  /** Already ECS, or nothing that is known: taken as it is. */
  | "ecs";

/** Tells a record's shape from its content. Documents that are already ECS are recognised first and fast. */
export function recognizeShape(raw: JsonObject): EventShape {
  if (isJsonObject(raw["endgame"])) return "endgame-ecs";
  if (isJsonObject(raw["winlog"])) return hasCategory(raw) ? "ecs" : "winlogbeat";
  if (heldEventXml(raw) !== undefined && !hasCategory(raw)) return "event-xml";
  // ECS puts objects under `event` and `data_stream`; none of the raw shapes below has them.
  if (isJsonObject(raw["event"]) || isJsonObject(raw["data_stream"]) || hasCategory(raw)) return "ecs";
  const event = raw["Event"];
  if (isJsonObject(event) && isJsonObject(event["System"])) return "evtx-dump";
  if (isScalar(raw["EventID"])) {
    if (raw["EventTime"] !== undefined || raw["SourceModuleName"] !== undefined) return "nxlog";
    if (mordorMarks.some((mark) => raw[mark] !== undefined)) return "mordor";
  }
  if (isScalar(raw["EventId"]) && typeof raw["UtcTime"] === "string") return "raw-sysmon";
  if (isScalar(raw["event_id"]) && (isJsonObject(raw["event_data"]) || raw["computer_name"] !== undefined)) {
    return "winlogbeat-6";
  }
  if (
    isScalar(raw["event_type_full"] ?? raw["event_type"]) &&
    endgameMarks.some((mark) => isScalar(raw[mark]))
  ) {
    return "endgame-flat";
  }
  return "ecs";
}

/** Whether there is a value for `event.category`, nested or as one dotted key. Anything under `event` that is no object counts. */
function hasCategory(raw: JsonObject): boolean {
  if ((raw["event.category"] ?? null) !== null) return true;
  const event = raw["event"] ?? null;
  return isJsonObject(event) ? (event["category"] ?? null) !== null : event !== null;
}

const mordorMarks = ["TimeCreated", "Hostname", "SourceName", "Channel", "UtcTime"];
const endgameMarks = ["unique_pid", "pid", "process_name", "process_path", "serial_event_id"];

function isScalar(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null && typeof value !== "object";
}
