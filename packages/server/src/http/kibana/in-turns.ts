import { setImmediate as otherWork } from "node:timers/promises";

/** Does work for some items at a time, with room for other requests in between. */
export async function inTurns<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (some: readonly T[]) => readonly R[],
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += atOnce) {
    if (from > 0) await otherWork();
    results.push(...work(items.slice(from, from + atOnce)));
  }
  return results;
}
