/** Every bound of the product's own API, in one place. */
export const v1Limits = {
  /** Items of one page of alerts, rules, executions and gaps. */
  maxPage: 1_000,
  /** Texts of one filter, such as hosts. */
  maxFilterValues: 100,
  maxFilterUnits: 1_024,
  /** Values that `counts` names for one column. */
  maxCountedValues: 1_000,
  maxHistogramColumns: 2_000,
  /** Alerts that one triage changes, by ids and by filter. */
  maxTriagedIds: 1_000,
  maxTriagedByFilter: 100_000,
  maxReasonUnits: 1_000,
  /** Events of one alert that are looked up, and bytes of lines that are read for it. */
  maxSourceEvents: 100,
  maxSourceBytes: 256 * 1024 * 1024,
  /** A rule as text, to be checked or previewed. */
  maxRuleUnits: 1_000_000,
  maxDiagnostics: 200,
  /** Characters of a language's name. */
  maxLanguageUnits: 35,
  /** A preview: how long it may run, how many run at once, and what it answers. */
  previewDeadlineMs: 30_000,
  maxPreviews: 2,
  maxPreviewAlerts: 100,
  maxPreviewCounted: 10_000,
  maxPreviewColumns: 500,
  /** Exports that run at once. */
  maxExports: 8,
  /** Clients of the live feed. */
  maxFeedClients: 200,
  /** Changes read at once for one client of the feed. */
  feedBatch: 100,
  /** Characters after which a batch is sent as it is. */
  feedBatchUnits: 256 * 1024,
  /** Alerts in words that are kept, so that many clients cost little more than one. */
  feedFrames: 500,
  /** Silence after which the feed says that it is alive. */
  feedHeartbeatMs: 15_000,
  /** A client that takes nothing for so long is cut. */
  feedStallMs: 30_000,
  /** A feed ends after so long and the client comes again: who has lost the right to it loses it then. */
  feedMaxMs: 30 * 60_000,
  /** When a client should come again. */
  feedRetryMs: 3_000,
  /** Time over which rates are told. */
  rateSpanMs: 5 * 60_000,
  /** Data streams that metrics name one by one. */
  maxMeasuredStreams: 200,
  /** Fields with misfits that the status names. */
  maxMisfits: 20,
  /** Rules that a problem names. */
  maxNamedRules: 20,
  /** Free room on the disk of which an operator is warned, as a part of all of it. */
  lowDiskShare: 0.1,
} as const;
