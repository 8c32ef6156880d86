import type { BlockLines } from "../event-store.ts";

/**
 * The blocks that were appended last, as they came: whoever follows the store asks for their events at once, and need not have
 * them read and unpacked. They are copied into memory of a fixed size, the newest over the oldest.
 */
export interface RecentBlocks {
  /** In the order of positions. */
  add(block: BlockLines): void;
  /** The block with the event at a position. Its lines are good until the next block is added. */
  at(position: number): BlockLines | undefined;
  clear(): void;
}

interface HeldBlock {
  readonly block: BlockLines;
  /** Where its lines stand in the memory. */
  readonly from: number;
}

export function createRecentBlocks(maxBytes: number): RecentBlocks {
  let memory: Buffer | undefined;
  let held: HeldBlock[] = [];
  /** Where the next block goes, and how much of the memory is used up to its end. */
  let next = 0;

  /** The oldest blocks that stand between two places, which are those that come next. */
  const forget = (from: number, to: number): void => {
    let gone = 0;
    for (const { block, from: start } of held) {
      if (start >= to || start + block.sizeBytes <= from) break;
      gone += 1;
    }
    if (gone > 0) held.splice(0, gone);
  };

  return {
    add(block) {
      const { lines, sizeBytes } = block;
      if (sizeBytes > maxBytes) {
        held = [];
        next = 0;
        return;
      }
      memory ??= Buffer.allocUnsafeSlow(maxBytes);
      if (next + sizeBytes > maxBytes) {
        forget(next, maxBytes);
        next = 0;
      }
      forget(next, next + sizeBytes);
      const kept = memory.subarray(next, next + sizeBytes);
      kept.set(lines);
      held.push({ block: { ...block, lines: kept }, from: next });
      next += sizeBytes;
    },
    at(position) {
      let from = 0;
      let to = held.length;
      while (from < to) {
        const middle = (from + to) >>> 1;
        if ((held[middle]?.block.position ?? 0) <= position) from = middle + 1;
        else to = middle;
      }
      const block = held[from - 1]?.block;
      return block !== undefined && position < block.position + block.sizeBytes ? block : undefined;
    },
    clear() {
      held = [];
      next = 0;
    },
  };
}
