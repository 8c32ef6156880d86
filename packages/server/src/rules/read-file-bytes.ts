import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Reads a whole file; undefined where it is too large. The bytes are valid until the next file is read. */
export type ReadFileBytes = (path: string) => Buffer | undefined;

/** Nearly all rule files are shorter. */
const usualBytes = 64 * 1024;

/**
 * Reads files of at most so many bytes, one after the other into the same memory: memory that is touched for the first time
 * costs as much as the reading. Nor is a file asked for its size before it is read, unless it is longer than most.
 * Throws what the operating system says where a file cannot be read.
 */
export function createReadFileBytes(maxBytes: number): ReadFileBytes {
  const usual = Buffer.allocUnsafeSlow(usualBytes);
  return (path) => {
    const file = openSync(path, "r");
    try {
      const length = fill(file, usual, 0);
      if (length < usual.length) return atMost(maxBytes, usual.subarray(0, length));
      if (fstatSync(file).size > maxBytes) return undefined;
      // One byte more tells a file that has grown since.
      const large = Buffer.allocUnsafeSlow(Math.max(maxBytes, length) + 1);
      usual.copy(large);
      return atMost(maxBytes, large.subarray(0, fill(file, large, length)));
    } finally {
      closeSync(file);
    }
  };
}

function atMost(maxBytes: number, bytes: Buffer): Buffer | undefined {
  return bytes.length > maxBytes ? undefined : bytes;
}

/** Reads up to the end of the file or of the memory. Returns where the bytes end. */
function fill(file: number, memory: Buffer, from: number): number {
  let at = from;
  while (at < memory.length) {
    const count = readSync(file, memory, at, memory.length - at, null);
    if (count === 0) break;
    at += count;
  }
  return at;
}
