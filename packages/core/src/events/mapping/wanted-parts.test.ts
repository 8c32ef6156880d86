import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../document.ts";
import { compileFieldReader } from "../field-values.ts";
import { createFieldWalker } from "../field-walker.ts";
import { windowsEvent } from "../xml/event-xml.test-support.ts";
import { mapToEcs } from "./map-to-ecs.ts";
import { securityEvent, sysmonEvent } from "./mapping.test-support.ts";
import { wantedPartsOf } from "./wanted-parts.ts";

const slicesFolder = new URL("../../../../../recordings/slices/", import.meta.url);
const slices = readdirSync(slicesFolder)
  .filter((name) => name.endsWith(".ndjson"))
  .flatMap((name) => readFileSync(new URL(name, slicesFolder), "utf8").trim().split("\n"))
  .map((line) => (JSON.parse(line) as { event: JsonObject }).event);

const values = {
  Image: "C:\\a.exe",
  User: "D\\u",
  Odd: { deep: ["x", 1] },
  "a.b": "y",
  a: { b: "z" },
  c: "-",
};
const nxlog = { EventTime: "2020-01-01 00:00:00", Hostname: "h", SourceModuleName: "in", host: "10.0.0.1" };
const records: readonly JsonObject[] = [
  ...slices.filter((_, at) => at % 7 === 0),
  { ...sysmonEvent(1, values), beside: { it: 1 } },
  securityEvent(4688, { ...values, SubjectLogonId: "0x3e7", NewProcessName: "C:\\b.exe" }),
  { ...nxlog, EventID: 1, SourceName: "Microsoft-Windows-Sysmon", ...values },
  { ...nxlog, EventID: 13, SourceName: "Microsoft-Windows-Sysmon", EventTypeOrignal: "SetValue", ...values },
  { TimeCreated: "2020-01-01T00:00:00Z", EventID: "4", Hostname: "h", host: "b", tags: "t", ...values },
  { EventId: 11, UtcTime: "2020-01-01 00:00:00", ...values },
  { winlog: { event_id: 1, event_data: values, provider_name: "x" }, event: { kind: "event" } },
  { winlog: { event_data: values }, "winlog.event_data.Image": "C:\\c.exe", "exporter.host": "e" },
  { event_id: 1, event_data: values, source_name: "x", beat: { name: "n" } },
  { _raw: windowsEvent(1), _time: "x" },
  { event: { original: windowsEvent(1) }, exporter: { a: 1 } },
  { event_type: "process", pid: 1, ...values },
  { "event.category": "process", exporter: { a: 1 }, winlog: { event_data: values } },
];

function namesIn(documents: readonly JsonObject[]): readonly string[] {
  const names = new Set<string>();
  const walk = createFieldWalker();
  for (const document of documents) walk(document, (name) => names.add(name));
  return [...names];
}

describe("a document with the parts that hold some fields", () => {
  const whole = records.map((raw) => mapToEcs(raw).document);
  const names = [...namesIn(whole), "winlog.event_data", "exporter", "winlog.event_data.a", "exporter.not"];

  it("has the same values of these fields", () => {
    fc.assert(
      fc.property(fc.subarray(names, { maxLength: 12 }), (fields) => {
        const parts = wantedPartsOf(fields);
        const readers = fields.map(compileFieldReader);
        for (const [at, raw] of records.entries()) {
          const { document } = mapToEcs(raw, parts);
          expect(readers.map((read) => read(document))).toEqual(readers.map((read) => read(whole[at] ?? {})));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("lacks the others", () => {
    const fieldsLeft = (fields: readonly string[]) =>
      namesIn(records.slice(0, -6).map((raw) => mapToEcs(raw, wantedPartsOf(fields)).document)).filter(
        (name) => /^exporter\.|^winlog\.event_data\./.test(name),
      );
    expect(names.filter((name) => /^exporter\.|^winlog\.event_data\./.test(name)).length).toBeGreaterThan(40);
    expect(fieldsLeft(["process.name", "winlog.event_data"])).toEqual([]);
    expect(fieldsLeft(["winlog.event_data.Odd.deep"])).toEqual(["winlog.event_data.Odd.deep"]);
    expect(fieldsLeft(["winlog.event_data.a.b"])).toEqual(["winlog.event_data.a.b"]);
    expect(fieldsLeft(["exporter.host"]).every((name) => name.startsWith("exporter."))).toBe(true);
  });

  it("is the same for a problem in the record", () => {
    const broken: JsonObject = { _raw: "<Event><System>", beside: 1 };
    expect(mapToEcs(broken, wantedPartsOf([]))).toEqual(mapToEcs(broken));
  });
});
