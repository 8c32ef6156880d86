import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLimits } from "./json-limits.ts";
import { pieceSizes, readAll, summaryOf } from "./json-reader.test-support.ts";
import { createNdjsonReader } from "./ndjson-reader.ts";

const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

describe("lines", () => {
  const cases = [
    [
      "LF",
      '{"a":1}\n{"a":2}\n',
      [
        [1, { a: 1 }],
        [2, { a: 2 }],
      ],
      [],
    ],
    [
      "CRLF",
      '{"a":1}\r\n{"a":2}\r\n',
      [
        [1, { a: 1 }],
        [2, { a: 2 }],
      ],
      [],
    ],
    ["byte order mark", '\ufeff{"a":1}\n', [[1, { a: 1 }]], []],
    [
      "blank lines count",
      '\n  \r\n{"a":1}\n\n{"a":2}\n',
      [
        [3, { a: 1 }],
        [5, { a: 2 }],
      ],
      [],
    ],
    [
      "no newline at the end",
      '{"a":1}\n{"a":2}',
      [
        [1, { a: 1 }],
        [2, { a: 2 }],
      ],
      [],
    ],
    ["nothing", "", [], []],
    ["nothing but a byte order mark", "\ufeff", [], []],
    ["cut off", '{"a":1}\n{"a":"x', [[1, { a: 1 }]], ["truncated@2"]],
    [
      "broken line",
      '{"a":1}\n{"a":\n{"a":3}\n',
      [
        [1, { a: 1 }],
        [3, { a: 3 }],
      ],
      ["json@2"],
    ],
    ["no object", '[1]\n"x"\n{"a":3}\n', [[3, { a: 3 }]], ["not-an-object@1", "not-an-object@2"]],
    ["too deep", `${deep(10_000)}\n{"a":2}\n`, [[2, { a: 2 }]], ["too-deep@1"]],
    ["equal keys", '{"a":1,"a":2}\n', [[1, { a: 2 }]], []],
  ] as const;
  it.each(cases)("%s", (_, input, records, problems) => {
    expect(summaryOf(readAll(createNdjsonReader, input))).toEqual({ records, problems });
  });

  it("skips a line that is not UTF-8", () => {
    const input = new Uint8Array([...Buffer.from('{"a":1}\n{"a":"'), 0xff, ...Buffer.from('"}\n{"a":3}\n')]);
    expect(summaryOf(readAll(createNdjsonReader, input))).toEqual({
      records: [
        [1, { a: 1 }],
        [3, { a: 3 }],
      ],
      problems: ["utf8@2"],
    });
  });

  it("tells a character that is cut off from one that is wrong", () => {
    const cut = Buffer.from('{"a":"é').subarray(0, -1);
    expect(summaryOf(readAll(createNdjsonReader, cut)).problems).toEqual(["truncated@1"]);
  });

  it("says where and what was lost", () => {
    expect(readAll(createNdjsonReader, '{"a":1}\n{"a" 2}\n').problems).toEqual([
      {
        kind: "json",
        message: 'Line 2 is not JSON: "2" stands where a colon is expected (character 6); it was skipped.',
        record: 2,
        byteOffset: 8,
        lostRecords: 1,
      },
    ]);
  });
});

it("never holds a line that is too long", () => {
  const problems: unknown[] = [];
  const records: unknown[] = [];
  const reader = createNdjsonReader({
    record: (r) => records.push(r.record),
    problem: (p) => problems.push(p),
  });
  const piece = new Uint8Array(1024 * 1024).fill(0x61);
  reader.push(Buffer.from('{"a":1}\n{"a":"'));
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  for (let i = 0; i < 400; i++) {
    reader.push(piece);
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
  }
  reader.push(Buffer.from('"}\n{"a":3}\n'));
  reader.end();
  expect(records).toEqual([1, 3]);
  expect(problems).toMatchObject([{ kind: "too-long", record: 2, byteOffset: 8, lostRecords: 1 }]);
  // The buffer doubles up to the limit of 64 MiB, and old buffers may wait for collection.
  expect(peak).toBeLessThan(300 * 1024 * 1024);
});

