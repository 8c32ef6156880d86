import type { JsonObject } from "../document.ts";
import { EventData, meaningfulText, scalarText } from "./event-data.ts";
import {
  exporterMembers,
  flatSystemKeys,
  flatTimeKeys,
  pickTime,
  readTags,
  transportKeys,
} from "./flat-export.ts";
import type { WantedParts } from "./wanted-parts.ts";
import type { LoggingUser, WindowsRecord } from "./windows-record.ts";
import { keywordNames } from "./winlog-levels.ts";

const systemKeys = [
  ...["EventTime", "EventType", "Version", "Opcode", "OpcodeValue", "RecordNumber", "ExecutionProcessID"],
  ...["ThreadID", "Category", "ActivityID", "RelatedActivityID", "UserID", "AccountType", "EventTypeOrignal"],
];

const metadataKeys = [
  ...["EventReceivedTime", "SourceModuleName", "SourceModuleType", "Severity", "SeverityValue"],
  "ERROR_EVT_UNRESOLVED",
];

const timeKeys = ["EventTime", ...flatTimeKeys];
// The numbers behind Category and Opcode, which take their places in `winlog.task` and `winlog.opcode`, are kept here.
const exporterKeys = [
  ...timeKeys,
  ...metadataKeys,
  "Task",
  "OpcodeValue",
  "Level",
  "@version",
  "host",
  "port",
];
const alwaysKnown = [...flatSystemKeys, ...systemKeys, ...metadataKeys, ...transportKeys];
const accountKeys = ["AccountName", "Domain"];
const knownWithAccount = new Set([...alwaysKnown, ...accountKeys]);
const knownWithProcess = new Set([...alwaysKnown, "ProcessID"]);
const knownWithBoth = new Set([...knownWithProcess, ...accountKeys]);
const knownWithNeither = new Set(alwaysKnown);

/** What is no event data. Some names are, unless they tell of the logging process or user. */
function knownKeys(hasExecution: boolean, hasUser: boolean): ReadonlySet<string> {
  if (hasExecution) return hasUser ? knownWithAccount : knownWithNeither;
  return hasUser ? knownWithBoth : knownWithProcess;
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

/**
 * Reads NXLog's flat JSON. Its `EventTime` is local time without a zone, so that an absolute time from the transport
 * (`@timestamp`, seconds late) is preferred; without one it is read as UTC. Sysmon events take UtcTime anyway.
 */
export function readNxlog(raw: JsonObject, parts: WantedParts): WindowsRecord {
  const time = pickTime(raw, timeKeys);
  const auditKeyword = auditKeywords.get(scalarText(raw["EventType"]) ?? "");
  const user = nxlogUser(raw);
  // Newer versions write the logging process as ExecutionProcessID; ProcessID is then a value of the event's own.
  const hasExecution = raw["ExecutionProcessID"] !== undefined;
  const eventData = new EventData(raw, knownKeys(hasExecution, user !== undefined));
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
    exporter: parts.exporter ? exporterMembers(raw, exporterKeys, time) : undefined,
  };
}

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
