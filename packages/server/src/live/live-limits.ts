/** The bounds of live detection. */
export const liveLimits = {
  /** Blocks that wait to be judged; beyond it they are read from the store when their turn comes. */
  maxQueuedBytes: 64 * 1024 * 1024,
  /** Blocks judged before what they found is stored. */
  maxBatchBytes: 4 * 1024 * 1024,
  /** Events that may be part of a sequence to come, over all rules; some 200 bytes each. */
  maxHits: 1_000_000,
  /** Matches that are made into alerts at a time. */
  maxFindings: 500,
} as const;
