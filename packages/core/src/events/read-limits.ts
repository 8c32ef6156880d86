/** Every bound on what a reader accepts from outside, in one place. */
export const readLimits = {
  /** Longest single JSON record. A longer one is reported and skipped, its neighbours live. */
  maxRecordBytes: 64 * 1024 * 1024,
  /** A block of lines of NDJSON. A longer line makes a block of its own. */
  lineBlockBytes: 256 * 1024,
  /** Deepest nesting of objects and arrays in a record. */
  maxDepth: 200,
  /** Most bytes that one compressed file or archive may unpack to. */
  maxUnpackedBytes: 64 * 1024 * 1024 * 1024,
  /** Unpacked bytes per packed byte beyond which an input is taken for a bomb, once it has unpacked `bombFloorBytes`. */
  maxUnpackRatio: 500,
  bombFloorBytes: 64 * 1024 * 1024,
  /** Most members of one archive, and how deep archives may nest. */
  maxArchiveMembers: 100_000,
  maxArchiveDepth: 3,
} as const;
