import type { Condition } from "../lang/index.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { comparableValues, valueClassOf } from "./leaf-table.ts";
import { type Cover, type LookupNeed, lookupCover } from "./lookup-cover.ts";
import {
  bucketAlways,
  bucketBytes,
  bucketLookupCount,
  bucketLookups,
  bucketPredicates,
  exactBytes,
  exactHash,
  exactList,
  gramBytes,
  lookupAll,
  lookupBytes,
  lookupClasses,
  lookupExact,
  lookupExactMask,
  lookupField,
  lookupGramBits,
  lookupGramMask,
  lookupGramShift,
  lookupGrams,
  lookupPresent,
} from "./memory-layout.ts";

/** A predicate as far as a bucket leaves it open. */
export interface BucketPredicate {
  /** Number of the predicate. */
  readonly predicate: number;
  /** What is left of its condition. */
  readonly condition: Condition;
}

/** The look-ups of one field: which predicates of the bucket each of its values makes candidates. */
interface FieldLookup {
  readonly name: string;
  readonly fieldType: LookupNeed["fieldType"];
  readonly byText: Map<string, number[]>;
  readonly byGram: Map<number, number[]>;
  readonly byAnyValue: number[];
  readonly all: Set<number>;
}

/** Writes a bucket with look-ups for its predicates; its address. Programs follow when they are needed: most never are. */
export function writeBucket(
  memory: KernelMemory,
  fieldNumber: (name: string) => number,
  predicates: readonly BucketPredicate[],
): number {
  const always: number[] = [];
  const lookups = new Map<string, FieldLookup>();
  const open: number[] = [];
  for (const { predicate, condition } of predicates) {
    const cover = lookupCover(condition);
    // Nothing can make it true.
    if (cover !== undefined && cover.needs.length === 0) continue;
    const place = open.length / 2;
    open.push(predicate, 0);
    if (cover === undefined) always.push(place);
    else addCover(lookups, cover, place);
  }
  const list = memory.putWords(open);
  const alwaysList = writeList(memory, always);
  const written = [...lookups.values()].map((lookup) =>
    writeLookup(memory, lookup, fieldNumber(lookup.name)),
  );
  const lookupList = memory.putWords(written.flat());
  const bucket = memory.allocate(bucketBytes);
  const { words } = memory;
  words[(bucket + bucketPredicates) / 4] = list;
  words[(bucket + bucketAlways) / 4] = alwaysList;
  words[(bucket + bucketLookups) / 4] = lookupList;
  words[(bucket + bucketLookupCount) / 4] = written.length;
  return bucket;
}

function addCover(lookups: Map<string, FieldLookup>, cover: Cover, place: number): void {
  for (const { name, fieldType, texts, grams, isAnyValue } of cover.needs) {
    const id = `${fieldType} ${name}`;
    let lookup = lookups.get(id);
    if (lookup === undefined) {
      lookup = { name, fieldType, byText: new Map(), byGram: new Map(), byAnyValue: [], all: new Set() };
      lookups.set(id, lookup);
    }
    lookup.all.add(place);
    for (const text of texts) addTo(lookup.byText, text, place);
    for (const gram of grams) addTo(lookup.byGram, gram, place);
    if (isAnyValue) lookup.byAnyValue.push(place);
  }
}

function addTo<K>(lists: Map<K, number[]>, key: K, place: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [place]);
  else if (list.at(-1) !== place) list.push(place);
}

/** The words of a look-up, in the order of the layout. */
function writeLookup(memory: KernelMemory, lookup: FieldLookup, field: number): readonly number[] {
  const words = new Array<number>(lookupBytes / 4).fill(0);
  const put = (offset: number, value: number): void => {
    words[offset / 4] = value;
  };
  put(lookupField, field);
  put(lookupClasses, comparableValues(valueClassOf(lookup.fieldType)));
  put(lookupAll, writeList(memory, [...lookup.all]));
  put(lookupPresent, writeList(memory, lookup.byAnyValue));
  if (lookup.byText.size > 0) {
    const { address, mask } = writeExactTable(memory, lookup.byText);
    put(lookupExact, address);
    put(lookupExactMask, mask);
  }
  if (lookup.byGram.size > 0) {
    const { bits, shift, table, mask } = writeGramTable(memory, lookup.byGram);
    put(lookupGramBits, bits);
    put(lookupGramShift, shift);
    put(lookupGrams, table);
    put(lookupGramMask, mask);
  }
  return words;
}

/** A list of places; 0 for none. */
function writeList(memory: KernelMemory, places: readonly number[]): number {
  return places.length === 0 ? 0 : memory.putWords([places.length, ...places]);
}

function writeExactTable(
  memory: KernelMemory,
  byText: ReadonlyMap<string, readonly number[]>,
): { address: number; mask: number } {
  // Texts that differ in case only have one hash and share a place.
  const byHash = new Map<string, { low: number; high: number; places: Set<number> }>();
  const scratch = memory.allocate(8);
  for (const [text, places] of byText) {
    const { address, length } = memory.putText(text);
    memory.functions.hashTextInto(address, length, scratch);
    const low = memory.words[scratch / 4] ?? 0;
    const high = memory.words[scratch / 4 + 1] ?? 0;
    const entry = byHash.get(`${low} ${high}`) ?? { low, high, places: new Set() };
    byHash.set(`${low} ${high}`, entry);
    for (const place of places) entry.places.add(place);
  }
  const size = tableSize(byHash.size);
  const table = memory.allocate(size * exactBytes);
  for (const { low, high, places } of byHash.values()) {
    const list = writeList(memory, [...places]);
    let place = low & (size - 1);
    while (memory.words[(table + place * exactBytes + exactList) / 4] !== 0) place = (place + 1) & (size - 1);
    const entry = table + place * exactBytes;
    memory.words.set([low, high], (entry + exactHash) / 4);
    memory.words[(entry + exactList) / 4] = list;
  }
  return { address: table, mask: size - 1 };
}

/** Odd, so that the product keeps all that tells grams apart. The module multiplies by the same. */
const gramSpread = 0x9e3779b1;

function writeGramTable(
  memory: KernelMemory,
  byGram: ReadonlyMap<number, readonly number[]>,
): { bits: number; shift: number; table: number; mask: number } {
  // 16 bits for each gram and at least 1,024: one place in 16 or more is taken, so nearly all bytes pass with one look.
  const bitCount = Math.max(1_024, tableSize(byGram.size) * 8);
  const shift = 32 - Math.log2(bitCount);
  const bits = memory.allocate(bitCount / 8);
  const size = tableSize(byGram.size);
  const table = memory.allocate(size * gramBytes);
  for (const [gram, places] of byGram) {
    const list = writeList(memory, places);
    const spread = Math.imul(gram, gramSpread) >>> 0;
    const bit = spread >>> shift;
    memory.bytes[bits + (bit >>> 3)] = (memory.bytes[bits + (bit >>> 3)] ?? 0) | (1 << (bit & 7));
    let place = (spread >>> 7) & (size - 1);
    while (memory.words[(table + place * gramBytes + 4) / 4] !== 0) place = (place + 1) & (size - 1);
    memory.words.set([gram, list], (table + place * gramBytes) / 4);
  }
  return { bits, shift, table, mask: size - 1 };
}

/** A power of two with at least half of its places free. */
function tableSize(count: number): number {
  let size = 2;
  while (size < count * 2) size *= 2;
  return size;
}
