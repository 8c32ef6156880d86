/** The bounds of sequence state beside `matchLimits.maxPartials`, in one place. */
export const sequenceLimits = {
  /**
   * Keys of missing events and sequences not yet decided, together, that one table remembers. The reference path has
   * no bound here: it keeps every missing event until the end.
   */
  maxRemembered: 5_000_000,
  /**
   * Work of one call of `expire` unless told otherwise: a record looked at is 1, a record dropped 16 more, so that a
   * call looks at 50,000 or drops 3,000. Some milliseconds at the most.
   */
  expireWork: 50_000,
} as const;
