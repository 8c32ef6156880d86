/** Bytes that are appended and read back by where they stand. */
export interface AppendedBytes {
  /** Returns where the bytes stand. */
  append(bytes: Uint8Array): number;
  /** Fills `into` with the bytes from an offset. */
  read(offset: number, into: Uint8Array): void;
}

const chunkBytes = 1024 * 1024;

/** Keeps bytes in memory, in chunks: a growing buffer would be copied, and for a while be there twice. */
export function createByteChunks(): AppendedBytes {
  const chunks: Uint8Array[] = [];
  let length = 0;

  /** The rest of the chunk that holds an offset. */
  function restOfChunk(offset: number): Uint8Array {
    const chunk = chunks[Math.floor(offset / chunkBytes)];
    if (chunk === undefined) throw new RangeError("bytes are read where none were appended");
    return chunk.subarray(offset % chunkBytes);
  }

  return {
    append(bytes) {
      const offset = length;
      for (let from = 0; from < bytes.length; ) {
        if (length === chunks.length * chunkBytes) chunks.push(new Uint8Array(chunkBytes));
        const room = restOfChunk(length);
        const piece = bytes.subarray(from, from + room.length);
        room.set(piece);
        from += piece.length;
        length += piece.length;
      }
      return offset;
    },
    read(offset, into) {
      for (let filled = 0; filled < into.length; ) {
        const piece = restOfChunk(offset + filled).subarray(0, into.length - filled);
        into.set(piece, filled);
        filled += piece.length;
      }
    },
  };
}
