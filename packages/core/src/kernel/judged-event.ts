import type { EventView } from "./event-view.ts";
import * as at from "./memory-layout.ts";

/** An event for which predicates were found. The same object for all events. */
export interface JudgedEvent {
  /** What the event holds, until the next event is given. */
  readonly view: EventView;
  /** Where its line stands in the block, from and to, and how many lines of the block stand before it; 0 for a document. */
  readonly lineFrom: number;
  readonly lineTo: number;
  readonly linesBefore: number;
  /** Milliseconds since 1970, and nanoseconds beyond them, of the first time; minus infinity where the event has none. */
  readonly ms: number;
  readonly nanos: number;
  readonly hasSeveralTimes: boolean;
  /** How many predicates were found. The lists go on behind them with what earlier events had. */
  readonly count: number;
  /** The predicates, ascending, and for each 1 where it certainly holds: the others the receiver must decide. */
  readonly predicates: Uint32Array;
  readonly isCertain: Uint8Array;
  /** For each predicate with a join key 1 where the key was hashed, and the hash. */
  readonly hasKey: Uint8Array;
  readonly keyLow: Uint32Array;
  readonly keyHigh: Uint32Array;
}

/** The event as the kernel fills it in. */
export type WritableEvent = { -readonly [member in keyof JudgedEvent]: JudgedEvent[member] };

/** @param predicateCount how many predicates there are at most for one event */
export function createJudgedEvent(view: EventView, predicateCount: number): WritableEvent {
  // One more, since the room is never empty.
  const room = predicateCount + 1;
  return {
    view,
    lineFrom: 0,
    lineTo: 0,
    linesBefore: 0,
    ms: 0,
    nanos: 0,
    hasSeveralTimes: false,
    count: 0,
    predicates: new Uint32Array(room),
    isCertain: new Uint8Array(room),
    hasKey: new Uint8Array(room),
    keyLow: new Uint32Array(room),
    keyHigh: new Uint32Array(room),
  };
}

/**
 * Reads the predicates of an event, of which there are few, and brings them into ascending order.
 *
 * @returns where the next event begins
 */
export function takePredicates(event: WritableEvent, words: Uint32Array, from: number, end: number): number {
  const { predicates, isCertain, hasKey, keyLow, keyHigh } = event;
  let count = 0;
  let read = from;
  for (; read < end; read += 1) {
    const word = words[read] ?? 0;
    if (word === at.eventMark) break;
    const predicate = word & at.predicateMask;
    let place = count;
    for (; place > 0 && (predicates[place - 1] ?? 0) > predicate; place -= 1) {
      predicates[place] = predicates[place - 1] ?? 0;
      isCertain[place] = isCertain[place - 1] ?? 0;
      hasKey[place] = hasKey[place - 1] ?? 0;
      keyLow[place] = keyLow[place - 1] ?? 0;
      keyHigh[place] = keyHigh[place - 1] ?? 0;
    }
    count += 1;
    predicates[place] = predicate;
    isCertain[place] = (word & at.undecidedBit) === 0 ? 1 : 0;
    if ((word & at.hasKeyBit) === 0) {
      hasKey[place] = 0;
      continue;
    }
    hasKey[place] = 1;
    keyLow[place] = words[read + 1] ?? 0;
    keyHigh[place] = words[read + 2] ?? 0;
    read += 2;
  }
  event.count = count;
  return read;
}
