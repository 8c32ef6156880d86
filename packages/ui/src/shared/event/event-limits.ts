/** Bounds of what is shown of one event. */
export const eventLimits = {
  /** Fields that a table shows; others are found by its filter. */
  maxShownFields: 500,
} as const;
