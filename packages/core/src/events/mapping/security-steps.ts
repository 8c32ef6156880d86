import type { JsonValue, MutableJsonObject } from "../document.ts";
import { applyFieldRules } from "./apply-field-rules.ts";
import { type EventData, meaningfulText } from "./event-data.ts";
import { logonFailureReasons, logonStatuses, serviceTypes } from "./logon-codes.ts";
import {
  asAddress,
  asCommandLine,
  asExecutable,
  asFileName,
  asLong,
  asText,
  type FieldRule,
} from "./put-field.ts";
import { addRelated, setField } from "./set-field.ts";
import { splitKeepingQuotes } from "./split-command-line.ts";
import type { WindowsRecord } from "./windows-record.ts";

/** One thing the mapping of a Security event does to its document. */
export type SecurityStep = (document: MutableJsonObject, record: WindowsRecord) => void;

function step(...rules: readonly FieldRule[]): SecurityStep {
  return (document, record) => applyFieldRules(document, record.eventData, rules);
}

type ReadableData = Pick<EventData, "read">;

/** A user name without what follows its first `@`. */
function shortUserName(name: string): string {
  const at = name.indexOf("@");
  return at <= 0 ? name : name.slice(0, at);
}

// Accounts are copied, not moved: published rules join on winlog.event_data.SubjectLogonId, TargetUserName and the like.
function setUser(
  document: MutableJsonObject,
  path: readonly string[],
  role: "Subject" | "Target",
  data: ReadableData,
): void {
  const id = data.read(`${role}UserSid`);
  const name = data.read(`${role}UserName`);
  const domain = data.read(`${role}DomainName`);
  if (id !== undefined) setField(document, [...path, "id"], id);
  if (domain !== undefined) setField(document, [...path, "domain"], domain);
  if (name === undefined) return;
  setField(document, [...path, "name"], shortUserName(name));
  addRelated(document, "user", [shortUserName(name)]);
}

const user = ["user"];

export const subjectAsUser: SecurityStep = (document, record) =>
  setUser(document, user, "Subject", record.eventData);

export const targetAsUser: SecurityStep = (document, record) =>
  setUser(document, user, "Target", record.eventData);

/** The account an action was taken as. Without a name the SID is that of nobody (S-1-0-0), so there is none. */
export const targetAsEffectiveUser: SecurityStep = (document, record) => {
  const data = record.eventData;
  if (data.read("TargetUserName") !== undefined) setUser(document, ["user", "effective"], "Target", data);
};

export const subjectAsRelated: SecurityStep = (document, record) => {
  const name = record.eventData.read("SubjectUserName");
  if (name !== undefined) addRelated(document, "user", [shortUserName(name)]);
};

export const callingProcess = step(
  { from: "ProcessId", put: asLong("process.pid") },
  { from: "ProcessName", put: asExecutable("process") },
);

export const newProcess = step(
  { from: "NewProcessId", put: asLong("process.pid") },
  { from: "NewProcessName", put: asExecutable("process") },
  { from: "ProcessId", put: asLong("process.parent.pid") },
  { from: "ParentProcessName", put: asExecutable("process.parent") },
  { from: "CommandLine", put: asCommandLine("process", splitKeepingQuotes) },
);

export const networkSource = step(
  { from: "IpAddress", put: asAddress("source.ip") },
  { from: "IpPort", put: asLong("source.port") },
  { from: "WorkstationName", put: asText("source.domain") },
);

export const installedService = step(
  { from: "ServiceName", put: asText("service.name"), copied: true },
  {
    from: "ServiceType",
    copied: true,
    put: (document, text) =>
      setField(document, ["service", "type"], serviceTypes.get(text.toLowerCase()) ?? text),
  },
);

export const logonFailure: SecurityStep = (document, record) => {
  const data = record.eventData;
  const reason = data.read("FailureReason");
  const status = data.read("Status");
  const subStatus = data.read("SubStatus");
  const set = (member: string, text: string): boolean =>
    setField(document, ["winlog", "logon", "failure", member], text);
  if (reason !== undefined) set("reason", logonFailureReasons.get(reason) ?? reason);
  if (status !== undefined) set("status", logonStatuses.get(status.toLowerCase()) ?? status);
  if (subStatus !== undefined) set("sub_status", logonStatuses.get(subStatus.toLowerCase()) ?? subStatus);
};

const whiteSpace = /\s+/;

/** PrivilegeList comes as lines of one text and becomes a list in place. */
export const privilegeList: SecurityStep = (_document, record) => {
  const privileges = record.eventData.read("PrivilegeList");
  if (privileges === undefined) return;
  record.eventData.set(
    "PrivilegeList",
    privileges.split(whiteSpace).filter((name) => name !== ""),
  );
};

export const sharedDirectory = step({ from: "ShareLocalPath", put: asText("file.directory"), copied: true });

/**
 * The file behind a share (5145). **quirk**: `file.name` keeps its folders, and `file.path` begins with `\??\`. Where the
 * shared directory is a drive (`\??\C:\`) its own backslash serves, so that the path is one a process can start from.
 */
export const sharedFile: SecurityStep = (document, record) => {
  const data = record.eventData;
  sharedDirectory(document, record);
  const name = data.read("RelativeTargetName");
  if (name === undefined) return;
  asFileName(document, name);
  const directory = data.read("ShareLocalPath");
  const share = data.read("ShareName");
  if (directory !== undefined) {
    const separator = directory.endsWith("\\") ? "" : "\\";
    setField(document, ["file", "path"], `${directory}${separator}${name}`);
  }
  if (share !== undefined) setField(document, ["file", "target_path"], `${share}\\${name}`);
};

/** 1102 names its subject in UserData; flat exports that have it at all put it among the event data. */
export const clearingUser: SecurityStep = (document, record) => {
  const userData = record.userData;
  const data: ReadableData = {
    read: (name) => meaningfulText(userData?.[name] as JsonValue | undefined) ?? record.eventData.read(name),
  };
  setUser(document, user, "Subject", data);
  const logonId = data.read("SubjectLogonId");
  if (logonId !== undefined) setField(document, ["winlog", "logon", "id"], logonId);
};
