import { createPendingBytes } from "../pending-bytes.ts";
import type { JsonLimits } from "./json-limits.ts";
import { type LineBlock, waitingActionAt } from "./line-block.ts";

export interface LineBlockSink {
  /** Returns the number of lines in the block: whoever looks at them counts them, and counting twice takes time. */
  block(block: LineBlock): number;
  /** A line beyond the limit, of which nothing was held. `lengthBytes` is without its line feed. */
  tooLong(line: number, byteOffset: number, lengthBytes: number): void;
}

export interface LineBlockCutter {
  push(bytes: Uint8Array): void;
  end(): void;
}

const lineFeed = 0x0a;
const byteOrderMark = [0xef, 0xbb, 0xbf] as const;

/**
 * Cuts bytes into blocks of whole lines. A block has at most `lineBlockBytes`, except that a longer line makes one of its
 * own, together with the bulk action that waits for it. Blocks are cut from the pushed bytes where these hold them
 * whole; only what lies across two pushes is copied.
 */
export function createLineBlockCutter(sink: LineBlockSink, limits: JsonLimits): LineBlockCutter {
  // No line of a block can then be beyond the limit, except one that is a block of its own.
  const blockBytes = Math.min(limits.lineBlockBytes, limits.maxRecordBytes);
  /** The start of the next block, as far as it was pushed before. */
  const held = createPendingBytes();
  let line = 1;
  /** Where the next block begins in the input. */
  let offset = 0;
  /** The first bytes, until it is known whether they are a byte order mark. */
  const head = createPendingBytes();
  let isStarted = false;
  /** Where the line begins in `held` that does not fit into a block and goes on to its line feed; -1 without one. */
  let longLineAt = -1;
  /** Bytes of a line that is too long, so far. */
  let lostBytes = 0;

  function handOut(bytes: Uint8Array, isLast: boolean): void {
    line += sink.block({ bytes, firstLine: line, byteOffset: offset, isLast });
    offset += bytes.length;
  }

  /** Takes the first bytes, without a byte order mark. Returns how many of these bytes it took. */
  function start(bytes: Uint8Array): number {
    const added = bytes.subarray(0, byteOrderMark.length - head.length);
    head.append(added);
    if (head.length === byteOrderMark.length) endHead();
    return added.length;
  }

  function endHead(): void {
    const first = head.take();
    isStarted = true;
    if (byteOrderMark.every((byte, i) => first[i] === byte)) offset = byteOrderMark.length;
    else take(first);
  }

  /** The block at the start of a window of `blockBytes`, or that part of it which ends in the window. */
  function cutOf(window: Uint8Array): { readonly length: number; readonly isWhole: boolean } {
    const length = window.lastIndexOf(lineFeed) + 1;
    const action = length === 0 ? 0 : waitingActionAt(window.subarray(0, length), limits);
    if (action === -1) return { length, isWhole: true };
    // With nothing before the action, the block goes on to the end of the line after it.
    return action > 0 ? { length: action, isWhole: true } : { length, isWhole: false };
  }

  /** Takes bytes up to the end of the long line. Returns how many. */
  function extendLongLine(bytes: Uint8Array): number {
    const feed = bytes.indexOf(lineFeed);
    const isEnd = feed !== -1;
    const piece = isEnd ? bytes.subarray(0, feed + 1) : bytes;
    const lineBytes = lostBytes + held.length - longLineAt + piece.length - Number(isEnd);
    if (lineBytes > limits.maxRecordBytes) {
      // Its bulk action is lost with it, and need not wait.
      if (longLineAt > 0) handOut(held.view().subarray(0, longLineAt), false);
      held.clear();
      longLineAt = 0;
      lostBytes = lineBytes;
      if (isEnd) endLostLine(1);
    } else {
      held.append(piece);
      if (isEnd) {
        longLineAt = -1;
        handOut(held.take(), false);
      }
    }
    return piece.length;
  }

  function endLostLine(lineFeedBytes: number): void {
    sink.tooLong(line, offset, lostBytes);
    line += 1;
    offset += lostBytes + lineFeedBytes;
    longLineAt = -1;
    lostBytes = 0;
  }

  function take(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      if (longLineAt !== -1) {
        from += extendLongLine(bytes.subarray(from));
        continue;
      }
      const isDirect = held.length === 0 && bytes.length - from >= blockBytes;
      if (!isDirect) {
        const added = bytes.subarray(from, from + blockBytes - held.length);
        held.append(added);
        from += added.length;
        if (held.length < blockBytes) return;
      }
      const window = isDirect ? bytes.subarray(from, from + blockBytes) : held.view();
      const { length, isWhole } = cutOf(window);
      if (!isWhole) {
        // The rest of the window is the start of a line that does not end in it.
        longLineAt = length;
        if (isDirect) {
          held.append(window);
          from += window.length;
        }
        continue;
      }
      handOut(window.subarray(0, length), false);
      const rest = window.length - length;
      if (isDirect) from += length;
      else if (rest > from) held.drop(length);
      else {
        // The rest stands in the pushed bytes, too: taken from there, the next blocks need not be copied.
        held.clear();
        from -= rest;
      }
    }
  }

  return {
    push(bytes) {
      const from = isStarted ? 0 : start(bytes);
      take(bytes.subarray(from));
    },
    end() {
      if (!isStarted) endHead();
      if (lostBytes > 0) endLostLine(0);
      else if (held.length > 0) handOut(held.take(), true);
    },
  };
}
