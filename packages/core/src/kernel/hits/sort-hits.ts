/** Runs up to this length are sorted by insertion. */
const insertionLength = 12;

/**
 * Sorts the hit numbers of a range, keeping equal ones in place. Hits arrive nearly in order, which is why this is not
 * the sort of the platform: what is in order already takes one look at each, and what several workers read in turns is
 * merged where it overlaps only.
 *
 * @param compare tells two hits apart by their numbers.
 */
export function sortHits(
  hits: Uint32Array,
  from: number,
  to: number,
  compare: (a: number, b: number) => number,
): void {
  let scratch = new Uint32Array(0);

  function insert(low: number, high: number): void {
    for (let next = low + 1; next < high; next += 1) {
      const hit = hits[next] ?? 0;
      let at = next;
      for (; at > low && compare(hits[at - 1] ?? 0, hit) > 0; at -= 1) hits[at] = hits[at - 1] ?? 0;
      hits[at] = hit;
    }
  }

  /** Where the first hit behind another one stands in a range in order, whose last one is: looked for from the end. */
  function firstBehind(hit: number, start: number, end: number): number {
    let behind = end - 1;
    let step = 1;
    while (behind - step >= start && compare(hits[behind - step] ?? 0, hit) > 0) {
      behind -= step;
      step *= 2;
    }
    let before = Math.max(start - 1, behind - step);
    while (behind - before > 1) {
      const between = (before + behind) >>> 1;
      if (compare(hits[between] ?? 0, hit) > 0) behind = between;
      else before = between;
    }
    return behind;
  }

  /**
   * Merges two neighbouring ranges in order, of which the right one begins before the end of the left one. What they share
   * of the left one waits in the scratch.
   */
  function merge(start: number, middle: number, end: number): void {
    const low = firstBehind(hits[middle] ?? 0, start, middle);
    const leftLength = middle - low;
    if (scratch.length < leftLength) scratch = new Uint32Array(Math.max(leftLength, scratch.length * 2));
    scratch.set(hits.subarray(low, middle));
    let left = 0;
    let right = middle;
    for (let at = low; left < leftLength; at += 1) {
      const takesRight = right < end && compare(hits[right] ?? 0, scratch[left] ?? 0) < 0;
      hits[at] = (takesRight ? hits[right++] : scratch[left++]) ?? 0;
    }
  }

  function sort(low: number, high: number): void {
    if (high - low <= insertionLength) {
      insert(low, high);
      return;
    }
    const middle = (low + high) >>> 1;
    sort(low, middle);
    sort(middle, high);
    if (compare(hits[middle - 1] ?? 0, hits[middle] ?? 0) > 0) merge(low, middle, high);
  }

  sort(from, to);
}
