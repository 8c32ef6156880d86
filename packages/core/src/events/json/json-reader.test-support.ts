import fc from "fast-check";
import type { RawRecord, ReadProblem, RecordReader, RecordSink } from "../record-reader.ts";

export interface ReadResult {
  readonly records: RawRecord[];
  readonly problems: ReadProblem[];
}

/** Reads an input that comes in pieces of the given sizes, over and over; in one piece when there are none. */
export function readAll(
  createReader: (sink: RecordSink) => RecordReader,
  input: string | Uint8Array,
  pieceSizes: readonly number[] = [],
): ReadResult {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const result: ReadResult = { records: [], problems: [] };
  const reader = createReader({
    record: (record) => result.records.push(record),
    problem: (problem) => result.problems.push(problem),
  });
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const size = pieceSizes[turn % pieceSizes.length] ?? bytes.length;
    // A copy that is wiped afterwards: a reader must not keep what it was handed.
    const piece = Uint8Array.from(bytes.subarray(from, from + size));
    reader.push(piece);
    piece.fill(0x7b);
    from += size;
  }
  reader.end();
  return result;
}

/** What a table row states about a result: documents by record number, problems by kind and record number. */
export function summaryOf({ records, problems }: ReadResult): {
  readonly records: readonly (readonly [number, unknown])[];
  readonly problems: readonly string[];
} {
  return {
    records: records.map(({ record, document }) => [record, document]),
    problems: problems.map(({ kind, record }) => (record === undefined ? kind : `${kind}@${record}`)),
  };
}

export const pieceSizes: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 1, max: 40 }), {
  minLength: 1,
  maxLength: 8,
});
