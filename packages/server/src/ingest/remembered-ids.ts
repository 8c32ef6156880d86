/** Which `_id`s were stored lately, by data stream. Of each only a hash is kept. */
export interface RememberedIds {
  has(dataStream: string, id: string): boolean;
  add(dataStream: string, id: string): void;
}

/** Secret numbers that the hashes begin with: who knows them could make two ids look the same. */
export type IdSeed = readonly [number, number];

/**
 * Remembers at least the last `count` ids, and at most twice as many, in 32 bytes each. Hashes have 64 bits and zero stands
 * for none: that a new id is taken for an old one happens once in about 10^13 ids.
 */
export function createRememberedIds(count: number, seed: IdSeed): RememberedIds {
  let size = 16;
  while (size < count * 2) size *= 2;
  // Two generations: when the young one is full, the old one is forgotten and the young one becomes the old one. Most
  // clients send no ids, so that room is only taken with the first one.
  let young: Uint32Array | undefined;
  let old: Uint32Array | undefined;
  let youngCount = 0;
  const hash = new Uint32Array(2);

  /** Where a hash stands in a table, or the free place for it. */
  const placeOf = (table: Uint32Array): number => {
    const [low = 0, high = 0] = hash;
    let place = (low & (size - 1)) * 2;
    while (
      (table[place] !== low || table[place + 1] !== high) &&
      (table[place] !== 0 || table[place + 1] !== 0)
    ) {
      place = (place + 2) & (size * 2 - 1);
    }
    return place;
  };

  const holds = (table: Uint32Array | undefined): boolean => {
    if (table === undefined) return false;
    const place = placeOf(table);
    return table[place] !== 0 || table[place + 1] !== 0;
  };

  return {
    has(dataStream, id) {
      if (young === undefined) return false;
      hashInto(hash, dataStream, id, seed);
      return holds(young) || holds(old);
    },
    add(dataStream, id) {
      hashInto(hash, dataStream, id, seed);
      young ??= new Uint32Array(size * 2);
      if (holds(young)) return;
      if (youngCount === count) {
        const emptied = old?.fill(0) ?? new Uint32Array(size * 2);
        old = young;
        young = emptied;
        youngCount = 0;
      }
      const place = placeOf(young);
      young[place] = hash[0] ?? 0;
      young[place + 1] = hash[1] ?? 0;
      youngCount += 1;
    },
  };
}

/** Two multiplicative hashes that are mixed at the end, over the name, a code unit that is in no name, and the id. */
function hashInto(hash: Uint32Array, dataStream: string, id: string, [first, second]: IdSeed): void {
  let low = first ^ dataStream.length;
  let high = second ^ id.length;
  const take = (text: string): void => {
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      low = Math.imul(low ^ unit, 0x9e3779b1);
      low ^= low >>> 15;
      high = Math.imul(high ^ unit, 0x5f356495);
      high ^= high >>> 13;
    }
  };
  take(dataStream);
  take(id);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  hash[0] = low === 0 && high === 0 ? 1 : low;
  hash[1] = high;
}
