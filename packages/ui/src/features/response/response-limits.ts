/** Bounds of what is made of an alert's values: they come from outside. */
export const responseLimits = {
  maxIndicators: 200,
  /** Characters of one value; a longer one is left out. */
  maxValueUnits: 2_000,
  maxSteps: 60,
  maxHosts: 100,
} as const;
