import { OperationalError } from "../../platform/operational-error.ts";
import type { BlockLines, EventBlock } from "../event-store.ts";
import type { AppendedFrame, SegmentWriter } from "./segment-writer.ts";
import type { Turns } from "./turns.ts";

/** An append whose positions are given, while its frames are packed. */
export interface WaitingAppend {
  readonly lineBytes: number;
  readonly frames: Promise<readonly AppendedFrame[]>;
  readonly blocks: readonly BlockLines[];
}

/** Writes appends in the order in which they came, those together that came while another was written. */
export interface AppendQueue {
  /** Resolved when it is on disk. */
  push(append: WaitingAppend): Promise<readonly EventBlock[]>;
  /** Throws OperationalError `too-busy` where so many bytes more are not taken. */
  checkRoom(lineBytes: number): void;
  /** Resolved when nothing waits any more. */
  drained(): Promise<void>;
}

export interface AppendQueueOptions {
  readonly writer: SegmentWriter;
  readonly turns: Turns;
  readonly maxWaitingBytes: number;
  /** Told of blocks that are on disk, in the order of positions. */
  readonly onAppended: (blocks: readonly BlockLines[]) => void;
}

interface QueuedAppend extends WaitingAppend {
  resolve(blocks: readonly EventBlock[]): void;
  reject(error: unknown): void;
}

interface PackedAppend extends QueuedAppend {
  readonly packed: readonly AppendedFrame[];
}

export function createAppendQueue({
  writer,
  turns,
  maxWaitingBytes,
  onAppended,
}: AppendQueueOptions): AppendQueue {
  let queued: QueuedAppend[] = [];
  let waitingBytes = 0;
  let running: Promise<void> | undefined;

  const finish = (append: QueuedAppend): void => {
    waitingBytes -= append.lineBytes;
    onAppended(append.blocks);
    append.resolve(append.blocks.map(toBlock));
  };

  const fail = (append: QueuedAppend, error: unknown): void => {
    waitingBytes -= append.lineBytes;
    append.reject(error);
  };

  /** Where they cannot all be written, each is tried by itself: one that fails must not take others with it. */
  const write = async (appends: readonly PackedAppend[]): Promise<void> => {
    try {
      await writer.append(appends.flatMap(({ packed }) => packed));
    } catch (error) {
      const [only] = appends;
      if (only !== undefined && appends.length === 1) fail(only, error);
      else for (const append of appends) await write([append]);
      return;
    }
    for (const append of appends) finish(append);
  };

  const commit = async (appends: readonly QueuedAppend[]): Promise<void> => {
    const ready: PackedAppend[] = [];
    for (const append of appends) {
      try {
        ready.push({ ...append, packed: await append.frames });
      } catch (error) {
        fail(append, error);
      }
    }
    if (ready.length > 0) await write(ready);
  };

  const run = async (): Promise<void> => {
    try {
      while (queued.length > 0) {
        await turns.take(async () => {
          const appends = queued;
          queued = [];
          await commit(appends);
        });
      }
    } finally {
      running = undefined;
    }
  };

  return {
    checkRoom(lineBytes) {
      if (waitingBytes === 0 || waitingBytes + lineBytes <= maxWaitingBytes) return;
      const message = `${waitingBytes} bytes of events are waiting to be written; send these again in a moment`;
      throw new OperationalError("too-busy", message);
    },
    async drained() {
      await running;
    },
    push(append) {
      waitingBytes += append.lineBytes;
      // Somebody looks at it when its turn comes.
      append.frames.catch(() => {});
      return new Promise((resolve, reject) => {
        queued.push({ ...append, resolve, reject });
        running ??= run();
      });
    },
  };
}

function toBlock({ dataStream, position, sizeBytes, count, ingestedMs, times }: BlockLines): EventBlock {
  return { dataStream, position, sizeBytes, count, ingestedMs, times };
}
