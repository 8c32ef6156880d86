import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readEvtx, recording, repository } from "../evtx/evtx-file.test-support.ts";
import { readAll } from "../json/json-reader.test-support.ts";
import { mapToEcs } from "../mapping/map-to-ecs.ts";
import { createRecordReader } from "../open-reader.ts";
import { writeEventXml, type XmlStyle } from "./event-xml.test-support.ts";

const styles: readonly (readonly [string, XmlStyle, (events: readonly string[]) => string])[] = [
  [
    "one event per line, as Splunk has them",
    { quote: "'", hasEmptyTags: true, layout: "", prefix: "" },
    (events) => events.join("\n"),
  ],
  [
    "one document, as the Event Viewer exports it",
    { quote: '"', hasEmptyTags: false, layout: "\r\n", prefix: "" },
    (events) =>
      `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<Events>${events.join("")}</Events>`,
  ],
  [
    "with a prefix, as XML libraries write it again",
    { quote: '"', hasEmptyTags: true, layout: "", prefix: "ns0:" },
    (events) => `<ns0:Events>${events.join("")}</ns0:Events>`,
  ],
];

const names = readdirSync(new URL("recordings/evtx/", repository)).filter((name) =>
  /\.evtx(\.gz)?$/.test(name),
);

describe.each(names)("%s", (name) => {
  const { records } = readEvtx(recording(name));

  it("has events", () => expect(records.length).toBeGreaterThan(0));

  it.each(styles)("means the same as XML: %s", (_, style, join) => {
    const input = join(records.map(({ document }) => writeEventXml(document, style)));
    const read = readAll(createRecordReader, input, [65_536]);
    expect(read.problems).toEqual([]);
    expect(read.records.map(({ record }) => record)).toEqual(records.map((_record, index) => index + 1));
    expect(read.records.map(({ document }) => mapToEcs(document))).toEqual(
      records.map(({ document }) => mapToEcs(document)),
    );
  });
});
