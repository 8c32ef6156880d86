import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pieceSizes, readAll, summaryOf } from "./json/json-reader.test-support.ts";
import { createRecordReader } from "./open-reader.ts";
import { eventNamespace, windowsEvent } from "./xml/event-xml.test-support.ts";

const utf16 = (text: string, isBigEndian: boolean): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return isBigEndian ? bytes.swap16() : bytes;
};

const windowsEventDocument = {
  Event: {
    "#attributes": { xmlns: eventNamespace },
    System: { Provider: { "#attributes": { Name: "P" } }, EventID: "1", Channel: "C", Computer: "PC1" },
    EventData: null,
  },
};

describe("formats", () => {
  const cases = [
    ["nothing", "", [], []],
    ["white space", "\n\n", [], []],
    ["lines", '{"a":1}\n', [[1, { a: 1 }]], []],
    ["array", '[{"a":1}]', [[1, { a: 1 }]], []],
    [
      "pretty objects",
      '{\n"a":1\n}\n{\n"a":2\n}',
      [
        [1, { a: 1 }],
        [2, { a: 2 }],
      ],
      [],
    ],
    [
      "UTF-16, little end first",
      utf16('{"a":"é😀"}\n{"a":2}', false),
      [
        [1, { a: "é😀" }],
        [2, { a: 2 }],
      ],
      [],
    ],
    ["UTF-16, big end first", utf16('[{"a":"é😀"}]', true), [[1, { a: "é😀" }]], []],
    ["XML", windowsEvent(1), [[1, windowsEventDocument]], []],
    ["UTF-16 XML", utf16(`<Events>\r\n${windowsEvent(1)}</Events>`, false), [[1, windowsEventDocument]], []],
    ["text", "hello\n", [], ["unknown-format"]],
  ] as const;
  it.each(cases)("%s", (_, input, records, problems) => {
    for (const sizes of [[], [1], [5, 2]]) {
      expect(summaryOf(readAll(createRecordReader, input, sizes))).toEqual({ records, problems });
    }
  });
});

it("reports one problem for a long file of unknown format", () => {
  expect(readAll(createRecordReader, "x y z\n".repeat(100_000), [4096]).problems).toHaveLength(1);
});

it("reads the same beyond the head", () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => JSON.stringify({ i }));
  const { records, problems } = readAll(createRecordReader, lines.join("\n"), [1000, 65_537]);
  expect(problems).toEqual([]);
  expect(records.map(({ document }) => document["i"])).toEqual(lines.map((_, i) => i));
});

it("never throws, and gives the same however the bytes are cut", () => {
  const start = fc.constantFrom(
    "",
    "{",
    "[",
    '{"a":1}\n',
    "\ufeff",
    "ElfFile\0",
    "<Events>",
    '{"hits":{"hits":[',
  );
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 300 }), pieceSizes, (beginning, rest, sizes) => {
      const input = new Uint8Array([...Buffer.from(beginning), ...rest]);
      expect(readAll(createRecordReader, input, sizes)).toEqual(readAll(createRecordReader, input));
    }),
    { numRuns: 500 },
  );
});
