/** Bounds of the exception store. */
export const exceptionLimits = {
  maxIdUnits: 512,
  maxNameUnits: 1_000,
  /** Of one text in an item: a description, a value, a comment. */
  maxTextUnits: 32_766,
  maxEntries: 500,
  /** Values of one `match_any`. */
  maxValues: 10_000,
  maxTags: 200,
  maxComments: 500,
  maxStage: 1_000,
  maxPageSize: 10_000,
  /** Values of one value list. */
  maxListValues: 1_000_000,
} as const;
