import { hitLimits } from "../hits/hit-limits.ts";
import type { Hit } from "../hits/read-hits.ts";
import type { KeyHash } from "../pass/key-hash.ts";
import type { PassMatch } from "../pass/pass-query.ts";
import { HitsInOrder, KeyHits, type RecentHit } from "./key-hits.ts";
import type { PlannedSequence } from "./plan-sequence.ts";
import { runSequence } from "./run-sequence.ts";
import { standingLimits } from "./standing-limits.ts";

export interface StandingOptions {
  /** How long after its arrival an event still plays its part beyond maxspan, in milliseconds. */
  readonly latenessMs: number;
  /** Stands in for the maxspan of a sequence that has none. */
  readonly defaultSpanMs: number;
  /** How long after the span a missing event may still arrive, before it counts as missing. */
  readonly missingGraceMs: number;
  /** From when on events are shown to it; all that ever arrived where it is left out. */
  readonly sinceMs?: number;
  /** Hits of one key; beyond it those of the oldest events go. */
  readonly maxHitsPerKey?: number;
}

/** Of the distinct stages only whether they must be missing matters here. */
export interface StandingPlan extends Omit<PlannedSequence, "distinct"> {
  readonly distinct: readonly { readonly missing: boolean }[];
}

/** What changed when a standing sequence was settled. */
export interface StandingChanges {
  readonly found: readonly StandingMatch[];
  /** Matches found before that are none: an event came late that changes them. */
  readonly refuted: readonly StandingMatch[];
}

export interface StandingMatch extends PassMatch {
  readonly key: KeyHash;
}

/**
 * A sequence query over events that keep arriving, in any order. Whatever the order, what it has found and not refuted is
 * what the query finds in all events that it still remembers, once they are there: recent hits are kept, and the keys that
 * got new ones are run anew, with the same machine as a scan.
 *
 * An event is remembered from its arrival for maxspan and the lateness, and leaves in the order of event time: leaving off
 * what came first takes sequences away and never makes one, so that what was found stands when its events are forgotten.
 * A sequence with a missing event is found when its span has passed since the arrival of its first event, and some grace.
 * Where the missing event comes first, a sequence that began within the span after the first events that it was shown is
 * none: what came before them is not known.
 */
export interface StandingSequence {
  /** @param arrivedMs when the event arrived, of the same clock as `nowMs` below */
  add(hit: Hit, arrivedMs: number): void;
  /** Runs the keys that have changed, and decides what time has decided. */
  settle(nowMs: number): StandingChanges;
  /** Forgets what has been remembered long enough. Returns the time at which something is to be done next. */
  forget(nowMs: number): number;
  /**
   * Forgets hits although they might still matter: in about half of the keys those that came first. Returns how many.
   */
  drop(): number;
  readonly hitCount: number;
  /** Hits that were forgotten because there were too many. */
  readonly droppedCount: number;
}

