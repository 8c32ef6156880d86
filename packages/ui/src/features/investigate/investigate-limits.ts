const hourMs = 3_600_000;

/** Every bound on what panels ask for, in one place. */
export const investigateLimits = {
  /** How far from the alert any panel looks. */
  maxSpanMs: 30 * 24 * hourMs,
  beforeMs: hourMs,
  shortlyAfterMs: 10 * 60_000,
  afterMs: 48 * hourMs,
  relatedMs: 48 * hourMs,
  treeDepth: 4,
  treeProcesses: 200,
  pivotEvents: 20,
  logons: 200,
  shareAccesses: 200,
  connections: 500,
  changes: 500,
  services: 50,
  relatedAlerts: 50,
  /** Processes of a tree that one query names. */
  namedProcesses: 200,
  /** Rows of a table that are shown before one asks for all. */
  shownRows: 8,
} as const;
