import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../document.ts";
import { windowsEvent } from "../xml/event-xml.test-support.ts";
import { mapToEcs } from "./map-to-ecs.ts";
import { field, fields, map, securityEvent, sysmonEvent } from "./mapping.test-support.ts";
import { type EventShape, recognizeShape } from "./recognize-shape.ts";

const shapes: readonly (readonly [string, EventShape, JsonObject])[] = [
  ["evtx_dump", "evtx-dump", { Event: { System: { EventID: 1 } } }],
  ["Splunk's XML", "event-xml", { _raw: windowsEvent(1), _time: "x" }],
  ["Splunk's XML in an export", "event-xml", { preview: false, result: { _raw: windowsEvent(1) } }],
  ["XML as the original of a document", "event-xml", { event: { original: windowsEvent(1) } }],
  [
    "XML as the original of a mapped document",
    "ecs",
    { event: { original: windowsEvent(1), category: "x" } },
  ],
  ["XML as the original of Winlogbeat", "winlogbeat", { winlog: {}, event: { original: windowsEvent(1) } }],
  ["another original", "ecs", { event: { original: "<134>1 Event" } }],
  ["another raw text", "ecs", { _raw: "2024-05-01 <Event>" }],
  ["NXLog", "nxlog", { EventTime: "2020-01-01 00:00:00", EventID: 1, Hostname: "h" }],
  ["Mordor", "mordor", { TimeCreated: "x", EventID: "1", Hostname: "h" }],
  ["raw Sysmon", "raw-sysmon", { EventId: 1, UtcTime: "x" }],
  ["Winlogbeat", "winlogbeat", { winlog: { event_id: 1 }, event: { kind: "event" } }],
  ["mapped Winlogbeat", "ecs", { winlog: {}, event: { category: ["process"] } }],
  ["mapped Winlogbeat with dotted names", "ecs", { winlog: {}, "event.category": "process" }],
  ["Winlogbeat 6", "winlogbeat-6", { event_id: 1, event_data: {} }],
  ["Winlogbeat 6 without event data", "winlogbeat-6", { event_id: 1, computer_name: "c" }],
  ["flat Endgame", "endgame-flat", { event_type: "process", pid: 1 }],
  ["flat Endgame in full", "endgame-flat", { event_type_full: "process_event", unique_pid: 1 }],
  ["Endgame documents", "endgame-ecs", { endgame: {}, event: { category: "process" } }],
  ["Elastic Defend", "ecs", { event: { category: ["process"] }, data_stream: {} }],
  ["dotted ECS", "ecs", { "event.category": "process", EventID: 1, EventTime: "x" }],
  ["anything", "ecs", { a: 1 }],
  ["an event id alone", "ecs", { EventID: 1 }],
  ["an event type alone", "ecs", { event_type: "purchase" }],
  ["nothing", "ecs", {}],
];

describe("recognizeShape", () => {
  it.each(shapes)("%s", (_, shape, raw) => {
    expect(recognizeShape(raw)).toBe(shape);
  });

  it("gives back documents that are ECS as the same object", () => {
    for (const [, shape, raw] of shapes) {
      const mapped = mapToEcs(raw);
      expect(mapped.shape).toBe(shape);
      expect(mapped.document === raw).toBe(shape === "ecs");
    }
  });
});

