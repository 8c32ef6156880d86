/** The bounds of live detection. */
export const liveLimits = {
  /** Blocks that are read and unpacked ahead where detection has fallen behind. */
  blocksAhead: 4,
  /** Blocks that wait to be judged; beyond it they are read from the store when their turn comes. */
  maxQueuedBytes: 64 * 1024 * 1024,
  /** How often a block is tried to be read. */
  maxReads: 5,
  /** Blocks judged before what they found is stored. */
  maxBatchBytes: 4 * 1024 * 1024,
  /** Events that may be part of a sequence to come, over all rules; some 200 bytes each. */
  maxHits: 1_000_000,
  /** Matches that are made into alerts at a time. */
  maxFindings: 500,
  /** Alerts of one rule of which it is known how many matches have raised them; some 150 bytes each. */
  maxRaisedIds: 50_000,
} as const;
