import type { ReadProblem, RecordSink } from "../record-reader.ts";
import type { JsonLimits } from "./json-limits.ts";
import { isBlankLine, type LineBlock, waitingActionAt } from "./line-block.ts";
import { createRecordEmitter } from "./record-emitter.ts";

/**
 * Makes records of lines, all of a block or one by one. Lines are handed over in the order of the input; a line that its
 * holder can tell for an event without looking at its neighbours may be left out, as long as no action waits for it.
 */
export interface BlockRecords {
  /** Takes all lines of a block. Returns their number. */
  block(block: LineBlock): number;
  /**
   * Takes one line, without its line feed.
   *
   * @param record its number
   * @param byteOffset where it stands in the decompressed input
   * @param isLast the input ends in it, without a line feed
   */
  line(bytes: Uint8Array, record: number, byteOffset: number, isLast: boolean): void;
  /**
   * Takes the line of a block from `from` to before `to`, behind so many lines of it. Whether the next line must be handed
   * over, too, see `expectsDocument`.
   */
  lineOf(block: LineBlock, from: number, to: number, linesBefore: number): boolean;
  /** The line handed over last is a bulk action: the next line that is not blank must be handed over, too. */
  readonly expectsDocument: boolean;
}

/** What the reader itself tells of lines that no block holds. */
export interface BlockRecordsOfReader extends BlockRecords {
  lost(problem: ReadProblem): void;
  end(): void;
}

const lineFeed = 0x0a;

/** Records and problems go to the sink during the calls. */
export function createBlockRecords(sink: RecordSink, limits: JsonLimits): BlockRecordsOfReader {
  const emitter = createRecordEmitter(sink, "line", limits);

  function line(bytes: Uint8Array, record: number, byteOffset: number, isLast: boolean): void {
    if (!isBlankLine(bytes)) emitter.text({ bytes, record, byteOffset, isLast, isHit: false });
  }

  return {
    block({ bytes, firstLine, byteOffset }) {
      let record = firstLine;
      let from = 0;
      for (let to = bytes.indexOf(lineFeed); to !== -1; to = bytes.indexOf(lineFeed, from)) {
        line(bytes.subarray(from, to), record, byteOffset + from, false);
        record += 1;
        from = to + 1;
      }
      if (from < bytes.length) {
        line(bytes.subarray(from), record, byteOffset + from, true);
        record += 1;
      }
      return record - firstLine;
    },
    line,
    lineOf({ bytes, firstLine, byteOffset, isLast }, from, to, linesBefore) {
      // A decoder takes no memory that threads share.
      const text = bytes.buffer instanceof ArrayBuffer ? bytes.subarray(from, to) : bytes.slice(from, to);
      line(text, firstLine + linesBefore, byteOffset + from, isLast && to === bytes.length);
      return emitter.expectsDocument;
    },
    get expectsDocument() {
      return emitter.expectsDocument;
    },
    lost: emitter.lost,
    end: emitter.end,
  };
}

/**
 * Hands one line of a block over as if all lines before it had been: with the bulk action that waits for it.
 *
 * @param at where the line begins in the block
 * @param record its number
 */
export function handOverLine(
  { bytes, byteOffset }: Pick<LineBlock, "bytes" | "byteOffset">,
  at: number,
  record: number,
  records: BlockRecords,
  limits: JsonLimits,
): void {
  const hand = (from: number): void => {
    const end = bytes.indexOf(lineFeed, from);
    const line = bytes.subarray(from, end === -1 ? bytes.length : end);
    // The number of the action shows in problems only, and a line is asked for by itself where it was an event.
    records.line(line, record, byteOffset + from, end === -1);
  };
  const action = waitingActionAt(bytes.subarray(0, at), limits);
  if (action !== -1) hand(action);
  hand(at);
}
