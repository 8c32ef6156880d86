/** Bounds of the execution store. */
export const executionLimits = {
  maxWarnings: 100,
  maxWarningUnits: 2_000,
  maxErrorUnits: 10_000,
  maxPageSize: 1_000,
  deletedAtOnce: 20_000,
} as const;
