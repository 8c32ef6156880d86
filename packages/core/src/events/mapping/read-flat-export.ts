import type { JsonObject, JsonValue } from "../document.ts";
import { createEventData, meaningfulText, scalarText } from "./event-data.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { LoggingUser, WindowsRecord } from "./windows-record.ts";
import { keywordNames, levelName } from "./winlog-levels.ts";

// A flat export has the System block, the event data and its own metadata side by side in one object, told apart only by
// name. What an exporter adds goes to `exporter.*` under the exporter's own names (only `tags` is ECS as it is).

const transportKeys = ["@timestamp", "@version", "host", "port", "tags"];

const mordorSystemKeys = [
  ...["EventID", "SourceName", "ProviderGuid", "Level", "Keywords", "Channel", "Hostname", "Task", "Message"],
  "TimeCreated",
];

const nxlogSystemKeys = [
  ...mordorSystemKeys,
  ...["EventTime", "EventType", "Version", "Opcode", "OpcodeValue", "RecordNumber", "ExecutionProcessID"],
  ...["ThreadID", "Category", "ActivityID", "RelatedActivityID", "UserID", "AccountType", "EventTypeOrignal"],
];

const nxlogMetadataKeys = [
  ...["EventReceivedTime", "SourceModuleName", "SourceModuleType", "Severity", "SeverityValue"],
  "ERROR_EVT_UNRESOLVED",
];

const mordorTimeKeys = ["TimeCreated", "@timestamp"];
const nxlogTimeKeys = ["EventTime", ...mordorTimeKeys];

const mordorExporterKeys = [...mordorTimeKeys, "@version", "host", "port"];
const nxlogExporterKeys = [...nxlogTimeKeys, ...nxlogMetadataKeys, "@version", "host", "port"];

const mordorKnownKeys = new Set([...mordorSystemKeys, ...transportKeys]);
const nxlogKnownKeys = new Set([...nxlogSystemKeys, ...nxlogMetadataKeys, ...transportKeys]);

/** Reads the flat export of the Mordor recordings and of Azure: `TimeCreated`, `@timestamp`, `Hostname`, `EventID`. */
export function readMordor(raw: JsonObject): WindowsRecord {
  const time = pickTime(raw, mordorTimeKeys);
  return {
    eventId: scalarText(raw["EventID"]) ?? "",
    provider: meaningfulText(raw["SourceName"]),
    providerGuid: meaningfulText(raw["ProviderGuid"]),
    channel: meaningfulText(raw["Channel"]),
    computer: meaningfulText(raw["Hostname"]),
    message: meaningfulText(raw["Message"]),
    tags: readTags(raw),
    level: levelName(raw["Level"]),
    task: meaningfulText(raw["Task"]),
    keywords: keywordNames(raw["Keywords"]),
    time: time?.iso,
    eventData: createEventData(raw, (key) => mordorKnownKeys.has(key)),
    exporter: exporterMembers(raw, mordorExporterKeys, time),
  };
}

/**
 * Reads NXLog's flat JSON. Its `EventTime` is local time without a zone, so that an absolute time from the transport
 * (`@timestamp`, seconds late) is preferred; without one it is read as UTC. Sysmon events take UtcTime anyway.
 */
export function readNxlog(raw: JsonObject): WindowsRecord {
  const time = pickTime(raw, nxlogTimeKeys);
  const auditKeyword = auditKeywords.get(scalarText(raw["EventType"]) ?? "");
  const user = nxlogUser(raw);
  // Newer versions write the logging process as ExecutionProcessID; ProcessID is then a value of the event's own.
  const hasExecution = raw["ExecutionProcessID"] !== undefined;
  const isKnown = (key: string): boolean => {
    if (key === "ProcessID") return !hasExecution;
    if (key === "AccountName" || key === "Domain") return user !== undefined;
    return nxlogKnownKeys.has(key);
  };
  const eventData = createEventData(raw, isKnown);
  const eventType = ownEventType(raw);
  if (eventType !== undefined) eventData.set("EventType", eventType);
  return {
    eventId: scalarText(raw["EventID"]) ?? "",
    provider: meaningfulText(raw["SourceName"]),
    providerGuid: meaningfulText(raw["ProviderGuid"]),
    channel: meaningfulText(raw["Channel"]),
    computer: meaningfulText(raw["Hostname"]),
    message: meaningfulText(raw["Message"]),
    tags: readTags(raw),
    level: auditKeyword === undefined ? nxlogLevel(raw) : "information",
    task: meaningfulText(raw["Category"]) ?? meaningfulText(raw["Task"]),
    opcode: meaningfulText(raw["Opcode"]) ?? meaningfulText(raw["OpcodeValue"]),
    keywords: auditKeyword === undefined ? keywordNames(raw["Keywords"]) : [auditKeyword],
    version: meaningfulText(raw["Version"]),
    recordId: meaningfulText(raw["RecordNumber"]),
    processId: meaningfulText(hasExecution ? raw["ExecutionProcessID"] : raw["ProcessID"]),
    threadId: meaningfulText(raw["ThreadID"]),
    activityId: meaningfulText(raw["ActivityID"]),
    relatedActivityId: meaningfulText(raw["RelatedActivityID"]),
    user,
    time: time?.iso,
    eventData,
    exporter: exporterMembers(raw, nxlogExporterKeys, time),
  };
}

