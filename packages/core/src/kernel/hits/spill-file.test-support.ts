import type { SpillFile } from "./spilled-run.ts";

/** A spill file in memory that puts something between what is appended, as another writer of a file might. */
export function createMemorySpillFile(): SpillFile & {
  readonly appends: () => number;
  readonly isClosed: () => boolean;
  readonly largestRead: () => number;
} {
  const pieces: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  let end = 100;
  let closed = false;
  let largestRead = 0;
  return {
    append(bytes) {
      const offset = end;
      pieces.push({ offset, bytes: bytes.slice() });
      end += bytes.length + 7;
      return offset;
    },
    read(offset, into) {
      const piece = pieces.find(
        (at) => at.offset <= offset && offset + into.length <= at.offset + at.bytes.length,
      );
      if (piece === undefined) throw new Error(`nothing was written at ${offset}`);
      largestRead = Math.max(largestRead, into.length);
      into.set(piece.bytes.subarray(offset - piece.offset, offset - piece.offset + into.length));
    },
    close: () => {
      closed = true;
    },
    appends: () => pieces.length,
    isClosed: () => closed,
    largestRead: () => largestRead,
  };
}
