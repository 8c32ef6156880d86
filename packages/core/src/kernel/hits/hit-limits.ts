/** The bounds of the hit log, in one place. */
export const hitLimits = {
  /** Largest number of a query, of a stage, and what stands for `until` in place of a stage. */
  maxQuery: 65_535,
  maxStage: 254,
  untilStage: 255,
  /** Memory for hits before they are written out, if there is somewhere to write. */
  maxBytes: 64 * 1024 * 1024,
  /** Memory for the keys of one stage, by which hits of others are left out: 16 bits a key up to half a million. */
  maxKeyFilterBytes: 1024 * 1024,
  /** Memory for reading written hits back, for one cursor. */
  maxReadBytes: 4 * 1024 * 1024,
} as const;
