import type { BlockLines } from "../event-store.ts";

/**
 * The blocks that were appended last, as they came: whoever follows the store asks for their events at once, and need not have
 * them read and unpacked.
 */
export interface RecentBlocks {
  /** In the order of positions. */
  add(block: BlockLines): void;
  /** The block with the event at a position. */
  at(position: number): BlockLines | undefined;
  clear(): void;
}

export function createRecentBlocks(maxBytes: number): RecentBlocks {
  let blocks: BlockLines[] = [];
  let bytes = 0;
  return {
    add(block) {
      blocks.push(block);
      bytes += block.sizeBytes;
      let gone = 0;
      while (bytes > maxBytes && gone < blocks.length) {
        bytes -= blocks[gone]?.sizeBytes ?? 0;
        gone += 1;
      }
      if (gone > 0) blocks.splice(0, gone);
    },
    at(position) {
      let from = 0;
      let to = blocks.length;
      while (from < to) {
        const middle = (from + to) >>> 1;
        if ((blocks[middle]?.position ?? 0) <= position) from = middle + 1;
        else to = middle;
      }
      const block = blocks[from - 1];
      return block !== undefined && position < block.position + block.sizeBytes ? block : undefined;
    },
    clear() {
      blocks = [];
      bytes = 0;
    },
  };
}
