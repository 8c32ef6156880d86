/** Every bound on what matching one query may take, in one place. Reaching one fails the query loudly. */
export const matchLimits = {
  /** Combinations of the values of several multi-valued fields in one condition on one event. */
  maxChoices: 100_000,
  /** Combinations of the values of multi-valued join keys of one event. */
  maxKeyTuples: 1_000,
  /** Partial sequences alive at once. */
  maxPartials: 5_000_000,
} as const;
