import { describe, expect, it } from "vitest";
import type { JsonObject } from "../document.ts";
import { eventNamespace } from "../xml/event-xml.test-support.ts";
import { mapToEcs } from "./map-to-ecs.ts";
import { fields, map, sysmonEvent } from "./mapping.test-support.ts";

const xml =
  `<Event xmlns='${eventNamespace}'><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID>` +
  "<TimeCreated SystemTime='2024-05-01T10:00:00.123456Z'/>" +
  "<Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>PC1.lab.local</Computer></System>" +
  "<EventData><Data Name='UtcTime'>2024-05-01 10:00:00.120</Data><Data Name='ProcessId'>4711</Data>" +
  "<Data Name='Image'>C:\\Windows\\cmd.exe</Data><Data Name='User'>-</Data></EventData></Event>";

const sameEvent = map(
  sysmonEvent(1, {
    UtcTime: "2024-05-01 10:00:00.120",
    ProcessId: 4711,
    Image: "C:\\Windows\\cmd.exe",
    User: "-",
  }),
);

describe("an event as XML", () => {
  const cases: readonly (readonly [string, JsonObject, JsonObject])[] = [
    ["in _raw", { _raw: xml }, sameEvent],
    [
      "in _raw with what Splunk adds",
      { _raw: `${xml}\n`, _time: "1714557600", host: "forwarder" },
      { ...sameEvent, exporter: { _time: "1714557600", host: "forwarder" } },
    ],
    [
      "in the result of an export",
      { preview: false, result: { _raw: xml, host: "forwarder" } },
      { ...sameEvent, exporter: { preview: false, result: { host: "forwarder" } } },
    ],
  ];
  it.each(cases)("%s", (_, raw, document) => {
    expect(mapToEcs(raw)).toEqual({ document, shape: "event-xml" });
  });

  it("in event.original completes the document around it", () => {
    const document = map({
      "@timestamp": "2024-06-01T00:00:00.000Z",
      event: { original: xml, ingested: "2024-06-01T00:00:01.000Z" },
      agent: { name: "collector" },
    });
    expect(
      fields(document, [
        "@timestamp",
        "event.original",
        "event.ingested",
        "event.code",
        "agent.name",
        "process.pid",
      ]),
    ).toEqual({
      "@timestamp": "2024-05-01T10:00:00.120Z",
      "event.original": xml,
      "event.ingested": "2024-06-01T00:00:01.000Z",
      "event.code": "1",
      "agent.name": "collector",
      "process.pid": 4711,
    });
  });

  it.each([
    ["_raw", { _raw: xml.slice(0, -1) }],
    ["event.original", { event: { original: `${xml}<Event>` } }],
  ])("that is broken leaves the record as it is, and says so: %s", (_, raw) => {
    expect(mapToEcs(raw)).toEqual({
      document: raw,
      shape: "event-xml",
      problem: expect.stringMatching(/^The event in it is broken XML and was not mapped: .+\.$/),
    });
  });
});

it("takes the rendered message of a forwarded event", () => {
  const rendered =
    "<RenderingInfo Culture='en-US'><Message>Process Create:&#13;\nImage: cmd</Message><Level>Information</Level>" +
    "<Task>Process Create (rule: ProcessCreate)</Task><Keywords><Keyword>K</Keyword></Keywords></RenderingInfo>";
  const document = map({ _raw: xml.replace("</Event>", `${rendered}</Event>`) });
  expect(fields(document, ["message", "winlog.task", "process.pid", "exporter"])).toEqual({
    message: "Process Create:\r\nImage: cmd",
    "winlog.task": "Process Create (rule: ProcessCreate)",
    "process.pid": 4711,
    exporter: undefined,
  });
});

describe("values that XML and binary EVTX write differently map to the same", () => {
  const event = (blocks: JsonObject): JsonObject => map({ Event: { System: { EventID: 1 }, ...blocks } });

  const cases: readonly (readonly [string, JsonObject, JsonObject])[] = [
    [
      "user data",
      {
        UserData: {
          Cleared: {
            "#attributes": { xmlns: "x" },
            Count: 5,
            Path: "",
            None: null,
            In: { A: true, B: null },
          },
        },
      },
      {
        UserData: {
          Cleared: {
            "#attributes": { xmlns: "x" },
            Count: "5",
            Path: null,
            None: null,
            In: { A: "true", B: "" },
          },
        },
      },
    ],
    ["user data that is one text", { UserData: { Count: 5 } }, { UserData: { Count: "5" } }],
    ["lists", { EventData: { A: [1, 2, null], B: null } }, { EventData: { A: ["1", "2", ""], B: "" } }],
  ];
  it.each(cases)("%s", (_, binary, text) => expect(event(binary)).toEqual(event(text)));
});
