import { createBufferPool } from "../platform/buffer-pool.ts";
import type { BlockLines, EventBlock, EventStore } from "../stores/event-store.ts";

/**
 * Blocks of a store from a position on, each once and in order: as they are appended while there is room for them, read from
 * the store where the reader has fallen behind.
 */
export interface BlockQueue {
  /** The next block; undefined where there is none at present. Its lines are good until `release`. */
  next(): Promise<BlockLines | undefined>;
  /** Of all blocks given out so far nobody looks at the lines any more: their memory is used again. */
  release(): void;
  /** Resolves when there may be a block, or after a time. */
  wait(ms: number): Promise<void>;
  /** Position behind the last block that was given out. */
  readonly position: number;
  /** Whether blocks come from the store. */
  readonly isBehind: boolean;
  close(): void;
}

interface QueuedBlock {
  readonly block: BlockLines;
  /** Holds its lines. */
  readonly room: Buffer;
}

export function createBlockQueue(store: EventStore, from: number, maxQueuedBytes: number): BlockQueue {
  let queued: QueuedBlock[] = [];
  let queuedBytes = 0;
  const rooms = createBufferPool(maxQueuedBytes / 2);
  /** Of blocks that were given out. */
  let used: Buffer[] = [];
  let position = from;
  /** What is stored already is read first. */
  let isBehind = true;
  /** Blocks of the store still to be read, the next one at the end. */
  let backlog: EventBlock[] = [];
  let wake: (() => void) | undefined;

  const unsubscribe = store.subscribe((block) => {
    if (!isBehind) {
      queuedBytes += block.sizeBytes;
      if (queuedBytes > maxQueuedBytes) {
        isBehind = true;
        for (const { room } of queued) rooms.giveBack(room);
        queued = [];
        queuedBytes = 0;
      } else {
        // The lines are good during this call only.
        const room = rooms.take(block.sizeBytes);
        room.set(block.lines);
        queued.push({ block: { ...block, lines: room.subarray(0, block.sizeBytes) }, room });
      }
    }
    wake?.();
  });

  async function nextStored(): Promise<BlockLines | undefined> {
    for (;;) {
      if (backlog.length === 0) {
        const rest = store.select({ positions: { from: position, to: Number.POSITIVE_INFINITY } });
        backlog = rest.toReversed();
      }
      const block = backlog.pop();
      if (block === undefined) {
        // From here on blocks are queued: nothing is appended between the look and this line.
        isBehind = false;
        return undefined;
      }
      position = block.position + block.sizeBytes;
      const lines = await store.read(block);
      // Retention may have taken it away: then it is nobody's to judge.
      if (lines !== undefined) return lines;
    }
  }

  return {
    async next() {
      if (isBehind) return nextStored();
      for (;;) {
        const next = queued.shift();
        if (next === undefined) return undefined;
        const { block, room } = next;
        queuedBytes -= block.sizeBytes;
        used.push(room);
        // Read from the store before.
        if (block.position < position) continue;
        position = block.position + block.sizeBytes;
        return block;
      }
    },
    release() {
      for (const room of used) rooms.giveBack(room);
      used = [];
    },
    wait(ms) {
      if (queued.length > 0) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(done, ms);
        function done(): void {
          clearTimeout(timer);
          wake = undefined;
          resolve();
        }
        wake = done;
      });
    },
    get position() {
      return position;
    },
    get isBehind() {
      return isBehind;
    },
    close() {
      unsubscribe();
      wake?.();
    },
  };
}
