import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLimits } from "./json-limits.ts";
import { pieceSizes, readAll, summaryOf } from "./json-reader.test-support.ts";
import { createJsonValuesReader } from "./json-values-reader.ts";
import { stringifyJson } from "./stringify-json.ts";

const pretty = (value: unknown): string => JSON.stringify(value, null, 2);
const events = [{ a: 1, b: { c: ["x", "}]"] } }, { a: 2 }, { a: 'quote " and \\' }];
const numbered = events.map((event, i) => [i + 1, event]);
const hit = (a: number) => ({ _index: "logs", _id: `x${a}`, _source: { a } });
const response = (...hits: unknown[]) => ({
  took: 3,
  _shards: { total: 1, failures: [{ hits: { hits: [] } }] },
  hits: { total: { value: 2, relation: "eq" }, max_score: null, hits },
  aggregations: { x: { buckets: [] } },
});

describe("whole values", () => {
  const cases = [
    ["pretty array", pretty(events), numbered],
    ["compact array", JSON.stringify(events), numbered],
    ["array with CRLF and a byte order mark", `\ufeff${pretty(events).replaceAll("\n", "\r\n")}`, numbered],
    ["pretty objects one after the other", events.map(pretty).join("\n"), numbered],
    ["objects with nothing between", events.map((e) => JSON.stringify(e)).join(""), numbered],
    [
      "arrays one after the other",
      `${JSON.stringify(events.slice(0, 2))}\n${JSON.stringify(events.slice(2))}`,
      numbered,
    ],
    ["empty array", "[\n]\n", []],
    [
      "search response",
      pretty(response(hit(1), hit(2))),
      [
        [1, { a: 1 }],
        [2, { a: 2 }],
      ],
    ],
    ["empty search response", pretty(response()), []],
    [
      "search responses one after the other",
      `${JSON.stringify(response(hit(1)))}\n${pretty(response(hit(2)))}{"a":3}`,
      [
        [1, { a: 1 }],
        [2, { a: 2 }],
        [3, { a: 3 }],
      ],
    ],
    ["an array of hits", pretty([hit(1)]), [[1, { a: 1 }]]],
    ["hits elsewhere", '{"x":{"hits":{"hits":[1]}}}', [[1, { x: { hits: { hits: [1] } } }]]],
    [
      "hits that are none",
      '{"hits":[{"hits":[1]}],"hitss":{"hits":[1]}}',
      [[1, { hits: [{ hits: [1] }], hitss: { hits: [1] } }]],
    ],
  ] as const;
  it.each(cases)("%s", (_, input, records) => {
    expect(summaryOf(readAll(createJsonValuesReader, input))).toEqual({ records, problems: [] });
  });

  it("keeps id and index of a hit", () => {
    expect(readAll(createJsonValuesReader, pretty(response(hit(1)))).records).toEqual([
      { document: { a: 1 }, record: 1, id: "x1", index: "logs" },
    ]);
  });
});

