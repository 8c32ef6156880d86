import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RawRecord, ReadProblem, RecordSink } from "../record-reader.ts";
import { createBlockRecords, handOverLine } from "./block-records.ts";
import { type JsonLimits, jsonLimits } from "./json-limits.ts";
import { pieceSizes, type ReadResult, readAll } from "./json-reader.test-support.ts";
import { isBlankLine, type LineBlock, waitingActionAt } from "./line-block.ts";
import { ndjson, readLinesPlainly, tightLimits } from "./ndjson-lines.test-support.ts";
import { createNdjsonReader } from "./ndjson-reader.ts";

/** A block with its bytes copied, as they are valid during the call only. */
function copyOf(block: LineBlock): LineBlock {
  return { ...block, bytes: Uint8Array.from(block.bytes) };
}

function blocksOf(input: string | Uint8Array, limits = jsonLimits, sizes: readonly number[] = []) {
  const blocks: LineBlock[] = [];
  const result = readAll(
    (sink) =>
      createNdjsonReader(
        {
          ...sink,
          lines(block, records) {
            blocks.push(copyOf(block));
            return records.block(block);
          },
        },
        limits,
      ),
    input,
    sizes,
  );
  return { blocks, result };
}

const textOf = ({ bytes }: LineBlock): string => Buffer.from(bytes).toString();

