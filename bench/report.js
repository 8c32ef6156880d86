// @ts-check
// Figures as JSON lines, and the few sums that all of them need.

/** @param {Readonly<Record<string, unknown>>} figure */
export function report(figure) {
  console.log(JSON.stringify(figure));
}

/**
 * Speed over an input, for the line of a figure.
 * @param {{ readonly bytes: number, readonly events: number }} input
 * @param {number} seconds
 */
export function speedOver({ bytes, events }, seconds) {
  return {
    seconds: round(seconds),
    mb_per_second: round(bytes / 1e6 / seconds),
    kevents_per_second: round(events / 1e3 / seconds),
  };
}

/** @param {readonly number[]} values at least one */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[middle - 1 + (sorted.length % 2)], sorted[middle]];
  return (low + high) / 2;
}

/** @param {number} value */
export function round(value) {
  return Math.round(value * 1000) / 1000;
}

/**
 * What a function gives, and how long it takes.
 * @template T
 * @param {() => T | Promise<T>} run
 */
export async function timed(run) {
  const start = performance.now();
  const value = await run();
  return { value, seconds: (performance.now() - start) / 1000 };
}
