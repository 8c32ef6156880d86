// @ts-check

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const consonants = "bcdfghjklmnprstvwz";
const vowels = "aeiou";

/** @typedef {ReturnType<typeof createRandom>} Random */

/**
 * A source of random values that gives the same values for the same seed, everywhere.
 * @param {number} seed
 */
export function createRandom(seed) {
  let state = seed >>> 0;

  /** A number from 0 up to 1, by the generator known as mulberry32. */
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** A whole number from 0 up to `end`. */
  const int = (/** @type {number} */ end) => Math.floor(next() * end);
  const chance = (/** @type {number} */ probability) => next() < probability;

  /**
   * @template T
   * @param {readonly T[]} items
   * @returns {T}
   */
  const pick = (items) => at(items, int(items.length));

  /**
   * An item; the earlier ones much more often than the later: the first of 80 comes in every sixth pick.
   * @template T
   * @param {readonly T[]} items
   * @returns {T}
   */
  const pickSkewed = (items) => at(items, Math.floor(next() ** 2.5 * items.length));

  /**
   * An item by weight.
   * @template T
   * @param {readonly (readonly [weight: number, item: T])[]} weighted
   * @returns {T}
   */
  const pickWeighted = (weighted) => {
    let left = next() * weighted.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, item] of weighted) {
      left -= weight;
      if (left < 0) return item;
    }
    return at(weighted, weighted.length - 1)[1];
  };

  /**
   * Different items, in random order.
   * @template T
   * @param {readonly T[]} items
   * @param {number} count
   * @returns {T[]}
   */
  const sample = (items, count) => {
    const left = [...items];
    return Array.from({ length: Math.min(count, left.length) }, () =>
      at(left.splice(int(left.length), 1), 0),
    );
  };

  const hex = (/** @type {number} */ length) => {
    let made = "";
    // Six digits at a time: text of this kind is most of what is generated.
    while (made.length < length) made += (0x1000000 + int(0x1000000)).toString(16).slice(1);
    return made.slice(0, length);
  };
  const base64 = (/** @type {number} */ length) => {
    let made = "";
    for (let index = 0; index < length; index += 1) made += base64Digits[int(64)];
    return made;
  };
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  /** A pronounceable word of two to four syllables. */
  const word = () => {
    let made = "";
    for (let syllables = 2 + int(3); syllables > 0; syllables -= 1) {
      made += consonants[int(consonants.length)];
      made += vowels[int(vowels.length)];
    }
    return made;
  };

  return { next, int, chance, pick, pickSkewed, pickWeighted, sample, hex, base64, uuid, word };
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {number} index
 * @returns {T}
 */
function at(items, index) {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} among ${items.length}`);
  return item;
}
