import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../document.ts";
import { field, fields, map, sysmonEvent } from "./mapping.test-support.ts";

describe("category, type and action of Sysmon ids", () => {
  it.each([
    [1, ["process"], ["start"], "Process creation"],
    [2, ["file"], ["change"], "A process changed a file creation time"],
    [3, ["network"], ["start", "connection", "protocol"], "Network connection"],
    [4, ["process"], ["change"], "Sysmon service state changed"],
    [5, ["process"], ["end"], "Process terminated"],
    [6, ["driver"], ["start"], "Driver loaded"],
    [7, ["process"], ["change"], "Image loaded"],
    [8, ["process"], ["change"], "CreateRemoteThread"],
    [9, ["process"], ["access"], "RawAccessRead"],
    [10, ["process"], ["access"], "ProcessAccess"],
    [11, ["file"], ["creation"], "FileCreate"],
    [12, ["configuration", "registry"], ["change"], "RegistryEvent (Object create and delete)"],
    [13, ["configuration", "registry"], ["change"], "RegistryEvent (Value Set)"],
    [14, ["configuration", "registry"], ["change"], "RegistryEvent (Key and Value Rename)"],
    [15, ["file"], ["access"], "FileCreateStreamHash"],
    [17, ["file"], ["creation"], "PipeEvent (Pipe Created)"],
    [18, ["file"], ["access"], "PipeEvent (Pipe Connected)"],
    [19, ["process"], ["info"], "WmiEvent (WmiEventFilter activity detected)"],
    [20, ["process"], ["change"], "WmiEvent (WmiEventConsumer activity detected)"],
    [21, ["process"], ["access"], "WmiEvent (WmiEventConsumerToFilter activity detected)"],
    [22, ["network"], ["connection", "protocol", "info"], "DNSEvent (DNS query)"],
    [23, ["file"], ["deletion"], "FileDelete (File Delete archived)"],
    [24, undefined, ["change"], "ClipboardChange (New content in the clipboard)"],
    [25, ["process"], ["change"], "ProcessTampering (Process image change)"],
    [26, ["file"], ["deletion"], "FileDeleteDetected (File Delete logged)"],
    [27, ["file"], ["creation"], "FileBlockExecutable"],
    [28, ["file"], ["deletion"], "FileBlockShredding"],
    [29, ["file"], ["creation"], "FileExecutableDetected"],
    [99, undefined, undefined, undefined],
  ])("%i", (id, category, type, action) => {
    expect(field(map(sysmonEvent(id, {})), "event")).toMatchObject({
      kind: "event",
      code: String(id),
      module: "sysmon",
      dataset: "windows.sysmon_operational",
    });
    expect(fields(map(sysmonEvent(id, {})), ["event.category", "event.type", "event.action"])).toEqual({
      "event.category": category,
      "event.type": type,
      "event.action": action,
    });
  });

  it.each([
    [27, "failure"],
    [255, "failure"],
    [1, undefined],
  ])("outcome of %i", (id, outcome) => {
    expect(field(map(sysmonEvent(id, {})), "event.outcome")).toBe(outcome);
  });
});

/** What the event data becomes, apart from the frame: [name, id, event data, expected fields, what stays]. */
type Row = readonly [
  string,
  number,
  JsonObject,
  Record<string, JsonValue | undefined>,
  JsonObject | undefined,
];

