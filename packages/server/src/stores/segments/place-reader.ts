import { close, open, read } from "node:fs";
import { promisify } from "node:util";
import type { BlockPlace, EventBlock } from "../event-store.ts";
import { unpackFrame } from "./frame.ts";
import type { ZstdCodec } from "./zstd-codec.ts";

const [openFile, readFile, closeFile] = [promisify(open), promisify(read), promisify(close)];

/** Reads blocks where the store has said that they stand, in a thread that does not have the store. */
export interface PlaceReader {
  /** The lines of a block; undefined where they are not there any more, or damaged: then the store must be asked. */
  read(block: Pick<EventBlock, "position">, place: BlockPlace): Promise<Uint8Array | undefined>;
  /** To be called when nothing is being read. */
  close(): Promise<void>;
}

/** Files that stay open, the ones that were read last. */
const maxOpenFiles = 64;

interface OpenFile {
  readonly file: Promise<number>;
  readers: number;
}

interface ReadFrame {
  readonly lines: Uint8Array;
  readonly blocks: readonly Pick<EventBlock, "position" | "sizeBytes">[];
}

export function createPlaceReader(codec: ZstdCodec): PlaceReader {
  // In the order in which they were read.
  const files = new Map<string, OpenFile>();
  /** The frame that was read last: blocks that share one follow each other. */
  let last: { readonly key: string; readonly frame: Promise<ReadFrame | undefined> } | undefined;

  const closeOldest = async (): Promise<void> => {
    for (const [path, { file, readers }] of files) {
      if (files.size <= maxOpenFiles) return;
      if (readers > 0) continue;
      files.delete(path);
      await closeFile(await file);
    }
  };

  const readBytes = async ({ path, offset, sizeBytes }: BlockPlace): Promise<Uint8Array | undefined> => {
    let opened = files.get(path);
    if (opened === undefined) opened = { file: openFile(path, "r"), readers: 0 };
    else files.delete(path);
    files.set(path, opened);
    opened.readers += 1;
    try {
      const file = await opened.file;
      const bytes = Buffer.allocUnsafe(sizeBytes);
      const { bytesRead } = await readFile(file, bytes, 0, sizeBytes, offset);
      // Of a plain file a read gives less only where it ends.
      return bytesRead === sizeBytes ? bytes : undefined;
    } catch {
      files.delete(path);
      return undefined;
    } finally {
      opened.readers -= 1;
      await closeOldest();
    }
  };

  const readFrame = async (place: BlockPlace): Promise<ReadFrame | undefined> => {
    const bytes = await readBytes(place);
    return bytes === undefined ? undefined : await unpackFrame(bytes, codec);
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
    async close() {
      for (const { file } of files.values()) await file.then(closeFile).catch(() => {});
      files.clear();
    },
  };
}
