/** Distinct numbers of 32 bits, emptied often. */
export interface HashSet {
  add(hash: number): void;
  /** What was added since the last time, each number once, in the order of adding; the set is empty again. */
  take(): Uint32Array;
}

const firstRoom = 256;
/** How far apart neighbouring numbers are put (Knuth's multiplicative hashing). */
const spread = 0x9e3779b1;

export function createHashSet(): HashSet {
  // For each place one more than the number's place among those that were added; 0 where it is free.
  let places = new Uint32Array(firstRoom);
  let added = new Uint32Array(firstRoom / 2);
  let count = 0;

  /** Where a number is, or where it goes. */
  const placeOf = (hash: number): number => {
    const mask = places.length - 1;
    let place = (Math.imul(hash, spread) >>> 8) & mask;
    for (let at = places[place] ?? 0; at !== 0 && added[at - 1] !== hash; at = places[place] ?? 0) {
      place = (place + 1) & mask;
    }
    return place;
  };

  const grow = (): void => {
    const larger = new Uint32Array(added.length * 2);
    larger.set(added);
    added = larger;
    places = new Uint32Array(places.length * 2);
    for (let at = 0; at < count; at += 1) places[placeOf(added[at] ?? 0)] = at + 1;
  };

  return {
    add(hash) {
      const place = placeOf(hash);
      if (places[place] !== 0) return;
      added[count] = hash;
      count += 1;
      places[place] = count;
      if (count === added.length) grow();
    },
    take() {
      const taken = added.slice(0, count);
      // A large set is emptied at once, a nearly empty one number by number.
      if (count * 8 > places.length) places.fill(0);
      else for (let at = count - 1; at >= 0; at -= 1) places[placeOf(added[at] ?? 0)] = 0;
      count = 0;
      return taken;
    },
  };
}
