import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../document.ts";
import { field, fields, map, securityEvent } from "./mapping.test-support.ts";

const subject: JsonObject = {
  SubjectUserSid: "S-1-5-21-1",
  SubjectUserName: "alice@lab.local",
  SubjectDomainName: "LAB",
  SubjectLogonId: "0x111",
};
const target: JsonObject = {
  TargetUserSid: "S-1-5-21-2",
  TargetUserName: "bob",
  TargetDomainName: "LAB2",
  TargetLogonId: "0x222",
};
const subjectUser = { id: "S-1-5-21-1", name: "alice", domain: "LAB" };
const targetUser = { id: "S-1-5-21-2", name: "bob", domain: "LAB2" };
const callingProcess: JsonObject = { ProcessId: "0x1b5c", ProcessName: "C:\\Windows\\lsass.exe" };
const mappedProcess = { pid: 7004, executable: "C:\\Windows\\lsass.exe", name: "lsass.exe" };
const source: JsonObject = { IpAddress: "::ffff:10.0.0.9", IpPort: "50001", WorkstationName: "WS1" };
const mappedSource = { ip: "10.0.0.9", port: 50001, domain: "WS1" };

/** [name, id, event data, expected fields, names that are gone from winlog.event_data]. */
type Row = readonly [string, number, JsonObject, Record<string, JsonValue | undefined>, readonly string[]];