describe("the frame", () => {
  it("takes everything from evtx_dump's System block", () => {
    const raw: JsonObject = {
      Event: {
        "#attributes": { xmlns: "http://schemas.microsoft.com/win/2004/08/events/event" },
        System: {
          Provider: { "#attributes": { Name: "Service Control Manager", Guid: "{G}" } },
          EventID: { "#attributes": { Qualifiers: 16384 }, "#text": 7045 },
          Version: 0,
          Level: 4,
          Task: 0,
          Opcode: 0,
          Keywords: "0x8080000000000000",
          TimeCreated: { "#attributes": { SystemTime: "2024-05-01T10:00:00.1234567Z" } },
          EventRecordID: 12,
          Correlation: { "#attributes": { ActivityID: "{A}" } },
          Execution: { "#attributes": { ProcessID: 600, ThreadID: 700 } },
          Channel: "System",
          Computer: "PC1.Lab",
          Security: { "#attributes": { UserID: "S-1-5-18" } },
        },
        EventData: { ServiceName: "s", ImagePath: "C:\\s.exe", Nothing: "-" },
      },
    };
    expect(map(raw)).toEqual({
      "@timestamp": "2024-05-01T10:00:00.1234567Z",
      event: { kind: "event", code: "7045", provider: "Service Control Manager", dataset: "system.system" },
      data_stream: { type: "logs", dataset: "system.system", namespace: "default" },
      host: { name: "PC1.Lab", id: "pc1.lab", os: { type: "windows" } },
      log: { level: "information" },
      winlog: {
        channel: "System",
        computer_name: "PC1.Lab",
        provider_name: "Service Control Manager",
        provider_guid: "{G}",
        event_id: "7045",
        record_id: "12",
        version: 0,
        task: "0",
        opcode: "0",
        keywords: ["0x8080000000000000"],
        activity_id: "{A}",
        process: { pid: 600, thread: { id: 700 } },
        user: { identifier: "S-1-5-18" },
        event_data: { ServiceName: "s", ImagePath: "C:\\s.exe" },
      },
    });
  });

  it.each([
    ["an attribute list", { Data: [{ "#attributes": { Name: "Image" }, "#text": "C:\\a.exe" }] }],
    ["@ attributes", { Data: [{ "@Name": "Image", "#text": "C:\\a.exe" }] }],
    ["plain members", { Data: [{ Name: "Image", text: "C:\\a.exe" }] }],
    ["one element that is no list", { Data: { "@Name": "Image", "#text": "C:\\a.exe" } }],
    ["a list in place of the block", [{ "@Name": "Image", "#text": "C:\\a.exe" }]],
    ["names as keys, with attributes", { Image: { "#attributes": { x: 1 }, "#text": "C:\\a.exe" } }],
  ])("reads event data written as %s", (_, eventData) => {
    const document = map(sysmonEvent(5, eventData as JsonObject));
    expect(field(document, "process.executable")).toBe("C:\\a.exe");
    expect(field(document, "winlog.event_data")).toBeUndefined();
  });

  it("numbers event data that has no names", () => {
    expect(field(map(sysmonEvent(255, { Data: { "#text": ["a", "b"] } })), "winlog.event_data")).toEqual({
      param1: "a",
      param2: "b",
    });
    expect(field(map(sysmonEvent(255, { Data: ["a", "", "c"] })), "winlog.event_data")).toEqual({
      param1: "a",
      param3: "c",
    });
    expect(field(map(sysmonEvent(255, { Data: "a", Binary: "00" })), "winlog.event_data")).toEqual({
      param1: "a",
      Binary: "00",
    });
  });

  it("takes more values without names than a call may have arguments", () => {
    const Data = Array.from({ length: 200_000 }, (_, index) => index);
    const document = map({ Event: { System: { EventID: 1 }, EventData: { Data } } });
    expect(field(document, "winlog.event_data.param200000")).toBe("199999");
  });

  it("uses @ attributes in the System block and rendered names", () => {
    const document = map({
      Event: {
        System: {
          Provider: { "@Name": "P" },
          EventID: { "@Qualifiers": "0", "#text": "1" },
          TimeCreated: { "@SystemTime": "2024-05-01T10:00:00Z" },
          Channel: "Other",
          Task: "5",
        },
        RenderingInfo: { Message: "hello", Task: "Doing", Opcode: "Info" },
      },
      source_file: "a.evtx",
    });
    expect(
      fields(document, [
        "message",
        "event.action",
        "event.provider",
        "event.dataset",
        "winlog.opcode",
        "exporter",
      ]),
    ).toEqual({
      message: "hello",
      "event.action": "Doing",
      "event.provider": "P",
      "event.dataset": "windows.forwarded",
      "winlog.opcode": "Info",
      exporter: { source_file: "a.evtx" },
    });
  });

  it.each([
    ["no event data", undefined],
    ["null", null],
    ["a text", "x"],
    ["an empty block", {}],
  ])("does not fail with %s", (_, eventData) => {
    const document = map(sysmonEvent(1, eventData as unknown as JsonObject));
    expect(field(document, "event.action")).toBe("Process creation");
    expect(field(document, "winlog.event_data")).toBeUndefined();
  });

  it("gives records without a computer the host id unknown", () => {
    expect(
      field(map({ EventId: 5, UtcTime: "2018-12-04 00:37:01.887", Image: "C:\\a.exe" }), "host"),
    ).toEqual({
      id: "unknown",
      os: { type: "windows" },
    });
  });

  it("keeps the frame of raw Sysmon values that have one", () => {
    const raw = {
      EventId: 5,
      UtcTime: "2018-12-04 00:37:01.887",
      Hostname: "PC1",
      Channel: "c",
      Level: 4,
      Message: "m",
    };
    expect(map(raw)).toMatchObject({
      message: "m",
      host: { name: "PC1", id: "pc1" },
      log: { level: "information" },
      winlog: { channel: "c", event_id: "5" },
      event: { provider: "Microsoft-Windows-Sysmon", action: "Process terminated" },
    });
  });

  it("keeps a name from outside that is a trap", () => {
    const raw = JSON.parse(
      '{"EventId": 1, "UtcTime": "x", "__proto__": {"polluted": 1}, "constructor": "c"}',
    ) as JsonObject;
    const eventData = field(map(raw), "winlog.event_data") as JsonObject;
    expect(Object.keys(eventData)).toEqual(["UtcTime", "__proto__", "constructor"]);
    expect((eventData as { polluted?: JsonValue }).polluted).toBeUndefined();
  });
});