export function createStandingSequence(
  { plan, distinct, byStage }: StandingPlan,
  options: StandingOptions,
): StandingSequence {
  const { maxHitsPerKey = standingLimits.maxHitsPerKey, sinceMs = Number.NEGATIVE_INFINITY } = options;
  const spanMs = plan.maxspanMs ?? options.defaultSpanMs;
  const rememberMs = spanMs + options.latenessMs;
  const hasMissing = plan.missing.includes(true);
  const hasLead = plan.missing[0] ?? false;
  /** Bits of the stages without which there is no sequence. */
  const needed = distinct.reduce((bits, stage, at) => (stage.missing ? bits : bits | (1 << at)), 0);
  const keys = new Map<number, KeyHits>();
  const changed = new Set<KeyHits>();
  /** Keys with matches that time has yet to decide. */
  const waiting = new Set<KeyHits>();
  let hitCount = 0;
  let droppedCount = 0;

  /** All sequences in the hits of a key; of hashes that share a bucket each has its own. */
  function run(key: KeyHits): Map<string, StandingMatch> {
    const found = new Map<string, StandingMatch>();
    if ((key.stages() & needed) !== needed) return found;
    runSequence(new HitsInOrder(key.sorted()), plan, {
      onCompleted({ positions, keyLow, keyHigh }) {
        const id = `${keyLow} ${keyHigh} ${Array.from(positions).join(" ")}`;
        found.set(id, { positions: byStage(positions), key: { low: keyLow, high: keyHigh } });
      },
    });
    return found;
  }

  function settleKey(key: KeyHits, nowMs: number, found: StandingMatch[], refuted: StandingMatch[]): void {
    const now = run(key);
    for (const [id, match] of key.found) {
      if (now.has(id)) continue;
      key.found.delete(id);
      refuted.push(match);
    }
    key.decideAtMs = Number.POSITIVE_INFINITY;
    for (const [id, match] of now) {
      if (key.found.has(id)) continue;
      // It may only look as if nothing came before it: what did may be forgotten, or was never shown.
      if (hasLead && key.timeOf(firstOf(match)) <= key.forgottenMs + spanMs) continue;
      if (hasLead && key.arrivalOf(firstOf(match)) < sinceMs + spanMs) continue;
      const decideAtMs = hasMissing ? key.arrivalOf(firstOf(match)) + spanMs + options.missingGraceMs : nowMs;
      if (decideAtMs <= nowMs) {
        key.found.set(id, match);
        found.push(match);
      } else {
        key.decideAtMs = Math.min(key.decideAtMs, decideAtMs);
      }
    }
    if (key.decideAtMs === Number.POSITIVE_INFINITY) waiting.delete(key);
    else waiting.add(key);
  }

  function leave(key: KeyHits, count: number): void {
    if (count === 0) return;
    key.forgetFirst(count);
    hitCount -= count;
    if (key.count > 0) return;
    keys.delete(key.bucket);
    changed.delete(key);
    waiting.delete(key);
  }

  return {
    add(hit, arrivedMs) {
      // A sequence has no place for an event without a time.
      if (hit.ms === Number.NEGATIVE_INFINITY) return;
      const bucket = bucketOf(hit);
      let key = keys.get(bucket);
      if (key === undefined) {
        key = new KeyHits(bucket);
        keys.set(bucket, key);
      }
      const recent: RecentHit = { ...hit, arrivedMs };
      key.add(recent, hit.stage === hitLimits.untilStage ? 0 : 1 << hit.stage);
      hitCount += 1;
      changed.add(key);
      if (key.count > maxHitsPerKey) {
        const count = key.count - Math.floor(maxHitsPerKey / 2);
        droppedCount += count;
        leave(key, count);
      }
    },
    settle(nowMs) {
      const found: StandingMatch[] = [];
      const refuted: StandingMatch[] = [];
      for (const key of waiting) if (key.decideAtMs <= nowMs) changed.add(key);
      for (const key of changed) settleKey(key, nowMs, found, refuted);
      changed.clear();
      return { found, refuted };
    },
    forget(nowMs) {
      let next = Number.POSITIVE_INFINITY;
      for (const key of keys.values()) {
        // What is undecided needs its events.
        if (key.decideAtMs !== Number.POSITIVE_INFINITY) {
          next = Math.min(next, key.decideAtMs);
          continue;
        }
        if (key.firstArrivedMs + rememberMs <= nowMs) leave(key, key.countBefore(nowMs - rememberMs));
        if (key.count > 0) next = Math.min(next, key.firstArrivedMs + rememberMs);
      }
      return next;
    },
    drop() {
      const before = hitCount;
      const middleMs = middleArrival(keys.values());
      for (const key of keys.values()) leave(key, key.countBefore(middleMs));
      droppedCount += before - hitCount;
      return before - hitCount;
    },
    get hitCount() {
      return hitCount;
    },
    get droppedCount() {
      return droppedCount;
    },
  };
}

function firstOf({ positions }: StandingMatch): number {
  return positions.find((position) => position !== undefined) ?? 0;
}

/** The arrival that about half of the hits do not come after, by a sample. */
function middleArrival(keys: Iterable<KeyHits>): number {
  const arrivals: number[] = [];
  for (const key of keys) arrivals.push(key.firstArrivedMs);
  arrivals.sort((a, b) => a - b);
  return arrivals[Math.floor(arrivals.length / 2)] ?? Number.NEGATIVE_INFINITY;
}

/** 53 of the 64 bits of a hash: two keys in one bucket are kept apart where they are run. */
function bucketOf({ keyLow, keyHigh }: Hit): number {
  return (keyHigh & 0x1fffff) * 2 ** 32 + (keyLow >>> 0);
}
