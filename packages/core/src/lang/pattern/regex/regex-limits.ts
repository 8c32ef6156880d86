/**
 * Every bound on a regular expression, in one place. With them a match takes time in proportion to the length of the
 * value, at most `maxStates` small steps for each of its characters.
 */
export const regexLimits = {
  /** UTF-16 units of an expression (specification 3.5). */
  maxLength: 1_000,
  /** Nesting of groups and `~`. Quantifiers may be stacked as the length allows. */
  maxDepth: 100,
  /** Largest number in `{n,m}`. */
  maxRepeat: 1_000,
  /** Largest number in `<n-m>`: that of a 32-bit integer, as in Lucene. */
  maxInterval: 2_147_483_647,
  /** States of all automata of one expression with its repetitions written out. */
  maxStates: 5_000,
  /** States visited while a `~` or `&` inside a longer expression is made deterministic, in all of one expression. */
  maxDeterminizeVisits: 2_000_000,
  /** Numbers and references kept in the cache of one automaton; when it is full it is emptied, and matching goes on. */
  maxCacheCells: 400_000,
  /**
   * Where a cache was filled so often in a row by fewer characters than this for each step in it, it is of no use: so many
   * characters are matched without it before it is tried again.
   */
  uselessFills: 10,
  leastCharsPerStep: 4,
  uncachedChars: 200_000,
} as const;
