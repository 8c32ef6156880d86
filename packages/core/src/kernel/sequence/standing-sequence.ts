import type { Hit } from "../hits/read-hits.ts";
import type { KeyHash } from "../pass/key-hash.ts";
import type { PassMatch } from "../pass/pass-query.ts";
import type { PlannedSequence } from "./plan-sequence.ts";
import { RecentHits } from "./recent-hits.ts";
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
  const hits = new RecentHits();
  /** Of the few keys for which there is more to know than their hits, by number. */
  const states = new Map<number, KeyState>();
  const changed = new Set<number>();
  /** Keys with matches that time has yet to decide. */
  const waiting = new Set<number>();
  let droppedCount = 0;

  function stateOf(key: number): KeyState {
    let state = states.get(key);
    if (state === undefined) {
      state = {
        found: new Map(),
        decideAtMs: Number.POSITIVE_INFINITY,
        forgottenMs: Number.NEGATIVE_INFINITY,
      };
      states.set(key, state);
    }
    return state;
  }

  /** All sequences in the hits of a key. */
  function run(key: number): Map<string, StandingMatch> {
    const found = new Map<string, StandingMatch>();
    if ((hits.stages(key) & needed) !== needed) return found;
    runSequence(hits.inOrder(key), plan, {
      onCompleted({ positions, keyLow, keyHigh }) {
        const id = `${keyLow} ${keyHigh} ${Array.from(positions).join(" ")}`;
        found.set(id, { positions: byStage(positions), key: { low: keyLow, high: keyHigh } });
      },
    });
    return found;
  }

  function settleKey(key: number, nowMs: number, found: StandingMatch[], refuted: StandingMatch[]): void {
    const now = run(key);
    if (now.size === 0 && !states.has(key)) return;
    const state = stateOf(key);
    for (const [id, match] of state.found) {
      if (now.has(id)) continue;
      state.found.delete(id);
      refuted.push(match);
    }
    state.decideAtMs = Number.POSITIVE_INFINITY;
    for (const [id, match] of now) {
      if (state.found.has(id)) continue;
      const first = firstOf(match);
      // It may only look as if nothing came before it: what did may be forgotten, or was never shown.
      if (hasLead && hits.timeOf(key, first) <= state.forgottenMs + spanMs) continue;
      if (hasLead && hits.arrivalOf(key, first) < sinceMs + spanMs) continue;
      const decideAtMs = hasMissing ? hits.arrivalOf(key, first) + spanMs + options.missingGraceMs : nowMs;
      if (decideAtMs <= nowMs) {
        state.found.set(id, match);
        found.push(match);
      } else {
        state.decideAtMs = Math.min(state.decideAtMs, decideAtMs);
      }
    }
    if (state.decideAtMs === Number.POSITIVE_INFINITY) waiting.delete(key);
    else waiting.add(key);
  }

  /** Forgets the hits of the first events of a key, and the matches they are part of, which stand from now on. */
  function leave(key: number, count: number): void {
    if (count === 0) return;
    const found = states.get(key)?.found;
    const gone = found === undefined || found.size === 0 ? undefined : new Set<number>();
    const forgottenMs = hits.forgetFirst(key, count, (position) => gone?.add(position));
    // It may have been what must be missing at the beginning.
    if (hasLead) stateOf(key).forgottenMs = forgottenMs;
    for (const [id, { positions }] of gone === undefined ? [] : (found ?? [])) {
      if (positions.some((position) => position !== undefined && gone?.has(position))) found?.delete(id);
    }
    if (hits.count(key) > 0) return;
    states.delete(key);
    changed.delete(key);
    waiting.delete(key);
  }

  return {
    add(hit, arrivedMs) {
      // A sequence has no place for an event without a time.
      if (hit.ms === Number.NEGATIVE_INFINITY) return;
      const key = hits.add(hit, arrivedMs);
      // Of most keys nothing can come yet.
      if ((hits.stages(key) & needed) === needed || states.has(key)) changed.add(key);
      if (hits.count(key) > maxHitsPerKey) {
        const count = hits.count(key) - Math.floor(maxHitsPerKey / 2);
        droppedCount += count;
        leave(key, count);
      }
    },
    settle(nowMs) {
      const found: StandingMatch[] = [];
      const refuted: StandingMatch[] = [];
      for (const key of waiting) if ((states.get(key)?.decideAtMs ?? 0) <= nowMs) changed.add(key);
      for (const key of changed) settleKey(key, nowMs, found, refuted);
      changed.clear();
      return { found, refuted };
    },
    forget(nowMs) {
      let next = Number.POSITIVE_INFINITY;
      for (const key of hits.keys()) {
        const decideAtMs = states.get(key)?.decideAtMs ?? Number.POSITIVE_INFINITY;
        // What is undecided needs its events.
        if (decideAtMs !== Number.POSITIVE_INFINITY) {
          next = Math.min(next, decideAtMs);
          continue;
        }
        const firstMs = hits.firstArrivedMs(key);
        if (firstMs + rememberMs > nowMs) next = Math.min(next, firstMs + rememberMs);
        else {
          leave(key, hits.countBefore(key, nowMs - rememberMs));
          if (hits.count(key) > 0) next = Math.min(next, hits.firstArrivedMs(key) + rememberMs);
        }
      }
      return next;
    },
    drop() {
      const before = hits.hitCount;
      const middleMs = middleArrival(hits);
      for (const key of hits.keys()) leave(key, hits.countBefore(key, middleMs));
      droppedCount += before - hits.hitCount;
      return before - hits.hitCount;
    },
    get hitCount() {
      return hits.hitCount;
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
function middleArrival(hits: RecentHits): number {
  const arrivals = Float64Array.from(hits.keys(), (key) => hits.firstArrivedMs(key)).sort();
  return arrivals[Math.floor(arrivals.length / 2)] ?? Number.NEGATIVE_INFINITY;
}

/** What is known of a key beside its hits. */
interface KeyState {
  /** Matches that were handed out, by what they are made of, as long as their first event is remembered. */
  readonly found: Map<string, StandingMatch>;
  /** When the first undecided match is decided. */
  decideAtMs: number;
  /** Time of the last event that was forgotten. */
  forgottenMs: number;
}