describe("NXLog", () => {
  const base: JsonObject = {
    EventTime: "2020-09-22 14:53:30",
    EventReceivedTime: "2020-09-22 14:53:32",
    Hostname: "WS6.lab",
    EventID: 4689,
    SourceName: "Microsoft-Windows-Security-Auditing",
    Channel: "security",
    EventType: "AUDIT_SUCCESS",
    Severity: "INFO",
    SeverityValue: 2,
    Keywords: Number(-9214364837600034816n),
    ProcessID: 4,
    ThreadID: 7232,
    RecordNumber: 933023,
    Task: 12808,
    Category: "Process Termination",
    Opcode: "Info",
    OpcodeValue: 0,
    Version: 1,
    SourceModuleName: "eventlog",
    SourceModuleType: "im_msvistalog",
    host: "wec.internal",
    port: 64545,
    tags: ["mordorDataset"],
    "@version": "1",
    Message: "A process has exited.",
    ProcessId: "0xe8c",
    Status: "0x0",
  };

  it("keeps System block, event data and its own metadata apart", () => {
    expect(map(base)).toEqual({
      "@timestamp": "2020-09-22T14:53:30.000Z",
      message: "A process has exited.",
      event: {
        kind: "event",
        code: "4689",
        provider: "Microsoft-Windows-Security-Auditing",
        module: "security",
        dataset: "system.security",
        category: ["process"],
        type: ["end"],
        action: "exited-process",
        outcome: "success",
      },
      data_stream: { type: "logs", dataset: "system.security", namespace: "default" },
      host: { name: "WS6.lab", id: "ws6.lab", os: { type: "windows" } },
      log: { level: "information" },
      process: { pid: 3724 },
      winlog: {
        channel: "security",
        computer_name: "WS6.lab",
        provider_name: "Microsoft-Windows-Security-Auditing",
        event_id: "4689",
        record_id: "933023",
        version: 1,
        task: "Process Termination",
        opcode: "Info",
        keywords: ["Audit Success"],
        process: { pid: 4, thread: { id: 7232 } },
        event_data: { Status: "0x0" },
      },
      tags: ["mordorDataset"],
      exporter: {
        EventReceivedTime: "2020-09-22 14:53:32",
        SourceModuleName: "eventlog",
        SourceModuleType: "im_msvistalog",
        Severity: "INFO",
        SeverityValue: 2,
        Task: 12808,
        OpcodeValue: 0,
        "@version": "1",
        host: "wec.internal",
        port: 64545,
      },
    });
  });

  it.each([
    [
      "prefers an absolute time over its local one",
      { "@timestamp": "2020-09-22T18:53:32.341Z" },
      "2020-09-22T18:53:32.341Z",
    ],
    [
      "takes its own time if that is absolute",
      { EventTime: "2020-09-22T14:53:30.5-04:00", "@timestamp": "2020-09-22T18:53:32.341Z" },
      "2020-09-22T18:53:30.500Z",
    ],
    [
      "takes UtcTime for Sysmon",
      { SourceName: "Microsoft-Windows-Sysmon", UtcTime: "2020-09-22 18:53:30.880" },
      "2020-09-22T18:53:30.880Z",
    ],
  ])("%s", (_, extra, timestamp) => {
    expect(map({ ...base, ...extra })["@timestamp"]).toBe(timestamp);
  });

  it.each([
    [
      "rescued by the pipeline",
      { EventType: "INFO", EventTypeOrignal: "CreateKey" },
      { EventType: "CreateKey" },
    ],
    ["not overwritten", { EventType: "CreateKey" }, { EventType: "CreateKey" }],
    ["lost", { EventType: "INFO" }, undefined],
  ])("the event's own EventType: %s", (_, extra, eventData) => {
    const raw = { EventTime: "x", EventID: 12, SourceName: "Microsoft-Windows-Sysmon", ...extra };
    expect(field(map(raw), "winlog.event_data")).toEqual(eventData);
  });

  it("tells the logging process and account from the event's own values", () => {
    const newer = { ...base, ExecutionProcessID: 700, ProcessID: "2348", AccountName: "LocalSystem" };
    expect(fields(map(newer), ["winlog.process.pid", "winlog.event_data", "winlog.user"])).toEqual({
      "winlog.process.pid": 700,
      "winlog.event_data": { ProcessID: "2348", AccountName: "LocalSystem", Status: "0x0" },
    });
    const named = {
      ...base,
      UserID: "S-1-5-18",
      AccountName: "SYSTEM",
      Domain: "NT AUTHORITY",
      AccountType: "User",
    };
    expect(field(map(named), "winlog.user")).toEqual({
      identifier: "S-1-5-18",
      name: "SYSTEM",
      domain: "NT AUTHORITY",
      type: "User",
    });
  });

  it.each([
    ["AUDIT_FAILURE", "ERROR", "information", "failure"],
    ["ERROR", "ERROR", "error", "success"],
  ])("level and outcome of %s", (EventType, Severity, level, outcome) => {
    const document = map({ ...base, EventType, Severity });
    expect(fields(document, ["log.level", "event.outcome"])).toEqual({
      "log.level": level,
      "event.outcome": outcome,
    });
  });
});

