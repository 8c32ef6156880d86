import type { SortKeys } from "./sort-order.ts";

export interface RankedHit {
  readonly keys: SortKeys;
  readonly number: number;
}

/** The first hits of an order, and no others: a heap with the last of them on top. */
export interface BestHits {
  /** Whether a hit would be kept. */
  takes(hit: RankedHit): boolean;
  add(hit: RankedHit): void;
  readonly isFull: boolean;
  /** The last of those kept. */
  readonly worst: RankedHit | undefined;
  /** In order. */
  sorted(): readonly RankedHit[];
}

/** @param compareKeys the order; hits that are equal in it come in the order of their numbers */
export function createBestHits(size: number, compareKeys: (a: SortKeys, b: SortKeys) => number): BestHits {
  const heap: RankedHit[] = [];
  const compare = (a: RankedHit, b: RankedHit): number => compareKeys(a.keys, b.keys) || a.number - b.number;
  const isWorse = (at: number, than: number): boolean => {
    const [a, b] = [heap[at], heap[than]];
    return a !== undefined && b !== undefined && compare(a, b) > 0;
  };
  const swap = (at: number, other: number): void => {
    const [a, b] = [heap[at], heap[other]];
    if (a === undefined || b === undefined) return;
    heap[at] = b;
    heap[other] = a;
  };

  const takes = (hit: RankedHit): boolean => {
    const [worst] = heap;
    return heap.length < size || (worst !== undefined && compare(hit, worst) < 0);
  };

  return {
    takes,
    add(hit) {
      if (heap.length < size) {
        for (let at = heap.push(hit) - 1; at > 0; ) {
          const parent = (at - 1) >> 1;
          if (!isWorse(at, parent)) break;
          swap(at, parent);
          at = parent;
        }
        return;
      }
      if (!takes(hit)) return;
      heap[0] = hit;
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        const child = isWorse(left + 1, left) ? left + 1 : left;
        if (!isWorse(child, at)) break;
        swap(at, child);
        at = child;
      }
    },
    get isFull() {
      return heap.length >= size;
    },
    get worst() {
      return heap[0];
    },
    sorted: () => heap.toSorted(compare),
  };
}
