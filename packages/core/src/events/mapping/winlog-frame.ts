import type { MutableJsonObject } from "../document.ts";
import { parseLong } from "./parse-long.ts";
import type { LoggingUser, WindowsRecord } from "./windows-record.ts";

/** Which of the mapped logs a record belongs to. */
export type WindowsLog = "sysmon" | "security" | "other";

const sysmonProvider = "Microsoft-Windows-Sysmon";
const securityProvider = "Microsoft-Windows-Security-Auditing";
const sysmonChannel = "microsoft-windows-sysmon/operational";

/** Tells the log by provider or channel; some collectors write channel names in lower case. */
export function windowsLogOf(record: WindowsRecord): WindowsLog {
  if (record.provider === sysmonProvider) return "sysmon";
  const channel = record.channel?.toLowerCase();
  if (channel === sysmonChannel) return "sysmon";
  return record.provider === securityProvider || channel === "security" ? "security" : "other";
}

const datasetsByChannel = new Map([
  [sysmonChannel, "windows.sysmon_operational"],
  ["security", "system.security"],
  ["system", "system.system"],
  ["application", "system.application"],
  ["windows powershell", "windows.powershell"],
  ["microsoft-windows-powershell/operational", "windows.powershell_operational"],
]);

/**
 * The data set a rule's index pattern would find the event in. Channels that have no data set of their own go to
 * `windows.forwarded`, the integration's set for events of any channel that were collected elsewhere.
 */
function datasetOf(record: WindowsRecord, log: WindowsLog): string {
  switch (log) {
    case "sysmon":
      return "windows.sysmon_operational";
    case "security":
      return "system.security";
    case "other":
      return datasetsByChannel.get(record.channel?.toLowerCase() ?? "") ?? "windows.forwarded";
  }
}

/**
 * `host.*` of a Windows event. The record names only the computer; `host.id` is derived from it (lower case) because the
 * real one comes from the agent that reads the log. Records that name no computer share the id `unknown`, so that a
 * rule that joins by `host.id` still works within such a file; they have no `host.name`.
 */
export function windowsHost(computer: string | undefined): MutableJsonObject {
  const os = { type: "windows" };
  return computer === undefined ? { id: "unknown", os } : { name: computer, id: computer.toLowerCase(), os };
}

/**
 * The fields that every Windows event gets (windows-to-ecs.md section 1), without the event data.
 * `event.created` is the record's own time and set for Sysmon alone: elsewhere it would be the time of reading, and
 * the same input must always give the same documents. `event.action` starts as the rendered task name.
 */
export function buildWinlogFrame(
  record: WindowsRecord,
  log: WindowsLog,
  timestamp: string | undefined,
): MutableJsonObject {
  const dataset = datasetOf(record, log);
  // Written out member by member: going through a list of names costs several times as much.
  const document: MutableJsonObject = {};
  if (timestamp !== undefined) document["@timestamp"] = timestamp;
  if (record.message !== undefined) document["message"] = record.message;
  document["event"] = buildEventBlock(record, log, dataset);
  document["data_stream"] = { type: "logs", dataset, namespace: "default" };
  document["host"] = windowsHost(record.computer);
  if (record.level !== undefined) document["log"] = { level: record.level };
  document["winlog"] = buildWinlogBlock(record);
  if (record.tags !== undefined) document["tags"] = record.tags;
  if (record.exporter !== undefined) document["exporter"] = record.exporter;
  return document;
}

function buildEventBlock(record: WindowsRecord, log: WindowsLog, dataset: string): MutableJsonObject {
  const { provider, task, time } = record;
  const block: MutableJsonObject = { kind: "event", code: record.eventId };
  if (provider !== undefined) block["provider"] = provider;
  if (log !== "other") block["module"] = log;
  block["dataset"] = dataset;
  if (task !== undefined && parseLong(task) === undefined) block["action"] = task;
  if (log === "sysmon" && time !== undefined) block["created"] = time;
  return block;
}

function buildWinlogBlock(record: WindowsRecord): MutableJsonObject {
  const block: MutableJsonObject = {};
  if (record.channel !== undefined) block["channel"] = record.channel;
  if (record.computer !== undefined) block["computer_name"] = record.computer;
  if (record.provider !== undefined) block["provider_name"] = record.provider;
  if (record.providerGuid !== undefined) block["provider_guid"] = record.providerGuid;
  block["event_id"] = record.eventId;
  if (record.recordId !== undefined) block["record_id"] = record.recordId;
  const version = parseLong(record.version);
  if (version !== undefined) block["version"] = version;
  if (record.task !== undefined) block["task"] = record.task;
  if (record.opcode !== undefined) block["opcode"] = record.opcode;
  if (record.keywords.length > 0) block["keywords"] = record.keywords;
  if (record.activityId !== undefined) block["activity_id"] = record.activityId;
  if (record.relatedActivityId !== undefined) block["related_activity_id"] = record.relatedActivityId;
  const process = buildLoggingProcess(record);
  if (process !== undefined) block["process"] = process;
  if (record.user !== undefined) block["user"] = buildLoggingUser(record.user);
  if (record.userData !== undefined) block["user_data"] = record.userData;
  return block;
}

function buildLoggingProcess(record: WindowsRecord): MutableJsonObject | undefined {
  const pid = parseLong(record.processId);
  const threadId = parseLong(record.threadId);
  if (pid === undefined) return threadId === undefined ? undefined : { thread: { id: threadId } };
  return threadId === undefined ? { pid } : { pid, thread: { id: threadId } };
}

function buildLoggingUser({ identifier, name, domain, type }: LoggingUser): MutableJsonObject {
  const block: MutableJsonObject = {};
  if (identifier !== undefined) block["identifier"] = identifier;
  if (name !== undefined) block["name"] = name;
  if (domain !== undefined) block["domain"] = domain;
  if (type !== undefined) block["type"] = type;
  return block;
}
