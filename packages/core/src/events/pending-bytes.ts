/** Bytes that are still needed: those of a record that has not ended yet. */
export interface PendingBytes {
  readonly length: number;
  /** Copies the bytes to the end. The caller sees to the bound: it must not append without one. */
  append(bytes: Uint8Array): void;
  /** All bytes, valid until the next change. */
  view(): Uint8Array;
  /** All bytes, valid until the next call, after which the buffer is empty. */
  take(): Uint8Array;
  /** Forgets the first `count` bytes. What is left is moved, so that a caller must not leave much, or not often. */
  drop(count: number): void;
  clear(): void;
}

const startBytes = 4 * 1024;
const keptBytes = 1024 * 1024;

/** One growing buffer rather than a list of pieces: input that comes byte by byte must not cost an object per byte. */
export function createPendingBytes(): PendingBytes {
  let buffer = new Uint8Array(startBytes);
  let length = 0;

  function clear(): void {
    length = 0;
    if (buffer.length > keptBytes) buffer = new Uint8Array(startBytes);
  }

  return {
    get length() {
      return length;
    },
    append(bytes) {
      if (length + bytes.length > buffer.length) {
        const larger = new Uint8Array(Math.max(buffer.length * 2, length + bytes.length));
        larger.set(buffer.subarray(0, length));
        buffer = larger;
      }
      buffer.set(bytes, length);
      length += bytes.length;
    },
    view: () => buffer.subarray(0, length),
    take() {
      const bytes = buffer.subarray(0, length);
      clear();
      return bytes;
    },
    drop(count) {
      const rest = buffer.subarray(count, length);
      if (buffer.length > keptBytes) buffer = new Uint8Array(Math.max(startBytes, rest.length));
      buffer.set(rest);
      length = rest.length;
    },
    clear,
  };
}
