/** Every bound on what clients of Kibana's API may ask for, in one place. */
export const kibanaLimits = {
  /** A file that is imported, as in the original. */
  maxImportBytes: 10 * 1024 * 1024,
  /** What a form has around its file. */
  maxFormBytes: 64 * 1024,
  maxImportedRules: 10_000,
  /** A file of values; 9 MB in the original. */
  maxValuesBytes: 9 * 1024 * 1024,
  /** Rules or items on one page, as in the original. */
  maxPageSize: 10_000,
  defaultPageSize: 20,
  /** Rules that one bulk action names or finds. */
  maxBulkRules: 10_000,
  /** Rules or items that are changed before others have their turn. */
  rulesAtOnce: 50,
  /** Rules of one manual run, and how far back it may begin. */
  maxManualRules: 100,
  maxManualDays: 90,
  /** Steps of one bulk edit. */
  maxBulkEdits: 100,
  /** Alerts that one request changes. */
  maxChangedAlerts: 100_000,
  maxKqlUnits: 100_000,
  maxKqlDepth: 50,
  /** Tests in one KQL filter. */
  maxKqlTests: 10_000,
  /** Items that are added to a rule at once. */
  maxAddedItems: 1_000,
  /** Errors that are put into the message of an answer; all are in its list of diagnostics. */
  maxErrorsInMessage: 10,
  /** Runs of one preview. */
  maxPreviewRuns: 1_000,
  /** Alerts that a dry run lists, and how far back it looks. */
  maxDryRunAlerts: 1_000,
  maxDryRunDays: 365,
  /** Rules that a refusal names. */
  maxNamedRules: 10,
} as const;
