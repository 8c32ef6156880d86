import { closeSync, openSync, readSync } from "node:fs";
import { createBufferPool } from "../../platform/buffer-pool.ts";
import type { BlockPlace, EventBlock } from "../event-store.ts";
import { unpackFrame } from "./frame.ts";
import type { ZstdCodec } from "./zstd-codec.ts";

/** Reads blocks where the store has said that they stand, in a thread that does not have the store. */
export interface PlaceReader {
  /** The lines of a block; undefined where they are not there any more, or damaged: then the store must be asked. */
  read(block: Pick<EventBlock, "position">, place: BlockPlace): Promise<Uint8Array | undefined>;
  close(): void;
}

/** Files that stay open, the ones that were read last. */
const maxOpenFiles = 64;
/** Memory of packed frames that is kept for the next ones. */
const keptBytes = 8 * 1024 * 1024;

interface ReadFrame {
  readonly lines: Uint8Array;
  readonly blocks: readonly Pick<EventBlock, "position" | "sizeBytes">[];
}

export function createPlaceReader(codec: ZstdCodec): PlaceReader {
  const rooms = createBufferPool(keptBytes);
  // In the order in which they were read.
  const files = new Map<string, number>();
  /** The frame that was read last: blocks that share one follow each other. */
  let last: { readonly key: string; readonly frame: Promise<ReadFrame | undefined> } | undefined;

  const closeFile = (path: string): void => {
    const file = files.get(path);
    files.delete(path);
    if (file !== undefined) closeSync(file);
  };

  /** Waits for the disk: what an execution reads was written minutes ago, and going to another thread for it takes longer. */
  const readBytes = ({ path, offset, sizeBytes }: BlockPlace, bytes: Buffer): boolean => {
    try {
      const file = files.get(path) ?? openSync(path, "r");
      files.delete(path);
      files.set(path, file);
      // Of a plain file a read gives less only where it ends.
      return readSync(file, bytes, 0, sizeBytes, offset) === sizeBytes;
    } catch {
      return false;
    } finally {
      const [oldest] = files.keys();
      if (files.size > maxOpenFiles && oldest !== undefined) closeFile(oldest);
    }
  };

  const readFrame = async (place: BlockPlace): Promise<ReadFrame | undefined> => {
    const room = rooms.take(place.sizeBytes);
    try {
      if (!readBytes(place, room)) return undefined;
      return await unpackFrame(room.subarray(0, place.sizeBytes), codec);
    } finally {
      rooms.giveBack(room);
    }
  };

  return {
    async read({ position }, place) {
      const key = `${place.path} ${place.offset}`;
      if (last?.key !== key) last = { key, frame: readFrame(place) };
      const frame = await last.frame;
      if (frame === undefined) return undefined;
      let from = 0;
      for (const block of frame.blocks) {
        if (block.position === position) return frame.lines.subarray(from, from + block.sizeBytes);
        from += block.sizeBytes;
      }
      // The segment was written anew.
      return undefined;
    },
    close() {
      for (const path of [...files.keys()]) closeFile(path);
    },
  };
}
