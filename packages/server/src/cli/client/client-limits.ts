/** Bounds on what a server may answer: it is not trusted more than any other input. */
export const clientLimits = {
  /** Data streams that `eqlite status` shows as a table, those with the latest events. */
  maxStatusStreams: 20,
  maxAnswerBytes: 256 * 1024 * 1024,
  /** How long a server may take to begin its answer. */
  answerTimeoutMs: 120_000,
  /** One line of a stream of lines or frames. */
  maxLineBytes: 16 * 1024 * 1024,
  /** Alerts that are looked through for one whose id begins with what was typed. */
  maxLookedThrough: 20_000,
  pageSize: 1_000,
} as const;
