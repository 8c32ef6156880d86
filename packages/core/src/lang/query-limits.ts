/** Every bound on a query that someone may send, in one place. The original has no stated ones. */
export const queryLimits = {
  /** UTF-16 units of query text. */
  maxLength: 1_000_000,
  /** Nesting of parentheses, `not`, signs and calls. */
  maxDepth: 200,
  /** Conditions, list items and call arguments in one query. */
  maxTerms: 8_192,
  /** Arithmetic operators in one query: a chain of them is a tree as deep. */
  maxOperators: 1_000,
  /** Stages of a sequence after `with runs` is written out (specification 2.2). */
  maxStages: 256,
  /** Largest N of `with runs=N` (specification 2.2). */
  maxRuns: 100,
  /** Filters of a sample (specification 2.3). */
  maxSampleFilters: 5,
  /** Errors, and as many warnings, given for one query; what follows the first few is rarely read. */
  maxDiagnostics: 50,
} as const;
