/** Bounds of the alert store. */
export const alertLimits = {
  /** Alerts read from the file at once while many are gone through. */
  pageSize: 500,
  /** About how large a block of lines becomes. */
  blockBytes: 1 << 20,
  /** Rule snapshots whose text is kept in memory. */
  cachedSnapshots: 1_000,
  /** Statements kept prepared, one for each shape of filter. */
  preparedFilters: 200,
  /** Alerts that one call of `deleteBefore` deletes, so that requests are answered in between. */
  deletedAtOnce: 1_000,
  /** Alerts read at once into what is counted, while other work waits. */
  overviewReadAtOnce: 5_000,
  /** What is counted is kept for the next start from so many alerts on, unless it takes more than so many bytes. */
  overviewStoredFrom: 5_000,
  maxOverviewBytes: 512 * 1024 * 1024,
  /** Filters whose alerts are remembered, 4 bytes each. */
  rememberedMatches: 4,
  maxHistogramColumns: 2_000,
  maxCountedValues: 10_000,
  maxNoteUnits: 100_000,
  /** Steps of a guide that one alert keeps, and what is written about each. */
  maxSteps: 500,
  maxStepNameUnits: 200,
  maxFindingUnits: 20_000,
  maxTags: 200,
  maxTagUnits: 256,
  /** How long a triage can be undone. */
  undoableMs: 24 * 3_600_000,
  maxSavedViews: 500,
  maxViewNameUnits: 100,
  maxViewStateUnits: 10_000,
  maxChangesAtOnce: 10_000,
} as const;
