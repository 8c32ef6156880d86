import type { MutableJsonObject } from "../document.ts";
import { parseLong } from "./parse-long.ts";
import { withoutUndefined } from "./set-field.ts";
import type { WindowsRecord } from "./windows-record.ts";

/** Which of the mapped logs a record belongs to. */
export type WindowsLog = "sysmon" | "security" | "other";

const sysmonProvider = "Microsoft-Windows-Sysmon";
const sysmonChannel = "microsoft-windows-sysmon/operational";

/** Tells the log by provider or channel; some collectors write channel names in lower case. */
export function windowsLogOf(record: WindowsRecord): WindowsLog {
  const channel = record.channel?.toLowerCase();
  if (record.provider === sysmonProvider || channel === sysmonChannel) return "sysmon";
  if (record.provider === "Microsoft-Windows-Security-Auditing" || channel === "security") return "security";
  return "other";
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
  const event = withoutUndefined({
    kind: "event",
    code: record.eventId,
    provider: record.provider,
    module: log === "other" ? undefined : log,
    dataset,
    action: record.task === undefined || parseLong(record.task) !== undefined ? undefined : record.task,
    created: log === "sysmon" ? record.time : undefined,
  });
  return withoutUndefined({
    "@timestamp": timestamp,
    message: record.message,
    event,
    data_stream: { type: "logs", dataset, namespace: "default" },
    host: windowsHost(record.computer),
    log: record.level === undefined ? undefined : { level: record.level },
    winlog: buildWinlogBlock(record),
    tags: record.tags,
    exporter: record.exporter,
  });
}

function buildWinlogBlock(record: WindowsRecord): MutableJsonObject {
  const threadId = record.threadId === undefined ? undefined : parseLong(record.threadId);
  const processId = record.processId === undefined ? undefined : parseLong(record.processId);
  const process = withoutUndefined({
    pid: processId,
    thread: threadId === undefined ? undefined : { id: threadId },
  });
  return withoutUndefined({
    channel: record.channel,
    computer_name: record.computer,
    provider_name: record.provider,
    provider_guid: record.providerGuid,
    event_id: record.eventId,
    record_id: record.recordId,
    version: record.version === undefined ? undefined : parseLong(record.version),
    task: record.task,
    opcode: record.opcode,
    keywords: record.keywords.length === 0 ? undefined : record.keywords,
    activity_id: record.activityId,
    related_activity_id: record.relatedActivityId,
    process: Object.keys(process).length === 0 ? undefined : process,
    user: record.user === undefined ? undefined : withoutUndefined({ ...record.user }),
    user_data: record.userData,
  });
}
