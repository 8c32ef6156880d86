/** Bounds on a file of settings and its values. */
export const configLimits = {
  maxFileBytes: 1024 * 1024,
  maxTextLength: 4096,
  maxListItems: 1000,
  /** YAML can name a part of itself again; this many times at most, so that it cannot grow without bound. */
  maxAliases: 100,
} as const;
