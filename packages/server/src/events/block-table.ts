import type { LineBlock } from "@eqlite/core/events";
import { lastAtMost } from "./last-at-most.ts";

/** Where a block of lines stands, without its bytes. */
export interface BlockPlace {
  readonly byteOffset: number;
  readonly lengthBytes: number;
  readonly firstLine: number;
}

/** Where the blocks of a file stand: 24 bytes for each, whatever the number of lines. */
export interface BlockTable {
  readonly size: number;
  /** Blocks are added in the order of the file. */
  add(block: LineBlock): void;
  /** The block that holds the byte at an offset. */
  find(byteOffset: number): BlockPlace | undefined;
}

export function createBlockTable(): BlockTable {
  const byteOffsets: number[] = [];
  const lengths: number[] = [];
  const firstLines: number[] = [];
  return {
    get size() {
      return byteOffsets.length;
    },
    add({ bytes, byteOffset, firstLine }) {
      byteOffsets.push(byteOffset);
      lengths.push(bytes.length);
      firstLines.push(firstLine);
    },
    find(offset) {
      const at = lastAtMost(byteOffsets, offset);
      const byteOffset = byteOffsets[at];
      const lengthBytes = lengths[at];
      const firstLine = firstLines[at];
      if (byteOffset === undefined || lengthBytes === undefined || firstLine === undefined) return undefined;
      return offset < byteOffset + lengthBytes ? { byteOffset, lengthBytes, firstLine } : undefined;
    },
  };
}

/** Where the lines of a block begin in it. */
export function lineStartsOf(bytes: Uint8Array): readonly number[] {
  const starts = bytes.length === 0 ? [] : [0];
  const lineFeed = 0x0a;
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) {
    if (at + 1 < bytes.length) starts.push(at + 1);
  }
  return starts;
}
