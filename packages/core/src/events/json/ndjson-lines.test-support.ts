import fc from "fast-check";
import type { JsonLimits } from "./json-limits.ts";
import type { ReadResult } from "./json-reader.test-support.ts";
import { createRecordEmitter } from "./record-emitter.ts";

/** What an NDJSON reader must give, from all bytes at once and without blocks. */
export function readLinesPlainly(bytes: Uint8Array, limits: JsonLimits): ReadResult {
  const result: ReadResult = { records: [], problems: [] };
  const emitter = createRecordEmitter(
    { record: (record) => result.records.push(record), problem: (problem) => result.problems.push(problem) },
    "line",
    limits,
  );
  let byteOffset = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let record = 1; byteOffset < bytes.length; record++) {
    const feed = bytes.indexOf(0x0a, byteOffset);
    const line = bytes.subarray(byteOffset, feed === -1 ? bytes.length : feed);
    if (line.length > limits.maxRecordBytes) {
      const message = `Line ${record} is longer than ${limits.maxRecordBytes} bytes (${line.length}); it was skipped.`;
      emitter.lost({ kind: "too-long", message, record, byteOffset, lostRecords: 1 });
    } else if (line.some((byte) => !" \t\r".includes(String.fromCharCode(byte)))) {
      emitter.text({ bytes: line, record, byteOffset, isLast: feed === -1, isHit: false });
    }
    byteOffset += line.length + 1;
  }
  emitter.end();
  return result;
}

const line: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: fc.json({ maxDepth: 2 }) },
  { weight: 3, arbitrary: fc.constantFrom('{"a":1}', '{"é":"😀"}', '{"_id":"h","_source":{"b":[1]}}') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('{"index":{"_id":"1"}}', '{"create":{}}', ' {"\\u0069ndex" : {}}'),
  },
  { weight: 1, arbitrary: fc.constantFrom('{"delete":{"_id":"1"}}', '{"update":{}}', '{"index":{"x":1}}') },
  {
    weight: 2,
    arbitrary: fc.constantFrom("", "\r", "  ", "\ufeff", '{"a":', '"x', "[1]", '{"index":{"_id":"1"'),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 300 }).map((n) => `{"long":"${"x".repeat(n)}"}`) },
);

/** NDJSON of every kind, good and bad, with either line end and cut off anywhere. */
export const ndjson: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    fc.constantFrom("", "", "\ufeff"),
    fc.array(fc.tuple(line, fc.constantFrom("\n", "\n", "\r\n", "\n\n\n")), { maxLength: 30 }),
    fc.nat({ max: 3 }),
  )
  .map(([start, lines, cutOff]) => {
    const pieces = [start, ...lines.flat()].map((piece) =>
      typeof piece === "string" ? new TextEncoder().encode(piece) : piece,
    );
    const bytes = pieces.flatMap((piece) => [...piece]);
    return Uint8Array.from(bytes.slice(0, Math.max(0, bytes.length - cutOff)));
  });

/** Blocks from a single byte to larger than the input, and lines that may be too long. */
export const tightLimits: fc.Arbitrary<JsonLimits> = fc.record({
  lineBlockBytes: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 2000 })),
  maxRecordBytes: fc.oneof(fc.integer({ min: 1, max: 250 }), fc.constant(100_000)),
  maxDepth: fc.constant(200),
});
