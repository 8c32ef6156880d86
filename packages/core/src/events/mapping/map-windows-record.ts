import { isJsonObject, type JsonObject, type MutableJsonObject } from "../document.ts";
import { mapSecurityEvent } from "./security.ts";
import { mapSysmonEvent } from "./sysmon.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { WantedParts } from "./wanted-parts.ts";
import type { WindowsRecord } from "./windows-record.ts";
import { buildWinlogFrame, windowsLogOf } from "./winlog-frame.ts";

/**
 * The ECS document of a Windows event: frame, then what the Sysmon or Security tables say of its id. Other logs, such as
 * System with 7045, get the frame alone (windows-to-ecs.md section 5). What is not mapped stays in `winlog.event_data`.
 */
export function mapWindowsRecord(record: WindowsRecord, parts: WantedParts): JsonObject {
  const log = windowsLogOf(record);
  const data = record.eventData;
  const utcTime = log === "sysmon" ? data.read("UtcTime") : undefined;
  const happened = utcTime === undefined ? undefined : parseTimestamp(utcTime);
  if (happened !== undefined) data.take("UtcTime");

  const document = buildWinlogFrame(record, log, happened ?? record.time);
  if (log === "sysmon") mapSysmonEvent(document, record);
  if (log === "security") mapSecurityEvent(document, record);

  const winlog = document["winlog"];
  const eventData = data.remaining("as text", parts.eventData);
  if (eventData !== undefined && isJsonObject(winlog))
    (winlog as MutableJsonObject)["event_data"] = eventData;
  return document;
}