const rows: readonly Row[] = [
  [
    "4624",
    4624,
    { ...subject, ...target, ...callingProcess, ...source, LogonType: "3" },
    {
      "event.category": ["authentication"],
      "event.type": ["start"],
      "event.action": "logged-in",
      "event.outcome": "success",
      user: targetUser,
      process: mappedProcess,
      source: mappedSource,
      "winlog.logon": { id: "0x111", type: "Network" },
      "related.user": ["bob", "alice"],
    },
    ["IpAddress", "IpPort", "WorkstationName", "ProcessId", "ProcessName"],
  ],
  [
    "4624 without a source",
    4624,
    { ...target, IpAddress: "-", IpPort: "-", WorkstationName: "-" },
    { source: undefined, "winlog.logon": undefined },
    ["IpAddress"],
  ],
  [
    "a source that is no address",
    4624,
    { IpAddress: "LOCAL" },
    { source: undefined, "winlog.event_data.IpAddress": "LOCAL" },
    [],
  ],
  [
    "4625",
    4625,
    {
      ...subject,
      ...target,
      Status: "0xc000006d",
      SubStatus: "0xC000006A",
      FailureReason: "%%2313",
      LogonType: "10",
    },
    {
      "event.action": "logon-failed",
      "event.outcome": "failure",
      "event.type": ["start"],
      user: targetUser,
      "winlog.logon": {
        id: "0x111",
        type: "RemoteInteractive",
        failure: {
          reason: "Unknown user name or bad password.",
          status: "This is either due to a bad username or authentication information",
          sub_status: "User logon with misspelled or bad password",
        },
      },
    },
    [],
  ],
  [
    "4625 with a code that has no text",
    4625,
    { Status: "0xdead" },
    { "winlog.logon.failure": { status: "0xdead" } },
    [],
  ],
  [
    "4634",
    4634,
    { ...target, LogonType: "3" },
    {
      "event.action": "logged-out",
      "event.type": ["end"],
      user: targetUser,
      "winlog.logon": { id: "0x222", type: "Network" },
    },
    [],
  ],
  ["4647", 4647, target, { "event.action": "logged-out", user: targetUser, "winlog.logon.id": "0x222" }, []],
  [
    "4648",
    4648,
    { ...subject, ...callingProcess, ...source, TargetUserName: "bob@lab", TargetDomainName: "LAB2" },
    {
      "event.action": "logged-in-explicit",
      user: { ...subjectUser, effective: { name: "bob", domain: "LAB2" } },
      process: mappedProcess,
      source: mappedSource,
    },
    [],
  ],
  [
    "4672",
    4672,
    { ...subject, PrivilegeList: "SeSecurityPrivilege\r\n\t\t\tSeBackupPrivilege" },
    {
      "event.category": ["iam"],
      "event.type": ["admin"],
      "event.action": "logged-in-special",
      user: subjectUser,
      "winlog.event_data.PrivilegeList": ["SeSecurityPrivilege", "SeBackupPrivilege"],
    },
    [],
  ],
  [
    "4688",
    4688,
    {
      ...subject,
      TargetUserSid: "S-1-0-0",
      TargetUserName: "-",
      TargetDomainName: "-",
      NewProcessId: "0x1b5c",
      NewProcessName: "C:\\Windows\\a.exe",
      ProcessId: "0xf6c",
      ParentProcessName: "C:\\Windows\\cmd.exe",
      CommandLine: '"C:\\Windows\\a.exe" /x',
    },
    {
      "event.category": ["process"],
      "event.type": ["start"],
      "event.action": "created-process",
      process: {
        pid: 7004,
        executable: "C:\\Windows\\a.exe",
        name: "a.exe",
        parent: { pid: 3948, executable: "C:\\Windows\\cmd.exe", name: "cmd.exe" },
        command_line: '"C:\\Windows\\a.exe" /x',
        args: ['"C:\\Windows\\a.exe"', "/x"],
        args_count: 2,
      },
      user: subjectUser,
    },
    ["NewProcessId", "NewProcessName", "ProcessId", "ParentProcessName", "CommandLine"],
  ],
  [
    "4688 as somebody else",
    4688,
    { ...subject, ...target },
    { user: { ...subjectUser, effective: targetUser } },
    [],
  ],
  [
    "4689",
    4689,
    { ...subject, ...callingProcess },
    { "event.type": ["end"], "event.action": "exited-process", process: mappedProcess, user: subjectUser },
    ["ProcessId"],
  ],
  [
    "4697",
    4697,
    {
      ...subject,
      ServiceName: "evil",
      ServiceType: "0x10",
      ServiceFileName: "C:\\e.exe",
      ServiceStartType: "2",
      ServiceAccount: "LocalSystem",
    },
    {
      "event.category": ["iam", "configuration"],
      "event.type": ["admin", "change"],
      "event.action": "service-installed",
      service: { name: "evil", type: "Win32 Own Process" },
      "winlog.event_data.ServiceFileName": "C:\\e.exe",
      "winlog.event_data.ServiceStartType": "2",
      "winlog.event_data.ServiceAccount": "LocalSystem",
      user: subjectUser,
    },
    [],
  ],
  [
    "4698",
    4698,
    { ...subject, TaskName: "\\t", TaskContent: "<x/>" },
    {
      "event.type": ["creation", "admin"],
      "event.action": "scheduled-task-created",
      "winlog.event_data.TaskName": "\\t",
      "winlog.event_data.TaskContent": "<x/>",
    },
    [],
  ],
  [
    "4699",
    4699,
    subject,
    { "event.type": ["deletion", "admin"], "event.action": "scheduled-task-deleted", user: subjectUser },
    [],
  ],
  [
    "4702",
    4702,
    subject,
    {
      "event.type": ["change", "admin"],
      "event.action": "scheduled-task-updated",
      "event.category": ["iam", "configuration"],
    },
    [],
  ],
  [
    "5140",
    5140,
    { ...subject, IpAddress: "fe80::1", IpPort: "1", ShareName: "\\\\*\\C$", ShareLocalPath: "\\??\\C:\\" },
    {
      "event.category": ["network", "file"],
      "event.type": ["info", "access"],
      "event.action": "network-share-object-accessed",
      file: { directory: "\\??\\C:\\" },
      source: { ip: "fe80::1", port: 1 },
      user: subjectUser,
      "winlog.event_data.ShareName": "\\\\*\\C$",
      "winlog.event_data.ShareLocalPath": "\\??\\C:\\",
    },
    [],
  ],
  [
    "quirk: 5145 keeps folders and the device prefix",
    5145,
    {
      ShareName: "\\\\*\\ADMIN$",
      ShareLocalPath: "\\??\\C:\\Windows",
      RelativeTargetName: "Tasks\\a.xml",
      AccessMask: "0x2",
      AccessList: "%%4417",
    },
    {
      "event.action": "network-share-object-access-checked",
      file: {
        name: "Tasks\\a.xml",
        directory: "\\??\\C:\\Windows",
        path: "\\??\\C:\\Windows\\Tasks\\a.xml",
        target_path: "\\\\*\\ADMIN$\\Tasks\\a.xml",
        extension: "xml",
      },
      "winlog.event_data.AccessMask": "0x2",
      "winlog.event_data.AccessList": "%%4417",
    },
    [],
  ],
  [
    "5145 below a drive",
    5145,
    { ShareName: "\\\\*\\C$", ShareLocalPath: "\\??\\C:\\", RelativeTargetName: "a.exe" },
    { "file.path": "\\??\\C:\\a.exe" },
    [],
  ],
  [
    "5145 of a pipe",
    5145,
    { ShareName: "\\\\*\\IPC$", RelativeTargetName: "svcctl" },
    { file: { name: "svcctl", target_path: "\\\\*\\IPC$\\svcctl" } },
    [],
  ],
  [
    "an id of account management",
    4720,
    subject,
    { user: subjectUser, "event.category": undefined, "event.outcome": "success" },
    [],
  ],
  [
    "any other id has its logon and outcome",
    4703,
    { ...subject, ProcessId: "0x4" },
    { user: undefined, process: undefined, "winlog.logon.id": "0x111", "winlog.event_data.ProcessId": "0x4" },
    [],
  ],
];

