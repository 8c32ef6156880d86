import type { RuleOutcome } from "@eqlite/core/detect";
import type { PassMatch } from "@eqlite/core/kernel";
import { lastAtMost } from "../events/last-at-most.ts";
import { positionsOf } from "./read-match.ts";

/** The matches of all rules under one number each: there may be millions, and an object for each is memory. */
export interface FoundMatches {
  readonly count: number;
  /** All numbers, by the last event of the match: events are read again from their files, neighbours together. */
  readonly byLastEvent: Uint32Array;
  /** The same order. */
  compare(a: number, b: number): number;
  at(number: number): FoundMatch;
  /** Of all events, in the same order. */
  positions(): Iterable<number>;
}

export interface FoundMatch {
  readonly outcome: RuleOutcome;
  readonly match: PassMatch;
}

export function createFoundMatches(outcomes: readonly RuleOutcome[]): FoundMatches {
  /** Number of the first match of each rule. */
  const starts: number[] = [];
  let count = 0;
  for (const { matches } of outcomes) {
    starts.push(count);
    count += matches.length;
  }
  const lastPositions = new Float64Array(count);
  let next = 0;
  for (const { matches } of outcomes) {
    for (const match of matches) lastPositions[next++] = positionsOf(match).at(-1) ?? 0;
  }
  const compare = (a: number, b: number): number =>
    (lastPositions[a] ?? 0) - (lastPositions[b] ?? 0) || a - b;
  const byLastEvent = Uint32Array.from({ length: count }, (_, number) => number).sort(compare);

  function at(number: number): FoundMatch {
    const rule = lastAtMost(starts, number);
    const outcome = outcomes[rule];
    const match = outcome?.matches[number - (starts[rule] ?? 0)];
    if (outcome === undefined || match === undefined) throw new RangeError("there is no such match");
    return { outcome, match };
  }

  return {
    count,
    byLastEvent,
    compare,
    at,
    *positions() {
      for (const number of byLastEvent) yield* positionsOf(at(number).match);
    },
  };
}
