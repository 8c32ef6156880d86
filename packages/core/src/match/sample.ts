import { compareKeys, type KeyTuple } from "./join-key.ts";
import type { StageHit } from "./sequence/stage-hit.ts";

/** A set of different events, one for each filter, that share key values. */
export interface SampleMatch<E> {
  readonly key: KeyTuple;
  readonly hits: readonly StageHit<E>[];
}

export interface SamplePlan {
  readonly filterCount: number;
  readonly maxSamplesPerKey: number;
  /** Most samples in all; the search stops there. */
  readonly size: number;
}

/** Finds samples among the hits, which come in the order of specification 6.2 (specification section 7). */
export function findSamples<E>(hits: readonly StageHit<E>[], plan: SamplePlan): readonly SampleMatch<E>[] {
  const samples: SampleMatch<E>[] = [];
  for (const { key, lists } of qualifyingKeys(hits, plan.filterCount)) {
    if (samples.length >= plan.size) break;
    const wanted = Math.min(plan.maxSamplesPerKey, plan.size - samples.length);
    for (const chosen of chooseDifferent(lists, wanted)) samples.push({ key, hits: chosen });
  }
  return samples;
}

interface KeyLists<E> {
  readonly key: KeyTuple;
  /** For each filter the events that fit it with this key. */
  readonly lists: readonly StageHit<E>[][];
}

/** The key tuples for which every filter has an event, ascending, null first. */
function qualifyingKeys<E>(hits: readonly StageHit<E>[], filterCount: number): readonly KeyLists<E>[] {
  const byKey = new Map<string, KeyLists<E>>();
  for (const hit of hits) {
    for (const [filter, keys] of hit.keysAt.entries()) {
      for (const key of keys) {
        const known = byKey.get(key.id) ?? {
          key,
          lists: Array.from({ length: filterCount }, (): StageHit<E>[] => []),
        };
        known.lists[filter]?.push(hit);
        byKey.set(key.id, known);
      }
    }
  }
  return [...byKey.values()]
    .filter(({ lists }) => lists.every((list) => list.length > 0))
    .sort((a, b) => compareKeys(a.key, b.key));
}

/** Up to `wanted` ways to take a different event from each list, in the order that backtracking finds them. */
function chooseDifferent<E>(
  lists: readonly StageHit<E>[][],
  wanted: number,
): readonly (readonly StageHit<E>[])[] {
  const found: (readonly StageHit<E>[])[] = [];
  const chosen: StageHit<E>[] = [];
  const choose = (filter: number): void => {
    const list = lists[filter];
    if (list === undefined) {
      found.push([...chosen]);
      return;
    }
    for (const hit of list) {
      if (chosen.includes(hit)) continue;
      chosen.push(hit);
      // Looking ahead keeps the search from trying all pairs of two long lists that a third can never complete.
      if (canComplete(lists, filter + 1, chosen)) choose(filter + 1);
      chosen.pop();
      if (found.length >= wanted) return;
    }
  };
  choose(0);
  return found;
}

/**
 * Whether the filters from `filter` on can still take different events. If they can at all, they can with one of the
 * first free events of the list, as many as there are filters left: the other filters cannot need all of these.
 */
function canComplete<E>(
  lists: readonly StageHit<E>[][],
  filter: number,
  chosen: readonly StageHit<E>[],
): boolean {
  const list = lists[filter];
  if (list === undefined) return true;
  const filtersLeft = lists.length - filter;
  let tried = 0;
  for (const hit of list) {
    if (tried === filtersLeft) return false;
    if (chosen.includes(hit)) continue;
    if (canComplete(lists, filter + 1, [...chosen, hit])) return true;
    tried += 1;
  }
  return false;
}
