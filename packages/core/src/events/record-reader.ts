import type { JsonObject } from "./document.ts";
import type { BlockRecords } from "./json/block-records.ts";
import type { LineBlock } from "./json/line-block.ts";

/** Something in the input that could not be read. The reader goes on with what follows. */
export interface ReadProblem {
  readonly kind:
    | "json"
    | "utf8"
    | "too-long"
    | "too-deep"
    | "not-an-object"
    | "truncated"
    | "evtx-header"
    | "evtx-chunk"
    | "evtx-record"
    | "xml"
    | "unknown-format";
  /** One sentence for a person: what is wrong and what was skipped. */
  readonly message: string;
  /** Line, array position or EventRecordID as in RecordSource.record, where it is known. */
  readonly record?: number;
  /** Offset of the damage in the decompressed bytes, where it is known. */
  readonly byteOffset?: number;
  /** How many records were lost with it; 0 where nothing was lost, undefined where it cannot be told. */
  readonly lostRecords?: number;
}

/** One record as it stands in the input, before it is mapped to ECS. */
export interface RawRecord {
  readonly document: JsonObject;
  readonly record: number;
  /** Where the line of it begins in the decompressed input; set for NDJSON in UTF-8 only. */
  readonly byteOffset?: number;
  /** `_id` and `_index` where the input carries them. */
  readonly id?: string;
  readonly index?: string;
}

/** Receives what a reader finds, in input order. */
export interface RecordSink {
  record(record: RawRecord): void;
  problem(problem: ReadProblem): void;
  /**
   * Takes NDJSON in UTF-8 as blocks of lines; without it, and in other formats, all comes as records. The sink may judge
   * lines by their bytes and hands those that it does not to `records`, which gives `record` and `problem` what becomes
   * of them. Returns the number of lines in the block: the line numbers of what follows rest on it.
   */
  lines?(block: LineBlock, records: BlockRecords): number;
}

/**
 * Turns the bytes of one decompressed file into records. Bytes may be cut anywhere, also inside a character.
 * Memory is bounded by the limits in `read-limits.ts`, whatever the input. Never throws on bad input.
 */
export interface RecordReader {
  push(bytes: Uint8Array): void;
  end(): void;
}