const rows: readonly Row[] = [
  [
    "UtcTime",
    1,
    { UtcTime: "2024-05-01 09:59:59.987" },
    { "@timestamp": "2024-05-01T09:59:59.987Z", "event.created": "2024-05-01T10:00:00.123456Z" },
    undefined,
  ],
  [
    "a UtcTime that is no time",
    1,
    { UtcTime: "soon" },
    { "@timestamp": "2024-05-01T10:00:00.123456Z" },
    { UtcTime: "soon" },
  ],
  ["RuleName", 5, { RuleName: "T1055" }, { "rule.name": "T1055" }, undefined],
  [
    "nothing, in its four spellings",
    1,
    { RuleName: "-", Company: "", User: null, LogonGuid: "{00000000-0000-0000-0000-000000000000}" },
    { "rule.name": undefined, "process.pe": undefined, user: undefined },
    undefined,
  ],
  [
    "subject",
    5,
    { ProcessGuid: "{A-b}", ProcessId: "77", Image: "C:\\a\\b.exe" },
    {
      "process.entity_id": "{A-b}",
      "process.pid": 77,
      "process.executable": "C:\\a\\b.exe",
      "process.name": "b.exe",
    },
    undefined,
  ],
  ["numbers from typed readers", 5, { ProcessId: 77 }, { "process.pid": 77 }, undefined],
  ["a pid that is no number", 5, { ProcessId: "many" }, { "process.pid": undefined }, { ProcessId: "many" }],
  [
    "quirk: the System process has no name",
    11,
    { ProcessId: "4", Image: "System" },
    { "process.pid": 4, "process.executable": "System", "process.name": undefined },
    undefined,
  ],
  [
    "source of a remote thread",
    8,
    {
      SourceProcessGuid: "{S}",
      SourceProcessId: "8",
      SourceImage: "C:\\s.exe",
      TargetImage: "C:\\t.exe",
      TargetProcessId: "9",
      StartFunction: "LoadLibraryW",
      NewThreadId: "1",
    },
    { "process.entity_id": "{S}", "process.pid": 8, "process.name": "s.exe" },
    { TargetImage: "C:\\t.exe", TargetProcessId: "9", StartFunction: "LoadLibraryW", NewThreadId: "1" },
  ],
  [
    "source of an access",
    10,
    {
      SourceProcessGUID: "{S}",
      SourceProcessId: "8",
      SourceThreadId: "5",
      SourceImage: "C:\\s.exe",
      TargetProcessGUID: "{T}",
      GrantedAccess: "0x1000",
      CallTrace: "x",
    },
    { "process.entity_id": "{S}", "process.thread.id": 5, "process.executable": "C:\\s.exe" },
    { TargetProcessGUID: "{T}", GrantedAccess: "0x1000", CallTrace: "x" },
  ],
  [
    "WMI consumer",
    20,
    { Destination: "C:\\a\\notepad.exe", Name: "n", Operation: "Created" },
    { "process.executable": "C:\\a\\notepad.exe", "process.name": "notepad.exe" },
    { Name: "n", Operation: "Created" },
  ],
  [
    "command lines",
    1,
    {
      CommandLine: '"C:\\a b.exe"  x',
      ParentCommandLine: "p q",
      ParentImage: "C:\\p.exe",
      ParentProcessId: "3",
      ParentProcessGuid: "{P}",
      ParentUser: "D\\u",
      CurrentDirectory: "C:\\w\\",
    },
    {
      "process.command_line": '"C:\\a b.exe"  x',
      "process.args": ["C:\\a b.exe", "x"],
      "process.args_count": 2,
      "process.working_directory": "C:\\w\\",
      "process.parent.args": ["p", "q"],
      "process.parent.args_count": 2,
      "process.parent.command_line": "p q",
      "process.parent.name": "p.exe",
      "process.parent.executable": "C:\\p.exe",
      "process.parent.pid": 3,
      "process.parent.entity_id": "{P}",
    },
    { ParentUser: "D\\u" },
  ],
  ["a parent written as -", 1, { ParentImage: "-" }, { "process.parent": undefined }, undefined],
  [
    "PE data of a process",
    1,
    { OriginalFileName: "o.exe", Company: "c", Description: "d", FileVersion: "1", Product: "p" },
    {
      "process.pe": {
        original_file_name: "o.exe",
        company: "c",
        description: "d",
        file_version: "1",
        product: "p",
      },
    },
    { Company: "c", Description: "d", FileVersion: "1", Product: "p" },
  ],
  [
    "an image load",
    7,
    {
      ImageLoaded: "C:\\d.DLL",
      OriginalFileName: "o.dll",
      Company: "c",
      Hashes: "MD5=AA,IMPHASH=BB",
      Signed: "true",
      Signature: "Microsoft Windows",
      SignatureStatus: "Valid",
    },
    {
      "file.path": "C:\\d.DLL",
      "file.name": "d.DLL",
      "file.extension": "DLL",
      "file.pe": { original_file_name: "o.dll", company: "c", imphash: "bb" },
      "file.hash": { md5: "aa" },
      "related.hash": ["aa", "bb"],
      "file.code_signature": { subject_name: "Microsoft Windows", status: "Valid", valid: true },
      "process.pe": undefined,
      dll: undefined,
    },
    { Company: "c", Signed: "true", Signature: "Microsoft Windows", SignatureStatus: "Valid" },
  ],
  [
    "an invalid signature",
    6,
    { ImageLoaded: "C:\\d.sys", SignatureStatus: "Expired" },
    { "file.code_signature": { status: "Expired" } },
    { SignatureStatus: "Expired" },
  ],
  [
    "hashes of a process",
    1,
    { Hashes: "SHA1=AA,MD5=BB,SHA256=CC,IMPHASH=0000" },
    {
      "process.hash": { sha1: "aa", md5: "bb", sha256: "cc" },
      "process.pe": undefined,
      "related.hash": ["aa", "bb", "cc"],
    },
    undefined,
  ],
  [
    "quirk: the hash of a deleted file is in process.hash",
    23,
    { TargetFilename: "C:\\t.exe", Hashes: "MD5=AA", Archived: "true", IsExecutable: "False" },
    {
      "file.path": "C:\\t.exe",
      "process.hash": { md5: "aa" },
      "file.hash": undefined,
      "sysmon.file": { archived: true, is_executable: false },
    },
    undefined,
  ],
  [
    "26 has its hash in both places",
    26,
    { Hashes: "MD5=AA" },
    { "process.hash": { md5: "aa" }, "file.hash": { md5: "aa" } },
    undefined,
  ],
  [
    "stream hash",
    15,
    { TargetFilename: "C:\\t.txt:Zone.Identifier", Hash: "MD5=AA", Contents: "x" },
    { "file.hash": { md5: "aa" }, "file.extension": "Identifier" },
    { Contents: "x" },
  ],
  [
    "executable file detected",
    29,
    { Hashes: "MD5=AA" },
    { "file.hash": { md5: "aa" }, "process.hash": undefined },
    undefined,
  ],
  [
    "a text that is no list of hashes",
    1,
    { Hashes: "none" },
    { "process.hash": undefined },
    { Hashes: "none" },
  ],
  [
    "file created",
    11,
    { TargetFilename: "C:\\w\\a.EXE", CreationUtcTime: "2024-05-01 10:00:00.000" },
    { file: { path: "C:\\w\\a.EXE", name: "a.EXE", directory: "C:\\w", extension: "EXE" } },
    { CreationUtcTime: "2024-05-01 10:00:00.000" },
  ],
  [
    "file time changed",
    2,
    { TargetFilename: "C:\\a", PreviousCreationUtcTime: "x" },
    { "file.path": "C:\\a", "file.extension": undefined },
    { PreviousCreationUtcTime: "x" },
  ],
  [
    "raw read of a device",
    9,
    { Device: "\\Device\\HarddiskVolume1" },
    {
      "file.path": "\\Device\\HarddiskVolume1",
      "file.name": "HarddiskVolume1",
      "file.directory": "\\Device",
    },
    undefined,
  ],
  [
    "pipe",
    17,
    { PipeName: "\\srvsvc", EventType: "CreatePipe" },
    { file: { name: "\\srvsvc" } },
    { EventType: "CreatePipe" },
  ],
  [
    "connection",
    3,
    {
      Protocol: "tcp",
      SourceIp: "10.0.0.1",
      SourceHostname: "a.lab",
      SourcePort: "50000",
      SourceIsIpv6: "false",
      DestinationIp: "::ffff:10.0.0.2",
      DestinationHostname: "b.lab",
      DestinationPort: "443",
      DestinationPortName: "https",
      SourcePortName: "-",
      DestinationIsIpv6: "false",
      Initiated: "True",
    },
    {
      source: { ip: "10.0.0.1", domain: "a.lab", port: 50000 },
      destination: { ip: "10.0.0.2", domain: "b.lab", port: 443 },
      network: { transport: "tcp", protocol: "https", direction: "egress", type: "ipv4" },
      "related.ip": ["10.0.0.1", "10.0.0.2"],
    },
    { DestinationIsIpv6: "false" },
  ],
  [
    "the destination's port name wins",
    3,
    { SourcePortName: "epmap", DestinationPortName: "ldap", Initiated: "false", SourceIsIpv6: "true" },
    { network: { protocol: "ldap", direction: "ingress", type: "ipv6" } },
    { SourcePortName: "epmap" },
  ],
  ["only the source's port name", 3, { SourcePortName: "epmap" }, { "network.protocol": "epmap" }, undefined],
  [
    "DNS query",
    22,
    { QueryName: "www.a.test", QueryStatus: "0", QueryResults: "type:  5 a.test;::ffff:1.2.3.4;" },
    {
      dns: {
        question: { name: "www.a.test" },
        answers: [
          { type: "CNAME", data: "a.test" },
          { type: "A", data: "1.2.3.4" },
        ],
        resolved_ip: ["1.2.3.4"],
      },
      "sysmon.dns.status": "SUCCESS",
      "network.protocol": "dns",
      related: { hosts: ["www.a.test", "a.test"], ip: ["1.2.3.4"] },
    },
    undefined,
  ],
  [
    "quirk: registry key with the value's name, key event",
    12,
    { TargetObject: "HKLM\\Software\\Run\\x", EventType: "CreateKey" },
    { registry: { path: "HKLM\\Software\\Run\\x", hive: "HKLM", key: "Software\\Run\\x", value: "x" } },
    { EventType: "CreateKey" },
  ],
  [
    "registry value set",
    13,
    { TargetObject: "HKU\\a", Details: "DWORD (0x00000001)" },
    { "registry.data": { type: "SZ_DWORD", strings: ["1"] } },
    undefined,
  ],
  [
    "registry binary",
    13,
    { TargetObject: "HKU\\a", Details: "Binary Data" },
    { "registry.data": { type: "REG_BINARY" } },
    undefined,
  ],
  [
    "user",
    1,
    { User: "NT AUTHORITY\\SYSTEM" },
    { user: { domain: "NT AUTHORITY", name: "SYSTEM", id: "S-1-5-18" }, "related.user": ["SYSTEM"] },
    undefined,
  ],
  ["a user without exactly one backslash", 1, { User: "a\\b\\c" }, { user: undefined }, { User: "a\\b\\c" }],
  [
    "kept as they are",
    1,
    { IntegrityLevel: "High", LogonId: "0x3e7", LogonGuid: "{L}", TerminalSessionId: 1 },
    {},
    { IntegrityLevel: "High", LogonId: "0x3e7", LogonGuid: "{L}", TerminalSessionId: "1" },
  ],
  [
    "names of other events mean nothing here",
    1,
    { TargetFilename: "C:\\a", QueryName: "x" },
    { file: undefined, dns: undefined },
    { TargetFilename: "C:\\a", QueryName: "x" },
  ],
];

describe("fields of Sysmon events", () => {
  it.each(rows)("%s", (_, id, eventData, expected, stays) => {
    const document = map(sysmonEvent(id, eventData));
    expect(fields(document, Object.keys(expected))).toEqual(expected);
    expect(field(document, "winlog.event_data")).toEqual(stays);
  });

  it("takes user.id from the service that logged (quirk)", () => {
    const system = { Security: { "#attributes": { UserID: "S-1-5-20" } } };
    expect(field(map(sysmonEvent(11, {}, system)), "user")).toEqual({ id: "S-1-5-20" });
    expect(field(map(sysmonEvent(1, { User: "D\\u" }, system)), "user.id")).toBe("S-1-5-20");
  });

  it("never says what Sysmon does not know", () => {
    const all = Object.assign({}, ...rows.map(([, , eventData]) => eventData)) as JsonObject;
    for (let id = 1; id <= 29; id += 1) {
      const document = map(sysmonEvent(id, all));
      const absent = ["process.code_signature", "process.Ext", "file.Ext", "file.size", "process.ancestry"];
      expect(fields(document, [...absent, "event.sequence"])).toEqual({});
    }
  });
});
