import { isJsonObject, type JsonObject } from "../document.ts";
import { EventData, meaningfulText, scalarText } from "./event-data.ts";
import { objectMember } from "./set-field.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { LoggingUser, WindowsRecord } from "./windows-record.ts";
import { keywordNames, levelName } from "./winlog-levels.ts";

/** Reads the `winlog` block of a Winlogbeat document (7 and later) that no pipeline has mapped yet. */
export function readWinlogbeat(raw: JsonObject): WindowsRecord {
  const winlog = objectMember(raw, "winlog");
  const event = objectMember(raw, "event");
  const process = objectMember(winlog, "process");
  return {
    eventId: meaningfulText(winlog["event_id"]) ?? meaningfulText(event["code"]) ?? "",
    provider: meaningfulText(winlog["provider_name"]) ?? meaningfulText(event["provider"]),
    providerGuid: meaningfulText(winlog["provider_guid"]),
    channel: meaningfulText(winlog["channel"]),
    computer: meaningfulText(winlog["computer_name"]),
    recordId: meaningfulText(winlog["record_id"]),
    version: meaningfulText(winlog["version"]),
    level: levelName(objectMember(raw, "log")["level"]),
    task: meaningfulText(winlog["task"]),
    opcode: meaningfulText(winlog["opcode"]),
    keywords: keywordNames(winlog["keywords"]),
    processId: meaningfulText(process["pid"]),
    threadId: meaningfulText(objectMember(process, "thread")["id"]),
    activityId: meaningfulText(winlog["activity_id"]),
    relatedActivityId: meaningfulText(winlog["related_activity_id"]),
    user: readLoggingUser(winlog),
    time: readTime(raw),
    message: meaningfulText(raw["message"]),
    eventData: new EventData(objectMember(winlog, "event_data")),
    userData: readUserData(winlog),
  };
}

const winlogbeat6Keys = new Set([
  ...["@timestamp", "event_id", "source_name", "provider_guid", "log_name", "computer_name", "record_number"],
  ...["version", "level", "task", "opcode", "keywords", "process_id", "thread_id", "activity_id"],
  ...["related_activity_id", "user", "message", "event_data", "user_data", "tags", "host"],
]);

/** Reads a document of Winlogbeat 5 or 6: the same values at the top, `event_data` and `user_data` in blocks. */
export function readWinlogbeat6(raw: JsonObject): WindowsRecord {
  const tags = raw["tags"];
  const exporter = Object.entries(raw).filter(
    ([key, value]) =>
      !winlogbeat6Keys.has(key) ||
      (key === "tags" && !Array.isArray(value)) ||
      (key === "host" && !isJsonObject(value)),
  );
  return {
    eventId: meaningfulText(raw["event_id"]) ?? "",
    provider: meaningfulText(raw["source_name"]),
    providerGuid: meaningfulText(raw["provider_guid"]),
    channel: meaningfulText(raw["log_name"]),
    computer: meaningfulText(raw["computer_name"]),
    recordId: meaningfulText(raw["record_number"]),
    version: meaningfulText(raw["version"]),
    level: levelName(raw["level"]),
    task: meaningfulText(raw["task"]),
    opcode: meaningfulText(raw["opcode"]),
    keywords: keywordNames(raw["keywords"]),
    processId: meaningfulText(raw["process_id"]),
    threadId: meaningfulText(raw["thread_id"]),
    activityId: meaningfulText(raw["activity_id"]),
    relatedActivityId: meaningfulText(raw["related_activity_id"]),
    user: readLoggingUser(raw),
    time: readTime(raw),
    message: meaningfulText(raw["message"]),
    eventData: new EventData(objectMember(raw, "event_data")),
    userData: readUserData(raw),
    tags: Array.isArray(tags) ? tags : undefined,
    exporter: exporter.length === 0 ? undefined : Object.fromEntries(exporter),
  };
}

function readTime(raw: JsonObject): string | undefined {
  const text = scalarText(raw["@timestamp"]);
  return text === undefined ? undefined : parseTimestamp(text);
}

function readUserData(block: JsonObject): JsonObject | undefined {
  const userData = block["user_data"];
  return isJsonObject(userData) ? userData : undefined;
}

function readLoggingUser(block: JsonObject): LoggingUser | undefined {
  const user = block["user"];
  if (!isJsonObject(user)) return undefined;
  return {
    identifier: meaningfulText(user["identifier"]),
    name: meaningfulText(user["name"]),
    domain: meaningfulText(user["domain"]),
    type: meaningfulText(user["type"]),
  };
}
