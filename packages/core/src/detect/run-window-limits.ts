const dayMs = 86_400_000;

/** Every bound on when rules run and how much they look at, in one place. */
export const runWindowLimits = {
  /** Longest time between two runs, and longest window of one run: a year. */
  maxSpanMs: 366 * dayMs,
  /** Windows beyond the current one that the original makes up for (specification 2.3). */
  maxCatchUpWindows: 4,
  /** How far back a run makes up for time that was not searched; what is older is a gap. */
  maxCatchUpMs: 7 * dayMs,
  /** How far back a manual run may begin (specification 2.4). */
  maxManualBackMs: 90 * dayMs,
  /** Runs into which one manual run may be cut. */
  maxManualSlices: 10_000,
} as const;
