/** The bounds of what a standing sequence remembers. */
export const standingLimits = {
  /** Hits of one key: running them anew takes about a millisecond. */
  maxHitsPerKey: 4096,
} as const;
