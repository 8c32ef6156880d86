import { crc32 } from "node:zlib";
import { mix, type PlannedLookup } from "./value-filter.ts";

/**
 * A filter over the values of a whole segment: without it each value that is looked up lets some frames of every segment
 * through by chance. It consists of pages, and a value sets bits in one of them, so that one short read tells.
 */
export interface SegmentFilter {
  add(hashes: Uint32Array): void;
  mayHold(hash: number): boolean;
  /** As few pages as tell the values well enough, each followed by its checksum. */
  encode(): Buffer;
}

const pageBytes = 64;
const pageBits = pageBytes * 8;
/** 128 KiB: what is in 64 MiB of packed events sets about half of the bits. */
const mostPages = 2_048;
/** Bits that a value sets in its page. */
const bitsOfValue = 4;
/** Pages are laid upon each other for as long as no more of their bits are set then. */
const mostSet = 0.5;
const checksumBytes = 4;

/** Bytes of a page as it is stored. */
export const storedPageBytes = pageBytes + checksumBytes;

export function createSegmentFilter(): SegmentFilter {
  return filterOver(Buffer.alloc(mostPages * pageBytes));
}

/** A filter as it was encoded; undefined where it is damaged. */
export function decodeSegmentFilter(stored: Buffer): SegmentFilter | undefined {
  const pages = Buffer.alloc(mostPages * pageBytes);
  const count = stored.length / storedPageBytes;
  for (let page = 0; page < mostPages; page += 1) {
    const from = (page % count) * storedPageBytes;
    const read = checkedPage(stored.subarray(from, from + storedPageBytes));
    if (read === undefined) return undefined;
    pages.set(read, page * pageBytes);
  }
  return filterOver(pages);
}

function filterOver(pages: Buffer): SegmentFilter {
  return {
    add(hashes) {
      for (const hash of hashes) {
        const { page, bits } = placeOf(hash);
        const from = (page & (mostPages - 1)) * pageBytes;
        for (const bit of bits) pages[from + (bit >> 3)] = (pages[from + (bit >> 3)] ?? 0) | (1 << (bit & 7));
      }
    },
    mayHold(hash) {
      const { page, bits } = placeOf(hash);
      const from = (page & (mostPages - 1)) * pageBytes;
      return holdsBits(pages.subarray(from, from + pageBytes), bits);
    },
    encode: () => withChecksums(folded(pages)),
  };
}

/**
 * What of a look-up a segment may hold: of each entry the values that may be there. Undefined where it certainly holds nothing
 * of an entry.
 */
export function narrowed(
  lookup: PlannedLookup,
  mayHold: (hash: number) => boolean,
): PlannedLookup | undefined {
  const left = lookup.map((hashes) => hashes.filter(mayHold));
  return left.every((hashes) => hashes.length > 0) ? left : undefined;
}

/** Asks pages as they are stored. @param readPage gives one */
export function holdsByPages(
  readPage: (page: number) => Buffer,
  pageCount: number,
): (hash: number) => boolean {
  return (hash) => {
    const { page, bits } = placeOf(hash);
    const read = checkedPage(readPage(page & (pageCount - 1)));
    // A damaged page must not hide events.
    return read === undefined || holdsBits(read, bits);
  };
}

const places = { page: 0, bits: new Uint16Array(bitsOfValue) };

/** The page of a value, of which the lower bits count, and the bits in it. The same object each time. */
function placeOf(hash: number): { readonly page: number; readonly bits: Uint16Array } {
  const first = mix(hash);
  const second = mix(hash ^ 0x9e3779b9);
  places.page = first;
  const { bits } = places;
  bits[0] = second & (pageBits - 1);
  bits[1] = (second >>> 9) & (pageBits - 1);
  bits[2] = (second >>> 18) & (pageBits - 1);
  bits[3] = (first >>> 20) & (pageBits - 1);
  return places;
}

function holdsBits(page: Uint8Array, bits: Uint16Array): boolean {
  for (const bit of bits) if (((page[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
  return true;
}

/** A filter of half as many pages has in each what two of them had. */
function folded(pages: Buffer): Buffer {
  let now = pages;
  while (now.length > pageBytes) {
    const half = now.length / 2;
    const next = Buffer.alloc(half);
    let set = 0;
    for (let at = 0; at < half; at += 1) {
      const byte = (now[at] ?? 0) | (now[at + half] ?? 0);
      next[at] = byte;
      set += bitsSet[byte] ?? 0;
    }
    if (set > half * 8 * mostSet) return now;
    now = next;
  }
  return now;
}

const bitsSet = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

function withChecksums(pages: Buffer): Buffer {
  const count = pages.length / pageBytes;
  const stored = Buffer.alloc(count * storedPageBytes);
  for (let page = 0; page < count; page += 1) {
    const bytes = pages.subarray(page * pageBytes, (page + 1) * pageBytes);
    const from = page * storedPageBytes;
    stored.set(bytes, from);
    stored.writeUInt32LE(crc32(bytes), from + pageBytes);
  }
  return stored;
}

/** A page without its checksum; undefined where it is damaged. */
function checkedPage(stored: Buffer): Buffer | undefined {
  if (stored.length !== storedPageBytes) return undefined;
  const page = stored.subarray(0, pageBytes);
  return crc32(page) === stored.readUInt32LE(pageBytes) ? page : undefined;
}
