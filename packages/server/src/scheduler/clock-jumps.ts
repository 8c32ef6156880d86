import type { Clock } from "../platform/clock.ts";
import { schedulerLimits } from "./scheduler-limits.ts";

/**
 * Remembers when the time of day was set forward. Events that arrived a minute ago then seem to have arrived an hour ago, and a
 * window of the last minutes would leave out those before the jump.
 */
export interface ClockJumps {
  /** To be called often: a jump is known from the first call after it. */
  look(): void;
  /**
   * The time of day that the clock showed, before all jumps since, when what it now calls `ms` was. Earlier than need be where
   * a machine slept: nothing arrives then.
   */
  before(ms: number): number;
}

export function createClockJumps(clock: Clock, elapsed: Clock): ClockJumps {
  let lastMs = clock.nowMs();
  let lastElapsedMs = elapsed.nowMs();
  /** The oldest first; `atMs` is what the clock showed after it. */
  const jumps: { readonly atMs: number; readonly byMs: number }[] = [];
  return {
    look() {
      const nowMs = clock.nowMs();
      const nowElapsedMs = elapsed.nowMs();
      const byMs = nowMs - lastMs - (nowElapsedMs - lastElapsedMs);
      lastMs = nowMs;
      lastElapsedMs = nowElapsedMs;
      if (byMs < schedulerLimits.leastJumpMs) return;
      jumps.push({ atMs: nowMs, byMs: Math.min(byMs, schedulerLimits.maxJumpMs) });
      if (jumps.length > schedulerLimits.maxJumps) jumps.shift();
    },
    before: (ms) =>
      jumps.reduceRight((before, { atMs, byMs }) => (before < atMs ? before - byMs : before), ms),
  };
}
