import { hitLimits } from "./hit-limits.ts";

/** Remembers which keys were added. It may take another key for one of them, never one of them for another. */
export interface KeyFilter {
  /** A key is a 64-bit hash; its lower half is spread well enough. */
  add(keyLow: number): void;
  mayHave(keyLow: number): boolean;
}

const bitsPerKey = 16;
const minBits = 1024;

/** @param count about how many keys will be added */
export function createKeyFilter(count: number): KeyFilter {
  let bitCount = minBits;
  while (bitCount < count * bitsPerKey && bitCount < hitLimits.maxKeyFilterBytes * 8) bitCount *= 2;
  const words = new Uint32Array(bitCount / 32);
  const mask = bitCount - 1;
  return {
    add(keyLow) {
      const bit = keyLow & mask;
      words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31));
    },
    mayHave(keyLow) {
      const bit = keyLow & mask;
      return ((words[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
    },
  };
}
