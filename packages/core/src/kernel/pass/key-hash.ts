import type { KeyTuple } from "../../match/index.ts";

/** A 64-bit hash of a tuple of join keys, as two unsigned words. */
export interface KeyHash {
  readonly low: number;
  readonly high: number;
}

/**
 * Hashes tuples by their `id`. Equal tuples have equal hashes; that different ones have the same is so unlikely that it
 * happens by intent only, for which the seed must be known. Who takes a sequence for found compares the keys themselves.
 */
export function hashKey({ id }: KeyTuple, seed: number): KeyHash {
  let low = 0xdeadbeef ^ seed;
  let high = 0x41c6ce57 ^ seed;
  for (let at = 0; at < id.length; at += 1) {
    const unit = id.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x5f356495);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return { low: low >>> 0, high: high >>> 0 };
}
