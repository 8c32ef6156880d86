import { createBufferPool } from "../platform/buffer-pool.ts";
import type { Clock } from "../platform/clock.ts";
import type { BlockLines, EventBlock, EventStore } from "../stores/event-store.ts";
import type { ArrivalTimes } from "./arrival-times.ts";
import { liveLimits } from "./live-limits.ts";

/** A block, and when it arrived by the clock that only goes forward. */
export interface ArrivedBlock {
  readonly lines: BlockLines;
  readonly arrivedMs: number;
}

/**
 * Blocks of a store from a position on, each once and in order: as they are appended while there is room for them, read from
 * the store where the reader has fallen behind.
 */
export interface BlockQueue {
  /**
   * The next block; undefined where there is none at present. Its lines are good until `release`. Throws what the store throws
   * where a block could not be read several times: the next call goes on behind it.
   */
  next(): Promise<ArrivedBlock | undefined>;
  /** Of all blocks given out so far nobody looks at the lines any more: their memory is used again. */
  release(): void;
  /** Resolves when there may be a block, or after a time. */
  wait(ms: number): Promise<void>;
  /** Resolves after a time, whatever waits. */
  pause(ms: number): Promise<void>;
  /** Position behind the last block that was given out. */
  readonly position: number;
  /** Whether nothing waits that was told of. */
  readonly isEmpty: boolean;
  /** Ends every wait at once. */
  close(): void;
}

interface QueuedBlock extends ArrivedBlock {
  /** Holds its lines. */
  readonly room: Buffer;
}

export interface BlockQueueOptions {
  readonly store: EventStore;
  readonly from: number;
  readonly elapsed: Clock;
  readonly arrivals: ArrivalTimes;
  readonly maxQueuedBytes: number;
}

export function createBlockQueue(options: BlockQueueOptions): BlockQueue {
  const { store, elapsed, arrivals, maxQueuedBytes } = options;
  let queued: QueuedBlock[] = [];
  const rooms = createBufferPool(maxQueuedBytes / 2);
  /** Of blocks that were given out. */
  let used: Buffer[] = [];
  let queuedBytes = 0;
  let position = options.from;
  /** What is stored already is read first. */
  let isBehind = true;
  /** Blocks of the store still to be read, the next one at the end. */
  let backlog: EventBlock[] = [];
  /** Those of them that are being read already. */
  const reading = new Map<EventBlock, Promise<BlockLines | undefined>>();
  let failedReads = 0;
  let isClosed = false;
  let wake: (() => void) | undefined;
  let endPause: (() => void) | undefined;

  const unsubscribe = store.subscribe((lines) => {
    arrivals.note(lines);
    if (!isBehind) {
      queuedBytes += lines.sizeBytes;
      if (queuedBytes > maxQueuedBytes) {
        isBehind = true;
        for (const { room } of queued) rooms.giveBack(room);
        queued = [];
        queuedBytes = 0;
      } else {
        // The lines are good during this call only.
        const room = rooms.take(lines.sizeBytes);
        room.set(lines.lines);
        const kept = { ...lines, lines: room.subarray(0, lines.sizeBytes) };
        queued.push({ lines: kept, arrivedMs: elapsed.nowMs(), room });
      }
    }
    wake?.();
  });

  async function nextStored(): Promise<ArrivedBlock | undefined> {
    for (;;) {
      if (backlog.length === 0) {
        const rest = store.select({ positions: { from: position, to: Number.POSITIVE_INFINITY } });
        backlog = rest.toReversed();
      }
      const block = backlog.at(-1);
      if (block === undefined) {
        // From here on blocks are queued: nothing is appended between the look and this line.
        isBehind = false;
        return undefined;
      }
      const lines = await readStored(block);
      if (lines === "again later") return undefined;
      backlog.pop();
      position = block.position + block.sizeBytes;
      // Retention may have taken it away: then it is nobody's to judge.
      if (lines !== undefined) return { lines, arrivedMs: arrivals.of(block) };
    }
  }

  async function readStored(block: EventBlock): Promise<BlockLines | undefined | "again later"> {
    try {
      const lines = await (reading.get(block) ?? store.read(block));
      reading.delete(block);
      readOn();
      failedReads = 0;
      return lines;
    } catch (error) {
      reading.delete(block);
      failedReads += 1;
      if (failedReads < liveLimits.maxReads) return "again later";
      failedReads = 0;
      backlog.pop();
      position = block.position + block.sizeBytes;
      throw error;
    }
  }

  /** Begins to read the next blocks, while this one is judged: unpacking has threads of its own. */
  function readOn(): void {
    for (const block of backlog.slice(-1 - liveLimits.blocksAhead, -1)) {
      if (reading.has(block)) continue;
      const read = store.read(block);
      // An error shows when its turn has come.
      read.catch(() => {});
      reading.set(block, read);
    }
  }

  function sleep(ms: number, onWake: (done: () => void) => void): Promise<void> {
    if (isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      onWake(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  return {
    async next() {
      if (isBehind) return nextStored();
      for (;;) {
        const next = queued.shift();
        if (next === undefined) return undefined;
        const { lines, room } = next;
        queuedBytes -= lines.sizeBytes;
        used.push(room);
        // Read from the store before.
        if (lines.position < position) continue;
        position = lines.position + lines.sizeBytes;
        return next;
      }
    },
    release() {
      for (const room of used) rooms.giveBack(room);
      used = [];
    },
    wait(ms) {
      if (queued.length > 0) return Promise.resolve();
      return sleep(ms, (done) => {
        wake = done;
      });
    },
    pause: (ms) =>
      sleep(ms, (done) => {
        endPause = done;
      }),
    get position() {
      return position;
    },
    get isEmpty() {
      return !isBehind && queued.length === 0;
    },
    close() {
      isClosed = true;
      unsubscribe();
      wake?.();
      endPause?.();
    },
  };
}