describe("Mordor", () => {
  it.each([
    [
      { TimeCreated: "2021-06-11T09:07:41.161Z", "@timestamp": "2021-06-11T09:07:41.161Z" },
      "2021-06-11T09:07:41.161Z",
      undefined,
    ],
    [{ TimeCreated: "2020-10-19 03:30:46.388" }, "2020-10-19T03:30:46.388Z", undefined],
    [
      { TimeCreated: "2020-10-19 03:30:46.388", "@timestamp": "2020-10-19T07:30:46Z" },
      "2020-10-19T07:30:46.000Z",
      { TimeCreated: "2020-10-19 03:30:46.388" },
    ],
    [{ TimeCreated: "?", host: "wec" }, undefined, { TimeCreated: "?", host: "wec" }],
  ])("time of %j", (times, timestamp, exporter) => {
    const document = map({
      ...times,
      EventID: 7045,
      Hostname: "h",
      Channel: "System",
      AccountName: "LocalSystem",
    } as JsonObject);
    expect(document["@timestamp"]).toBe(timestamp);
    expect(document["exporter"]).toEqual(exporter);
    expect(field(document, "winlog.event_data")).toEqual({ AccountName: "LocalSystem" });
  });
});

describe("Winlogbeat", () => {
  const raw: JsonObject = {
    "@timestamp": "2024-05-01T10:00:00.200Z",
    agent: { type: "winlogbeat" },
    event: {
      kind: "event",
      code: 1,
      action: "Process Create (rule: ProcessCreate)",
      created: "2024-05-01T10:00:05.000Z",
      provider: "Microsoft-Windows-Sysmon",
    },
    host: { name: "collector", id: "real-id" },
    log: { level: "information" },
    winlog: {
      api: "wineventlog",
      channel: "Microsoft-Windows-Sysmon/Operational",
      computer_name: "PC1",
      event_id: 1,
      provider_name: "Microsoft-Windows-Sysmon",
      task: "Process Create (rule: ProcessCreate)",
      user: { identifier: "S-1-5-18" },
      event_data: { UtcTime: "2024-05-01 10:00:00.100", Image: "C:\\a.exe", ProcessId: "5", LogonId: "0x1" },
    },
  };

  it("maps the event data and keeps what is there", () => {
    const document = map(raw);
    expect(document).toMatchObject({
      "@timestamp": "2024-05-01T10:00:00.100Z",
      agent: { type: "winlogbeat" },
      event: {
        code: 1,
        category: ["process"],
        action: "Process creation",
        created: "2024-05-01T10:00:05.000Z",
      },
      host: { name: "collector", id: "real-id", os: { type: "windows" } },
      process: { pid: 5, executable: "C:\\a.exe", name: "a.exe" },
      user: { id: "S-1-5-18" },
    });
    expect(field(document, "winlog")).toEqual({
      ...(raw["winlog"] as JsonObject),
      event_data: { LogonId: "0x1" },
    });
  });

  it("never overwrites ECS fields, also dotted ones", () => {
    const document = map({
      ...raw,
      process: { pid: 99 },
      "process.executable": "kept",
      "host.os.type": "kept",
    });
    expect(fields(document, ["process.pid", "process.executable", "process.name", "host.os"])).toEqual({
      "process.pid": 99,
      "process.name": "a.exe",
    });
    expect(document["process.executable"]).toBe("kept");
  });

  it("keeps an action that says more than the task", () => {
    const event = { ...(raw["event"] as JsonObject), action: "mine" };
    expect(field(map({ ...raw, event }), "event.action")).toBe("mine");
  });

  it("reads version 6", () => {
    const document = map({
      "@timestamp": "2019-01-01T00:00:00.000Z",
      beat: { name: "b" },
      computer_name: "PC1",
      event_id: 4624,
      log_name: "Security",
      source_name: "Microsoft-Windows-Security-Auditing",
      record_number: "77",
      level: "Information",
      keywords: ["Audit Success"],
      task: "Logon",
      event_data: { TargetUserName: "bob", LogonType: "2" },
      host: { name: "PC1", architecture: "x86_64" },
      tags: ["t"],
      type: "wineventlog",
    });
    expect(document).toMatchObject({
      "@timestamp": "2019-01-01T00:00:00.000Z",
      event: { code: "4624", action: "logged-in", outcome: "success" },
      host: { name: "PC1", architecture: "x86_64", id: "pc1", os: { type: "windows" } },
      log: { level: "information" },
      user: { name: "bob" },
      winlog: { channel: "Security", record_id: "77", logon: { type: "Interactive" }, task: "Logon" },
      tags: ["t"],
      exporter: { beat: { name: "b" }, type: "wineventlog" },
    });
  });
});

