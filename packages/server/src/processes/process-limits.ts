/** Every bound on what is told of processes, in one place. */
export const processLimits = {
  /** Processes of one answer. */
  maxNodes: 10_000,
  defaultNodes: 500,
  /** Generations upwards and downwards. */
  maxAncestors: 64,
  maxDepth: 32,
  /** Starts of a host that are looked at where processes have no entity id: their tree is put together by process id. */
  maxStartsByPid: 10_000,
  /** Two events tell of the same start of a process where they are no further apart. */
  sameStartMs: 5_000,
  /** Other ids of a process are looked for in events so soon after its start, and in so long a time for all of them together. */
  otherIdsWithinMs: 10 * 60_000,
  maxOtherIdsSpanMs: 6 * 60 * 60_000,
  maxCommandLineUnits: 4_096,
  /** Processes of which events are counted by kind. */
  maxCounted: 2_000,
  /** Parents by which starts are counted: those that are asked for are among them. */
  maxBuckets: 10_000,
  /** After that a tree is answered as far as it is known. */
  treeDeadlineMs: 10_000,
  /** Values whose prevalence is asked for at once, hosts that are named for each, and how long is looked for. */
  maxPrevalenceValues: 500,
  maxNamedHosts: 20,
  prevalenceDeadlineMs: 5_000,
  /** A value on so many hosts is common: no further ones are looked for. Ids and names that are counted at most. */
  commonHosts: 20,
  maxCountedHosts: 10_000,
  /** Blocks that are looked at for one value, the newest ones; and the oldest ones, until it was seen. */
  maxPrevalenceBlocks: 32,
  maxFirstSeenBlocks: 4,
} as const;
