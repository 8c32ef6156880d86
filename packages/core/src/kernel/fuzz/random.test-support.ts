/** A source of random values that gives the same values for the same seed, everywhere. */
export interface Random {
  /** A whole number from 0 up to `end`. */
  int(end: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** An item by weight. */
  pickWeighted<T>(weighted: readonly (readonly [weight: number, item: T])[]): T;
  /** From `least` to `most` items, each made anew. */
  list<T>(least: number, most: number, make: () => T): readonly T[];
}

/** The generator known as mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (end: number): number => Math.floor(next() * end);
  return {
    int,
    chance: (probability) => next() < probability,
    pick: (items) => itemAt(items, int(items.length)),
    pickWeighted(weighted) {
      let left = next() * weighted.reduce((sum, [weight]) => sum + weight, 0);
      const found = weighted.find(([weight]) => {
        left -= weight;
        return left < 0;
      });
      return (found ?? itemAt(weighted, weighted.length - 1))[1];
    },
    list: (least, most, make) => Array.from({ length: least + int(most - least + 1) }, make),
  };
}

function itemAt<T>(items: readonly T[], index: number): T {
  if (index < 0 || index >= items.length) throw new RangeError(`no item ${index} among ${items.length}`);
  return items[index] as T;
}
