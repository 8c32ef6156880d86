import type { ValueLookup } from "../event-store.ts";
import { fieldHasher } from "./value-hash.ts";

/**
 * Bits a value sets, and bits of the filter for each value: 0.3 % of the values that are not there seem to be. That is a few blocks
 * read in vain in each segment that holds the value; in the others, its own filter (segment-filter.ts) spares even these.
 */
const bitsOfValue = 7;
const filterBitsPerValue = 12;
/** With fewer bits those of two values fall together too often. */
const leastBits = 512;

/**
 * How many bits a filter for so many values has: 4, 5, 6 or 7 times a power of two, so that the filters of a segment are of
 * few sizes, and those of one size can be laid out by rows.
 */
export function filterBitCount(valueCount: number): number {
  const wanted = Math.max(leastBits, valueCount * filterBitsPerValue);
  const step = 2 ** (Math.floor(Math.log2(wanted)) - 2);
  return Math.ceil(wanted / step) * step;
}

/** A filter over hashes of values: bit b is bit b % 8 of byte b / 8. */
export function buildFilter(hashes: Uint32Array): { readonly bits: number; readonly bytes: Uint8Array } {
  const bits = filterBitCount(hashes.length);
  const bytes = new Uint8Array(bits / 8);
  for (const hash of hashes) {
    let bit = firstBit(hash, bits);
    const step = bitStep(hash, bits);
    for (let turn = 0; turn < bitsOfValue; turn += 1) {
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
      // A step is shorter than the filter: the same as `%`, without a division.
      bit += step;
      if (bit >= bits) bit -= bits;
    }
  }
  return { bits, bytes };
}

/** The bits of a value. */
function* bitsOf(hash: number, bits: number): Generator<number> {
  let bit = firstBit(hash, bits);
  const step = bitStep(hash, bits);
  for (let turn = 0; turn < bitsOfValue; turn += 1) {
    yield bit;
    bit = (bit + step) % bits;
  }
}

function firstBit(hash: number, bits: number): number {
  return mix(hash) % bits;
}

/** Odd, so that it does not come back to a bit too soon. */
function bitStep(hash: number, bits: number): number {
  return 2 * (mix(hash ^ 0x9e3779b9) % (bits / 2)) + 1;
}

/** The finalizer of MurmurHash3 (public domain): each bit of the result depends on all of them. */
export function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Hashes of values; of each list one must be there. Empty where nothing is asked. */
export type PlannedLookup = readonly (readonly number[])[];

/** What of a look-up filters can decide. */
export function planLookup(lookups: readonly ValueLookup[]): PlannedLookup {
  return lookups.flatMap((alternatives) => {
    const hashes = alternatives.flatMap(({ field, texts }) => {
      const hasher = fieldHasher(field);
      return texts.map((text) => hasher?.hash(text));
    });
    return hashes.includes(undefined) ? [] : [hashes.flatMap((hash) => hash ?? [])];
  });
}

/** Whether a filter may hold what is looked up: false is certain. */
export function filterAdmits(bytes: Uint8Array, bits: number, lookup: PlannedLookup): boolean {
  return lookup.every((values) =>
    values.some((hash) => {
      for (const bit of bitsOf(hash, bits))
        if (((bytes[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
      return true;
    }),
  );
}

/**
 * The same for many filters of one size that are laid out by rows: row b has bit b of each.
 *
 * @param readRow gives a row; the lookup does not change it
 * @returns one bit for each filter
 */
export function admittedByRows(
  readRow: (bit: number) => Uint8Array,
  rowBytes: number,
  bits: number,
  lookup: PlannedLookup,
): Uint8Array {
  const admitted = new Uint8Array(rowBytes).fill(0xff);
  for (const values of lookup) {
    const some = new Uint8Array(rowBytes);
    for (const hash of values) {
      const all = new Uint8Array(rowBytes).fill(0xff);
      for (const bit of bitsOf(hash, bits)) andInto(all, readRow(bit));
      for (let at = 0; at < rowBytes; at += 1) some[at] = (some[at] ?? 0) | (all[at] ?? 0);
    }
    andInto(admitted, some);
  }
  return admitted;
}

function andInto(into: Uint8Array, other: Uint8Array): void {
  for (let at = 0; at < into.length; at += 1) into[at] = (into[at] ?? 0) & (other[at] ?? 0);
}