describe("damaged values", () => {
  const cases = [
    [
      "broken element",
      '[{"a":1},{"a":tru},{"a":3}]',
      [
        [1, { a: 1 }],
        [3, { a: 3 }],
      ],
      ["json@2"],
    ],
    [
      "wrong token",
      '[{"a":1},{"a" 2},{"a":3}]',
      [
        [1, { a: 1 }],
        [3, { a: 3 }],
      ],
      ["json@2"],
    ],
    ["comma too many", '[{"a":1,},{"a":2}]', [[2, { a: 2 }]], ["json@1"]],
    [
      "elements that are no objects",
      '[1,"a,{b",{"a":3},[{}],null]',
      [[3, { a: 3 }]],
      ["not-an-object@1", "not-an-object@2", "not-an-object@4", "not-an-object@5"],
    ],
    [
      "garbage between values",
      '{"a":1}\ngarbage\n{"a":3}',
      [
        [1, { a: 1 }],
        [3, { a: 3 }],
      ],
      ["json@2"],
    ],
    ["too deep", `[${"[".repeat(10_000)}${"]".repeat(10_000)},{"a":2}]`, [[2, { a: 2 }]], ["too-deep@1"]],
    [
      "array not closed",
      '[{"a":1},{"a":2}',
      [
        [1, { a: 1 }],
        [2, { a: 2 }],
      ],
      ["truncated"],
    ],
    ["object not closed", '[{"a":1},{"a":2', [[1, { a: 1 }]], ["truncated@2"]],
    ["string not closed", '{\n "a": "x\n}\n{\n "a": 2\n}\n', [[2, { a: 2 }]], ["json@1"]],
    [
      "brace missing in a pretty object",
      '{\n "a": {\n  "b": 1\n \n}\n{\n "a": 2\n}\n{\n "a": 3\n}',
      [
        [2, { a: 2 }],
        [3, { a: 3 }],
      ],
      ["json@1"],
    ],
    [
      "brace missing in a pretty array",
      '[\n  {\n    "a": {\n  },\n  {\n    "a": 2\n  }\n]',
      [[2, { a: 2 }]],
      ["json@1"],
    ],
    ["brace missing in a line", '{"a":{"b":1}\n{"a":2}\n', [[2, { a: 2 }]], ["json@1"]],
    [
      "search response cut off",
      pretty(response(hit(1), hit(2))).slice(0, -60),
      [
        [1, { a: 1 }],
        [2, { a: 2 }],
      ],
      ["truncated"],
    ],
    [
      "broken hit",
      '{"hits":{"hits":[{"_id":"1","_source":{"a":}},{"_id":"2","_source":{"a":2}}]}}',
      [[2, { a: 2 }]],
      ["json@1"],
    ],
    [
      "hit without _source",
      '{"hits":{"hits":[{"_id":"1"},{"_id":"2","_source":{"a":2}}]}}',
      [[2, { a: 2 }]],
      ["not-an-object@1"],
    ],
    [
      "damage after the hits",
      '{"hits":{"hits":[{"_id":"2","_source":{"a":2}}]},}{"a":3}',
      [
        [1, { a: 2 }],
        [2, { a: 3 }],
      ],
      [],
    ],
  ] as const;
  it.each(cases)("%s", (_, input, records, problems) => {
    expect(summaryOf(readAll(createJsonValuesReader, input))).toEqual({ records, problems });
  });

  it("says where and what was lost", () => {
    expect(readAll(createJsonValuesReader, '[{"a":1},\n{"a" 2}]').problems).toEqual([
      {
        kind: "json",
        message:
          "Value 2 (byte 10) is not JSON: the character at byte 15 cannot stand there; it was skipped.",
        record: 2,
        byteOffset: 10,
        lostRecords: 1,
      },
    ]);
  });

  it.each([[[]], [[1]], [[7, 3]]])("skips a value beyond the limit, in pieces of %j", (sizes) => {
    const input = `[{"a":1},{"a":"${"x".repeat(100)}"},{"a":3}]`;
    const limits = { ...jsonLimits, maxRecordBytes: 50 };
    expect(summaryOf(readAll((sink) => createJsonValuesReader(sink, limits), input, sizes))).toEqual({
      records: [
        [1, { a: 1 }],
        [3, { a: 3 }],
      ],
      problems: ["too-long@2"],
    });
  });
});

it("reads a search response of which only one hit fits into the limit", () => {
  const limits = { ...jsonLimits, maxRecordBytes: 400 };
  const input = JSON.stringify(response(...Array.from({ length: 100 }, (_, i) => hit(i))));
  const { records, problems } = readAll((sink) => createJsonValuesReader(sink, limits), input, [16]);
  expect([records.length, problems]).toEqual([100, []]);
});

it("reads every array that JSON.stringify writes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
      fc.nat(4),
      pieceSizes,
      (list, indent, sizes) => {
        const input = JSON.stringify(list, null, indent);
        const { records, problems } = readAll(createJsonValuesReader, input, sizes);
        expect(problems).toEqual([]);
        expect(records.map(({ document }) => stringifyJson(document))).toEqual(
          list.map((e) => JSON.stringify(e)),
        );
      },
    ),
  );
});

it("gives the same however the bytes are cut", () => {
  const piece = fc.constantFrom(...'{}[]:,"\\\n 1é'.split(""), '"a"', '{"a":1}', '"hits":{"hits":[', "\n{");
  fc.assert(
    fc.property(fc.array(piece), pieceSizes, (pieces, sizes) => {
      const input = pieces.join("");
      expect(readAll(createJsonValuesReader, input, sizes)).toEqual(readAll(createJsonValuesReader, input));
    }),
    { numRuns: 500 },
  );
});
