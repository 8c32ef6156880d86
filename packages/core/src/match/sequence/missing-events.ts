import { type EventOrder, isEarlier, isFurtherThan } from "../event-order.ts";
import type { KeyTuple } from "../join-key.ts";
import type { SequencePlan } from "./sequence-matcher.ts";
import type { StageHit } from "./stage-hit.ts";

/** Knows the events that must be missing, and whether a completed sequence may stand (specification 6.6). */
export interface MissingEvents<E> {
  see(hit: StageHit<E>): void;
  /** `hits` are the events of the ordinary stages in order. */
  allow(key: KeyTuple, hits: readonly StageHit<E>[]): boolean;
}

export function createMissingEvents<E>(plan: SequencePlan): MissingEvents<E> {
  const { missing, maxspanMs = 0 } = plan;
  const firstOrdinary = missing.indexOf(false);
  const lastOrdinary = missing.lastIndexOf(false);
  const missingStages = missing.flatMap((isMissing, stage) => (isMissing ? [stage] : []));
  const leading = missingStages.filter((stage) => stage < firstOrdinary);
  const trailing = missingStages.filter((stage) => stage > lastOrdinary);
  const middle = missingStages
    .filter((stage) => stage > firstOrdinary && stage < lastOrdinary)
    .map((stage) => ({
      stage,
      ordinaryBefore: missing.slice(0, stage).filter((isMissing) => !isMissing).length,
    }));
  const seen = new Map<number, Map<string, EventOrder[]>>(missingStages.map((stage) => [stage, new Map()]));

  const seenBy = (stage: number, key: KeyTuple): readonly EventOrder[] => seen.get(stage)?.get(key.id) ?? [];

  const middleAllows = (key: KeyTuple, hits: readonly StageHit<E>[]): boolean =>
    middle.every(({ stage, ordinaryBefore }) => {
      const [before, after] = [hits[ordinaryBefore - 1], hits[ordinaryBefore]];
      if (before === undefined || after === undefined) return true;
      const next = firstLater(seenBy(stage, key), before.order);
      return next === undefined || !isEarlier(next, after.order);
    });

  /** The window of length maxspan must fit over the ordinary events without touching a forbidden one. */
  const edgesAllow = (key: KeyTuple, first: EventOrder, last: EventOrder): boolean => {
    const latest = pick(
      leading.map((stage) => lastEarlier(seenBy(stage, key), first)),
      (a, b) => isEarlier(b, a),
    );
    const earliest = pick(
      trailing.map((stage) => firstLater(seenBy(stage, key), last)),
      isEarlier,
    );
    if (leading.length === 0 && trailing.length === 0) return true;
    if (trailing.length === 0) return latest === undefined || isFurtherThan(latest, last, maxspanMs);
    if (leading.length === 0) return earliest === undefined || isFurtherThan(first, earliest, maxspanMs);
    return latest === undefined || earliest === undefined || isFurtherThan(latest, earliest, maxspanMs);
  };

  return {
    see(hit) {
      for (const stage of missingStages) {
        for (const key of hit.keysAt[stage] ?? []) {
          const orders = seen.get(stage)?.get(key.id);
          if (orders === undefined) seen.get(stage)?.set(key.id, [hit.order]);
          else orders.push(hit.order);
        }
      }
    },
    allow(key, hits) {
      const [first, last] = [hits[0], hits.at(-1)];
      if (first === undefined || last === undefined) return true;
      return middleAllows(key, hits) && edgesAllow(key, first.order, last.order);
    },
  };
}

/** The first of `orders`, which ascend, that is strictly later by timestamp. */
function firstLater(orders: readonly EventOrder[], than: EventOrder): EventOrder | undefined {
  return orders[partition(orders, (order) => !isEarlier(than, order))];
}

/** The last of `orders`, which ascend, that is strictly earlier by timestamp. */
function lastEarlier(orders: readonly EventOrder[], than: EventOrder): EventOrder | undefined {
  return orders[partition(orders, (order) => isEarlier(order, than)) - 1];
}

/** How many items at the front satisfy a test that no later item satisfies again. */
function partition(orders: readonly EventOrder[], isInFront: (order: EventOrder) => boolean): number {
  let low = 0;
  let high = orders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = orders[middle];
    if (order !== undefined && isInFront(order)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function pick(
  candidates: readonly (EventOrder | undefined)[],
  isBetter: (a: EventOrder, b: EventOrder) => boolean,
): EventOrder | undefined {
  return candidates.reduce((best, candidate) => {
    if (candidate === undefined) return best;
    return best === undefined || isBetter(candidate, best) ? candidate : best;
  }, undefined);
}
