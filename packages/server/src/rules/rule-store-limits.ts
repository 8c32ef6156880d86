/** Bounds of the rule store. */
export const ruleStoreLimits = {
  /** Characters of a rule as JSON. */
  maxRuleUnits: 2_000_000,
  maxIdUnits: 512,
  maxPageSize: 10_000,
  /** Former revisions that are kept of one rule; the oldest go. */
  keptRevisions: 100,
  preparedFilters: 100,
} as const;