it("takes a line of just the limit", () => {
  const read = (limit: number) =>
    summaryOf(
      readAll(
        (sink) => createNdjsonReader(sink, { ...jsonLimits, maxRecordBytes: limit }),
        '{"a":1}\n{"a":2}',
        [3],
      ),
    );
  expect(read(7).problems).toEqual([]);
  expect(read(6).problems).toEqual(["too-long@1", "too-long@2"]);
});

describe("Elasticsearch exports", () => {
  const cases = [
    [
      "hits",
      '{"_index":"logs","_id":"x1","_score":1,"_source":{"a":1}}\n{"_id":7,"_source":{"a":2}}\n',
      [
        { document: { a: 1 }, record: 1, id: "x1", index: "logs" },
        { document: { a: 2 }, record: 2, id: "7" },
      ],
    ],
    [
      "an event with a field _source",
      '{"_source":{"a":1}}\n{"_id":"x","_source":"text"}\n',
      [
        { document: { _source: { a: 1 } }, record: 1 },
        { document: { _id: "x", _source: "text" }, record: 2 },
      ],
    ],
    [
      "bulk index and create",
      '{"index":{"_index":"logs","_id":"x1"}}\n{"a":1}\n{"create":{}}\n\n{"a":2}\n',
      [
        { document: { a: 1 }, record: 2, id: "x1", index: "logs" },
        { document: { a: 2 }, record: 5 },
      ],
    ],
    [
      "a bulk document is taken as it stands",
      '{"index":{}}\n{"_id":"x","_source":{"a":1}}\n',
      [{ document: { _id: "x", _source: { a: 1 } }, record: 2 }],
    ],
    [
      "events that only look like actions",
      '{"index":{"name":"x"}}\n{"index":{},"a":1}\n{"create":"x"}\n',
      [
        { document: { index: { name: "x" } }, record: 1 },
        { document: { index: {}, a: 1 }, record: 2 },
        { document: { create: "x" }, record: 3 },
      ],
    ],
  ] as const;
  it.each(cases)("%s", (_, input, records) => {
    const result = readAll(createNdjsonReader, input);
    expect({ ...result, records: result.records.map(({ byteOffset: _, ...record }) => record) }).toEqual({
      records,
      problems: [],
    });
  });

  const problemCases = [
    ["delete", '{"delete":{"_id":"x"}}\n{"a":1}\n', [[2, { a: 1 }]], ["not-an-object@1"]],
    ["update", '{"update":{"_id":"x"}}\n{"doc":{"a":1}}\n{"a":2}\n', [[3, { a: 2 }]], ["not-an-object@2"]],
    ["action at the end", '{"a":1}\n{"index":{}}\n', [[1, { a: 1 }]], ["truncated@2"]],
    ["broken document", '{"index":{"_id":"x"}}\n{"a":\n{"a":2}\n', [[3, { a: 2 }]], ["json@2"]],
  ] as const;
  it.each(problemCases)("%s", (_, input, records, problems) => {
    expect(summaryOf(readAll(createNdjsonReader, input))).toEqual({ records, problems });
  });

  it("gives a lost document's action to nobody else", () => {
    const input = '{"index":{"_id":"x"}}\nbroken\n{"a":2}\n';
    expect(readAll(createNdjsonReader, input).records).toEqual([
      { document: { a: 2 }, record: 3, byteOffset: 29 },
    ]);
  });
});

it("gives the same however the bytes are cut", () => {
  const line = fc.oneof(
    fc.json({ maxDepth: 2 }),
    fc.constantFrom('{"é":"😀"}', "", "\r", '{"a":', '{"index":{"_id":"1"}}', '{"delete":{}}', "\ufeff"),
  );
  fc.assert(
    fc.property(fc.array(line), pieceSizes, (lines, sizes) => {
      const input = lines.join("\n");
      expect(readAll(createNdjsonReader, input, sizes)).toEqual(readAll(createNdjsonReader, input));
    }),
  );
});