describe("records", () => {
  it("are those of the lines, however the bytes and the blocks are cut", () => {
    fc.assert(
      fc.property(ndjson, tightLimits, pieceSizes, (input, limits, sizes) => {
        const expected = readLinesPlainly(input, limits);
        expect(readAll((sink) => createNdjsonReader(sink, limits), input, sizes)).toEqual(expected);
        expect(blocksOf(input, limits, sizes).result).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("are the same where a sink hands over only the lines that it must", () => {
    fc.assert(
      fc.property(ndjson, tightLimits, pieceSizes, (input, limits, sizes) => {
        const result = readAll(
          (sink) =>
            createNdjsonReader(
              {
                ...sink,
                lines: (block, records) =>
                  eachLine(block, (bytes, record, byteOffset, isLast) => {
                    const isPlain = Buffer.from(bytes).equals(Buffer.from('{"a":1}'));
                    if (isBlankLine(bytes)) return;
                    if (!isPlain || records.expectsDocument) records.line(bytes, record, byteOffset, isLast);
                    else {
                      sink.record({ document: { a: 1 }, record, byteOffset });
                    }
                  }),
              },
              limits,
            ),
          input,
          sizes,
        );
        expect(result).toEqual(readLinesPlainly(input, limits));
      }),
      { numRuns: 1000 },
    );
  });

  it("can be found again by where their line stands, in its block alone", () => {
    fc.assert(
      fc.property(ndjson, tightLimits, (input, limits) => {
        const { blocks, result } = blocksOf(input, limits);
        for (const record of result.records) {
          const at = record.byteOffset ?? -1;
          const block = blocks.find(
            ({ byteOffset, bytes }) => at >= byteOffset && at < byteOffset + bytes.length,
          );
          if (block === undefined) throw new Error("every record stands in a block");
          const again: (RawRecord | ReadProblem)[] = [];
          const sink: RecordSink = { record: (r) => again.push(r), problem: (p) => again.push(p) };
          const start = at - block.byteOffset;
          handOverLine(block, start, record.record, createBlockRecords(sink, limits), limits);
          // With a whole block of blank lines between, an action is not in the block of its document.
          const parted = blocks.some(
            ({ bytes }) => bytes.length >= blockBytesOf(limits) && hasLeadingAction(bytes),
          );
          if (!parted) expect(again).toEqual([record]);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** No block need be longer than the longest record. */
function blockBytesOf({ lineBlockBytes, maxRecordBytes }: JsonLimits): number {
  return Math.min(lineBlockBytes, maxRecordBytes);
}

/** An action and nothing but blank lines after it. */
function hasLeadingAction(bytes: Uint8Array): boolean {
  return waitingActionAt(bytes, jsonLimits) === 0;
}

function eachLine(
  { bytes, firstLine, byteOffset, isLast }: LineBlock,
  take: (bytes: Uint8Array, record: number, byteOffset: number, isLast: boolean) => void,
): number {
  const text = Buffer.from(bytes);
  let record = firstLine;
  for (let from = 0; from < text.length; record++) {
    const feed = text.indexOf(0x0a, from);
    const to = feed === -1 ? text.length : feed;
    take(text.subarray(from, to), record, byteOffset + from, isLast && feed === -1);
    from = to + 1;
  }
  return record - firstLine;
}

describe("blocks", () => {
  it("are the input without a gap, but for lines that are too long", () => {
    fc.assert(
      fc.property(ndjson, tightLimits, pieceSizes, (input, limits, sizes) => {
        const { blocks, result } = blocksOf(input, limits, sizes);
        const seen = Uint8Array.from(input);
        seen.fill(0x0a);
        let line = 1;
        for (const { bytes, byteOffset, firstLine } of blocks) {
          seen.set(bytes, byteOffset);
          const lines = Buffer.from(input.subarray(0, byteOffset)).toString("latin1").split("\n").length;
          expect(firstLine).toBe(lines);
          expect(firstLine).toBeGreaterThanOrEqual(line);
          line = firstLine;
        }
        const expected = Uint8Array.from(input);
        if (Buffer.from(input.subarray(0, 3)).toString() === "\ufeff") expected.fill(0x0a, 0, 3);
        for (const { kind, byteOffset = 0 } of result.problems) {
          if (kind !== "too-long") continue;
          const feed = input.indexOf(0x0a, byteOffset);
          expected.fill(0x0a, byteOffset, feed === -1 ? input.length : feed);
        }
        expect(seen).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it("end with a line feed, but for the last, and have the length that was asked for", () => {
    fc.assert(
      fc.property(ndjson, tightLimits, pieceSizes, (input, limits, sizes) => {
        const { blocks } = blocksOf(input, limits, sizes);
        const blockBytes = blockBytesOf(limits);
        for (const [i, block] of blocks.entries()) {
          const { bytes, isLast } = block;
          expect(isLast === false || i === blocks.length - 1).toBe(true);
          if (!isLast) expect(bytes.at(-1)).toBe(0x0a);
          const beforeLastLine = bytes.subarray(0, bytes.lastIndexOf(0x0a, -2) + 1);
          if (bytes.length > blockBytes && beforeLastLine.length > 0)
            expect(waitingActionAt(beforeLastLine, limits)).toBe(0);
        }
      }),
      { numRuns: 1000 },
    );
  });

  const limits = { ...jsonLimits, lineBlockBytes: 16 };
  const action = '{"index":{}}\n';
  const cases = [
    ["several lines to a block", "a\nb\nc\n1234567890\nd\n", ["a\nb\nc\n", "1234567890\nd\n"]],
    ["just the length", "1234567\n1234567\nx\n", ["1234567\n1234567\n", "x\n"]],
    ["a long line by itself", `a\n${"x".repeat(40)}\nb\n`, ["a\n", `${"x".repeat(40)}\n`, "b\n"]],
    ["a byte order mark is left out", "\ufeffa\n", ["a\n"]],
    ["the last line without an end", "a\nb", ["a\nb"]],
    ["an action goes to its document", `a\n${action}{"a":1}\nb\n`, ["a\n", `${action}{"a":1}\n`, "b\n"]],
    ["blank lines between them", `${action}\n\n\n{"a":1}\n`, [`${action}\n\n\n{"a":1}\n`]],
    [
      "documents that look like actions",
      `${action}${action}${action}${action}`,
      [`${action}${action}`, `${action}${action}`],
    ],
    ["an action at the end of the input", `a\n${action}`, [`a\n${action}`]],
    ["a delete action waits for nothing", '{"delete":{}}\n{"a":1}\n', ['{"delete":{}}\n', '{"a":1}\n']],
  ] as const;
  it.each(cases)("%s", (_, input, expected) => {
    expect(blocksOf(input, limits).blocks.map(textOf)).toEqual(expected);
    expect(blocksOf(input, limits, [1]).blocks.map(textOf)).toEqual(expected);
  });

  it("do not wait for ever for the document of an action", () => {
    const input = `${action}${"\n".repeat(100)}{"a":1}\n`;
    const { blocks, result } = blocksOf(input, limits);
    expect(blocks.length).toBeGreaterThan(5);
    expect(result.records).toMatchObject([{ record: 102, document: { a: 1 } }]);
  });

  it("are cut from the pushed bytes without copying", () => {
    const bytes = new TextEncoder().encode("1234567\n".repeat(20));
    let direct = 0;
    let all = 0;
    const reader = createNdjsonReader(
      {
        record() {},
        problem() {},
        lines(block) {
          all += 1;
          direct += Number(block.bytes.buffer === bytes.buffer);
          return Buffer.from(block.bytes).toString().split("\n").length - 1;
        },
      },
      limits,
    );
    reader.push(bytes);
    reader.end();
    expect([direct, all]).toEqual([9, 10]);
  });

  it("are cut in time that grows with the input only, byte by byte", () => {
    let blocks = 0;
    const reader = createNdjsonReader({
      record() {},
      problem() {},
      lines() {
        blocks += 1;
        return 1;
      },
    });
    const byte = Uint8Array.of(0x61);
    for (let i = 0; i < 1_000_000; i++) reader.push(byte);
    reader.end();
    expect(blocks).toBe(1);
  });
});

describe("the bulk action that waits at the end", () => {
  const a = '{"index":{}}\n';
  const d = '{"delete":{}}\n';
  const cases = [
    ["none", '{"a":1}\n', -1],
    ["nothing at all", "", -1],
    ["one", a, 0],
    ["one with blank lines", `${a}\n \r\n`, 0],
    ["its document is there", `${a}{"a":1}\n`, -1],
    ["its document looks like one", a + a, -1],
    ["one behind such a document", a + a + a, a.length * 2],
    ["a delete action is the document", a + d, -1],
    ["delete", d, -1],
    ["behind delete", d + a, d.length],
    ["a key with an escape", '{"\\u0063reate":{}}\n', 0],
    ["an event that begins like one", '{"index":{"name":"x"}}\n', -1],
    ["a broken one", '{"index":{}\n', -1],
    ["spaces", ' { "update" : {} } \n', 0],
  ] as const;
  it.each(cases)("%s", (_, text, expected) => {
    expect(waitingActionAt(new TextEncoder().encode(text), jsonLimits)).toBe(expected);
  });
});

it("says whether a bulk action waits for its document", () => {
  const result: ReadResult = { records: [], problems: [] };
  const records = createBlockRecords(
    { record: (record) => result.records.push(record), problem: (problem) => result.problems.push(problem) },
    jsonLimits,
  );
  const waits = [
    '{"a":1}',
    '{"index":{"_id":"x"}}',
    " ",
    '{"a":2}',
    '{"create":{}}',
    "broken",
    '{"a":3}',
  ].map((text, i) => {
    records.line(new TextEncoder().encode(text), i + 1, i * 100, false);
    return records.expectsDocument;
  });
  expect(waits).toEqual([false, true, true, false, true, false, false]);
  expect(result.records.map(({ record, id, byteOffset }) => [record, id, byteOffset])).toEqual([
    [1, undefined, 0],
    [4, "x", 300],
    [7, undefined, 600],
  ]);
});