describe("Security events", () => {
  it.each(rows)("%s", (_, id, eventData, expected, gone) => {
    const document = map(securityEvent(id, eventData));
    expect(fields(document, Object.keys(expected))).toEqual(expected);
    const left = field(document, "winlog.event_data") as JsonObject | undefined;
    expect(Object.keys(left ?? {}).filter((name) => gone.includes(name))).toEqual([]);
    expect(field(document, "process.entity_id")).toBeUndefined();
  });

  it("keeps subject, target and logon type beside what they are mapped to", () => {
    const eventData = { ...subject, ...target, LogonType: "3" };
    expect(field(map(securityEvent(4624, eventData)), "winlog.event_data")).toEqual(eventData);
  });

  it("has frame fields of its own log", () => {
    const document = map(securityEvent(4634, {}));
    expect(fields(document, ["event.module", "event.dataset", "event.created", "@timestamp"])).toEqual({
      "event.module": "security",
      "event.dataset": "system.security",
      "event.created": undefined,
      "@timestamp": "2024-05-01T10:00:00.123456Z",
    });
  });

  it.each([
    ["0x8020000000000000", "success"],
    ["0x8010000000000000", "failure"],
    ["0x0", undefined],
  ])("outcome by keyword %s", (Keywords, outcome) => {
    expect(field(map(securityEvent(4703, {}, { Keywords })), "event.outcome")).toBe(outcome);
  });

  it.each([
    ["2", "Interactive"],
    ["4", "Batch"],
    ["5", "Service"],
    ["7", "Unlock"],
    ["8", "NetworkCleartext"],
    ["9", "NewCredentials"],
    ["11", "CachedInteractive"],
    ["99", undefined],
  ])("logon type %s", (LogonType, name) => {
    expect(field(map(securityEvent(4624, { LogonType })), "winlog.logon.type")).toBe(name);
  });

  it("reads the subject of 1102 from its user data", () => {
    const raw = {
      Event: {
        System: {
          Provider: { "#attributes": { Name: "Microsoft-Windows-Eventlog" } },
          EventID: 1102,
          Channel: "Security",
        },
        UserData: { LogFileCleared: { "#attributes": { xmlns: "x" }, ...subject, ClientProcessId: 12 } },
      },
    };
    const document = map(raw);
    expect(field(document, "event")).toMatchObject({
      category: ["iam"],
      type: ["admin", "change"],
      action: "audit-log-cleared",
    });
    expect(field(document, "user")).toEqual(subjectUser);
    expect(field(document, "winlog.user_data")).toEqual({
      ...subject,
      ClientProcessId: "12",
      xml_name: "LogFileCleared",
    });
    expect(field(document, "winlog.logon.id")).toBe("0x111");
  });
});
