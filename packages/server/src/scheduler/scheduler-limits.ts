const hourMs = 3_600_000;

/** The bounds of planning executions. */
export const schedulerLimits = {
  /** A clock that is corrected by less has not jumped: windows overlap by more. */
  leastJumpMs: 1_000,
  /** Of longer jumps so much is made up for. */
  maxJumpMs: 7 * 24 * hourMs,
  /** Jumps that are remembered, the latest ones. */
  maxJumps: 32,
} as const;
