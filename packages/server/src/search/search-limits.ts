/** Every bound on what a search may ask for and may take, in one place. */
export const searchLimits = {
  /** Nesting of queries and of aggregations. */
  maxQueryDepth: 50,
  maxAggregationDepth: 8,
  /** Queries in one query; what `query_string` and field patterns are written out to counts too. */
  maxClauses: 4_096,
  /** Tests of a compiled query, counted as often as they stand in it: patterns and choices write them out. */
  maxConditionSize: 16_384,
  /** Values of one `terms` query, as in Elasticsearch. */
  maxTerms: 65_536,
  /** Of a search by alternatives, what blocks are asked for: entries that must all be there, and values of one entry. */
  maxLookups: 16,
  maxAlternatives: 1_024,
  /** UTF-16 units of a text that is searched for: of `query_string`, a wildcard or a match. */
  maxTextLength: 32_768,
  /** Patterns of field names in one query: each is held against all names. */
  maxFieldPatterns: 64,
  /** Fields that one pattern such as `process.*` may stand for, and those below an object that `exists` asks for. */
  maxExpandedFields: 1_024,
  /** Ways to choose as many clauses as `minimum_should_match` wants. */
  maxChoices: 1_024,
  /** from + size, as in Elasticsearch. */
  maxWindow: 10_000,
  defaultSize: 10,
  /** Up to here hits are counted where `track_total_hits` does not say otherwise. */
  defaultTotalHits: 10_000,
  maxSortFields: 16,
  /** Patterns of `_source` and `fields`. */
  maxSourcePatterns: 1_024,
  /** Buckets of all aggregations of a search together, as in Elasticsearch. */
  maxBuckets: 65_536,
  maxAggregations: 128,
  /** Different values that one `cardinality` counts exactly; with more it says at least that many. */
  maxDistinctValues: 100_000,
  maxTopHits: 100,
  /** Searches under way at once, and how many may wait for their turn. */
  maxConcurrent: 4,
  maxWaiting: 64,
  /** Blocks that are read and unpacked while another is judged. */
  blocksAhead: 4,
  /** Longest time for which the event loop is held before others have their turn, as far as blocks allow. */
  sliceMs: 10,
  /** After that a search ends with what it has found. */
  deadlineMs: 30_000,
  maxEqlSize: 10_000,
  /** Memory for the hits of one EQL search before they are written to a temporary file. */
  maxEqlHitBytes: 64 * 1024 * 1024,
  maxMultiSearches: 64,
  /** Bytes of a request body. */
  maxBodyBytes: 8 * 1024 * 1024,
  /** Names in an index expression. */
  maxIndexNames: 256,
  /** Asynchronous EQL searches that are kept, and for how long at most. */
  maxAsyncSearches: 32,
  maxKeepMs: 60 * 60 * 1_000,
  /** Scrolls that are open at once. */
  maxScrolls: 32,
} as const;
