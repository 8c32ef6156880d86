import { type EventRecord, endsInAction, type LineBlock } from "@eqlite/core/events";
import type { KeptLine, QueryPass } from "@eqlite/core/kernel";
import { lineStartsOf } from "../events/block-table.ts";
import type { EventKeeper } from "../events/event-keeper.ts";
import type { EventSink, FileReading } from "../events/read-events.ts";

/** Shows events to a pass as they are read, and tells the keeper which of them the pass keeps. */
export interface ScanPass extends Pick<EventSink, "event" | "block"> {
  /** Number of the block that is under way, or came last. */
  readonly blockNumber: number;
  /** To be called by the pass, see `PassOptions.onKept`. */
  onKept(position: number, line: KeptLine): void;
}

/** Gives a block to another thread, which will judge it; false where it has to be judged here. */
export type HandOutBlock = (block: LineBlock, blockNumber: number, reading: FileReading) => boolean;

/**
 * @param takesBlocks false where events have to be made of all lines
 * @param handOut gives a block to another thread
 */
export function createScanPass(
  pass: QueryPass,
  keeper: EventKeeper,
  takesBlocks: boolean,
  handOut: HandOutBlock,
): ScanPass {
  let reading: FileReading | undefined;
  let block: LineBlock | undefined;
  /** Makes the event that is shown as a document, also while a block is under way. */
  let makeShown: (() => EventRecord) | undefined;
  let shownDocuments = 0;
  let blockNumber = 0;

  function showDocument(shown: EventRecord, shownReading: FileReading, makeWhole: () => EventRecord): void {
    reading = shownReading;
    makeShown = makeWhole;
    shownDocuments += 1;
    pass.judgeDocument(shown.document, shown.arrival, shown.index);
    makeShown = undefined;
  }

  const takeBlock: EventSink["block"] = (lines, blockReading, records) => {
    reading = blockReading;
    blockNumber += 1;
    // Its first line is the document of a bulk action in a block before.
    if (records.expectsDocument) return { lines: records.block(lines), records: 0 };
    if (!endsInAction(lines.bytes) && handOut(lines, blockNumber, blockReading)) {
      keeper.noteReading(blockReading);
      return { lines: lineStartsOf(lines.bytes).length, records: 0 };
    }
    block = lines;
    const before = pass.eventCount - shownDocuments;
    const position = blockReading.basePosition + lines.byteOffset;
    const count =
      pass.judgeBlock?.(lines.bytes, position, (from, to, linesBefore) =>
        records.lineOf(lines, from, to, linesBefore),
      ) ?? records.block(lines);
    block = undefined;
    return { lines: count, records: pass.eventCount - shownDocuments - before };
  };

  return {
    get blockNumber() {
      return blockNumber;
    },
    event: showDocument,
    ...(takesBlocks && pass.judgeBlock !== undefined ? { block: takeBlock } : {}),
    onKept(_position, { lineFrom, lineTo, linesBefore }) {
      if (reading === undefined) return;
      if (makeShown !== undefined) keeper.keep(makeShown, reading);
      else if (block !== undefined) {
        keeper.keepLine(block, lineFrom, lineTo, block.firstLine + linesBefore, reading);
      }
    },
  };
}
