/**
 * Blocks on their way to one worker, in memory that both threads see: a ring of slots, filled by the main thread and
 * emptied by the worker, in order. Each slot has a state, a header of numbers and room for the bytes of a block.
 */
export interface BlockSlots {
  /** Puts a block into the next slot; false where the worker has not emptied it yet, or the block is too long. */
  put(header: BlockHeader, bytes: Uint8Array): boolean;
  /** Says that no block will follow. Waits for nobody. */
  end(): void;
  /** Waits for the next block, and gives its slot free when `use` returns; false where none will follow. */
  take(use: (header: BlockHeader, bytes: Uint8Array) => void): boolean;
}

export interface BlockHeader {
  /** Number of the block among all blocks of the scan, and of its file. */
  readonly block: number;
  readonly file: number;
  /** Position of its first byte in the whole input, and its offset in the file. */
  readonly position: number;
  readonly byteOffset: number;
  readonly firstLine: number;
  readonly isLast: boolean;
}

/** Longest block that is handed out; a longer one is judged where it is read. */
export const slotBytes = 512 * 1024;
const headerBytes = 64;
const slotStride = headerBytes + slotBytes;
/** States stand in front of the slots, in a line of their own each, so that they do not share one in the cache. */
const stateStride = 64;

const isFree = 0;
const isFull = 1;
const isEnd = 2;

export function createSlotMemory(slotCount: number): SharedArrayBuffer {
  return new SharedArrayBuffer(slotCount * (stateStride + slotStride));
}

/** The slots in a shared memory, for one of the two threads. */
export function openBlockSlots(memory: SharedArrayBuffer, slotCount: number): BlockSlots {
  const states = new Int32Array(memory, 0, (slotCount * stateStride) / 4);
  let next = 0;
  const stateAt = (slot: number): number => (slot * stateStride) / 4;
  /** Beside the state of the first slot: 1 when no block will follow. */
  const endedAt = 1;
  const slotAt = (slot: number): number => slotCount * stateStride + slot * slotStride;
  const publish = (state: number): void => {
    Atomics.store(states, stateAt(next), state);
    Atomics.notify(states, stateAt(next));
    next = (next + 1) % slotCount;
  };
  return {
    put(header, bytes) {
      if (bytes.length > slotBytes || Atomics.load(states, stateAt(next)) !== isFree) return false;
      const at = slotAt(next);
      new Float64Array(memory, at, 7).set([
        header.block,
        header.file,
        header.position,
        header.byteOffset,
        header.firstLine,
        Number(header.isLast),
        bytes.length,
      ]);
      new Uint8Array(memory, at + headerBytes, bytes.length).set(bytes);
      publish(isFull);
      return true;
    },
    end() {
      // Only the next slot can be waited for; where it is still full, the worker closes it itself (see `take`).
      Atomics.store(states, endedAt, 1);
      Atomics.compareExchange(states, stateAt(next), isFree, isEnd);
      Atomics.notify(states, stateAt(next));
    },
    take(use) {
      Atomics.wait(states, stateAt(next), isFree);
      if (Atomics.load(states, stateAt(next)) !== isFull) return false;
      const at = slotAt(next);
      const [block = 0, file = 0, position = 0, byteOffset = 0, firstLine = 0, last = 0, length = 0] =
        new Float64Array(memory, at, 7);
      use(
        { block, file, position, byteOffset, firstLine, isLast: last === 1 },
        new Uint8Array(memory, at + headerBytes, length),
      );
      Atomics.store(states, stateAt(next), isFree);
      // All was handed out: where this was the slot that would be next, nobody will fill or close it any more.
      if (Atomics.load(states, endedAt) === 1) Atomics.compareExchange(states, stateAt(next), isFree, isEnd);
      next = (next + 1) % slotCount;
      return true;
    },
  };
}
