/** Every bound on exceptions in one place: items and value lists are written by people and by programs. */
export const exceptionLimits = {
  /** Entries of one item, those inside of nested ones counted. */
  maxEntries: 250,
  /** Values of one entry: `match_any`, or a value list. The original takes 65,536 into a query. */
  maxValues: 100_000,
  /** UTF-16 units of one value or pattern. */
  maxValueLength: 32_768,
  /** Values of one entry that are complained about each. */
  maxReportedValues: 5,
} as const;