describe("any input", () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt(),
    fc.constantFrom(
      "-",
      "",
      "0x1b5c",
      "2021-06-12 01:07:41.181",
      "C:\\a.b\\c",
      "type: 5 x;::1;",
      "MD5=1,",
      "DWORD (0x1)",
    ),
  );
  const value = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      scalar as fc.Arbitrary<JsonValue>,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom("#text", "#attributes", "Name", "@Name", "Data", "a", "__proto__"),
        tie("value"),
        { maxKeys: 3, noNullPrototype: true },
      ),
    ),
  })).value;
  const names = [
    ...[
      "Event",
      "EventID",
      "EventId",
      "event_id",
      "EventTime",
      "TimeCreated",
      "@timestamp",
      "UtcTime",
      "Hostname",
    ],
    ...[
      "SourceName",
      "Channel",
      "winlog",
      "event",
      "endgame",
      "event_data",
      "event_type",
      "timestamp",
      "pid",
      "tags",
    ],
    ...[
      "Image",
      "Hashes",
      "CommandLine",
      "QueryResults",
      "TargetObject",
      "Details",
      "User",
      "SourceIp",
      "Keywords",
    ],
    ...[
      "IpAddress",
      "ProcessId",
      "PrivilegeList",
      "TargetUserName",
      "host",
      "EventType",
      "computer_name",
      "user",
    ],
    ...[
      "System",
      "EventData",
      "UserData",
      "RenderingInfo",
      "Provider",
      "process_path",
      "hostname",
      "metadata",
    ],
    ...[
      "task",
      "provider_name",
      "channel",
      "observer",
      "process",
      "action",
      "__proto__",
      "constructor",
      "toString",
    ],
  ];
  const object = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 14, noNullPrototype: true });
  const shaped = fc.oneof(
    object,
    fc
      .tuple(object, object, fc.integer({ min: 1, max: 30 }))
      .map(([data, system, id]) => sysmonEvent(id, data, system)),
    fc
      .tuple(object, object, fc.constantFrom(4624, 4625, 4648, 4672, 4688, 4697, 5145, 1102))
      .map(([data, system, id]) => securityEvent(id, data, system)),
    fc
      .tuple(object, fc.integer({ min: 1, max: 30 }))
      .map(([data, id]) => ({ ...data, EventId: id, UtcTime: "x" })),
    fc.tuple(object, fc.integer({ min: 1, max: 30 })).map(([data, id]) => ({
      ...data,
      EventID: id,
      EventTime: "x",
      SourceName: "Microsoft-Windows-Sysmon",
    })),
    fc
      .tuple(object, fc.constantFrom(4624, 4625, 4672, 4688, 5145))
      .map(([data, id]) => ({ ...data, EventID: id, TimeCreated: "x", Channel: "Security" })),
    fc.tuple(object, object).map(([winlog, rest]) => ({ ...rest, winlog })),
    fc.tuple(object, object).map(([endgame, rest]) => ({ ...rest, endgame })),
    fc
      .tuple(object, fc.constantFrom("process", "network", "registry_event", "dns"))
      .map(([rest, type]) => ({ ...rest, event_type: type, pid: 4 })),
  ) as fc.Arbitrary<JsonObject>;

  it("never throws, is deterministic and leaves the input alone", () => {
    const text = (document: JsonObject): string =>
      JSON.stringify(document, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part));
    fc.assert(
      fc.property(shaped, (raw) => {
        const before = text(raw);
        const first = mapToEcs(raw);
        expect(text(raw)).toBe(before);
        expect(text(mapToEcs(raw).document)).toBe(text(first.document));
        expect(Object.getPrototypeOf(first.document)).toBe(Object.prototype);
      }),
      { numRuns: 3000 },
    );
  });
});