/**
 * Reads raw Sysmon values alone, as eqllib's recordings have them: `EventId`, `UtcTime` and the event data, with no
 * provider, channel or computer.
 */
export function readRawSysmon(raw: JsonObject): WindowsRecord {
  const time = pickTime(raw, mordorTimeKeys);
  return {
    computer: meaningfulText(raw["Hostname"]),
    tags: readTags(raw),
    eventId: scalarText(raw["EventId"]) ?? "",
    provider: "Microsoft-Windows-Sysmon",
    keywords: [],
    time: time?.iso,
    eventData: createEventData(raw, (key) => key === "EventId" || mordorKnownKeys.has(key)),
    exporter: exporterMembers(raw, mordorExporterKeys, time),
  };
}

function readTags(raw: JsonObject): readonly JsonValue[] | undefined {
  const tags = raw["tags"];
  return Array.isArray(tags) ? tags : undefined;
}

/** A member of the record that tells its time. */
interface RecordTime {
  readonly text: string;
  readonly iso: string;
}

/** The first of the members that names its zone, else the first that can be read as a time at all. */
function pickTime(raw: JsonObject, keys: readonly string[]): RecordTime | undefined {
  let zoneless: RecordTime | undefined;
  for (const key of keys) {
    const text = raw[key];
    if (typeof text !== "string") continue;
    const time = parseTimestamp(text);
    if (time?.isAbsolute === true) return { text, iso: time.iso };
    if (time !== undefined) zoneless ??= { text, iso: time.iso };
  }
  return zoneless;
}

/** The exporter's own members, and the times beside the one that was picked. */
function exporterMembers(
  raw: JsonObject,
  keys: readonly string[],
  time: RecordTime | undefined,
): JsonObject | undefined {
  const members: [string, JsonValue][] = [];
  for (const key of keys) {
    const value = raw[key];
    if (value !== undefined && value !== time?.text) members.push([key, value]);
  }
  const tags = raw["tags"];
  if (tags !== undefined && !Array.isArray(tags)) members.push(["tags", tags]);
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

const auditKeywords = new Map([
  ["AUDIT_SUCCESS", "Audit Success"],
  ["AUDIT_FAILURE", "Audit Failure"],
]);

const severityLevels = new Map([
  ["DEBUG", "verbose"],
  ["INFO", "information"],
  ["WARNING", "warning"],
  ["ERROR", "error"],
  ["CRITICAL", "critical"],
]);

function nxlogLevel(raw: JsonObject): string | undefined {
  const severity = scalarText(raw["Severity"]);
  return severity === undefined ? undefined : severityLevels.get(severity);
}

const nxlogEventTypes = new Set([...auditKeywords.keys(), ...severityLevels.keys(), "VERBOSE"]);

/**
 * The event's own EventType (Sysmon 12-14, 17, 18). NXLog's field of that name hides it; some pipelines rescue it as
 * `EventTypeOrignal` (their spelling).
 */
function ownEventType(raw: JsonObject): string | undefined {
  const rescued = meaningfulText(raw["EventTypeOrignal"]);
  if (rescued !== undefined) return rescued;
  const eventType = meaningfulText(raw["EventType"]);
  return eventType === undefined || nxlogEventTypes.has(eventType) ? undefined : eventType;
}

function nxlogUser(raw: JsonObject): LoggingUser | undefined {
  const identifier = meaningfulText(raw["UserID"]);
  if (identifier === undefined) return undefined;
  return {
    identifier,
    name: meaningfulText(raw["AccountName"]),
    domain: meaningfulText(raw["Domain"]),
    type: meaningfulText(raw["AccountType"]),
  };
}
