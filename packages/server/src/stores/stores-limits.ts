const mebibyte = 1024 * 1024;

/** Every bound of the embedded store in one place. Sizes of lines are those before packing. */
export const storesLimits = {
  /** Lines that wait to be written; who appends more is told to come back. One append alone may be larger. */
  maxWaitingBytes: 64 * mebibyte,
  /** Lines of one entry of an append, which become one block and are read as one. */
  maxEntryBytes: 64 * mebibyte,
  /** Names of data streams come from clients; each has a folder and an open file. */
  maxDataStreams: 2_000,
  /** Longest name of a folder, in bytes: that of most file systems. */
  maxFolderNameBytes: 255,
  /** A segment is closed, and the next one begun, when it has this many packed bytes, frames, or is this old. */
  segmentBytes: 64 * mebibyte,
  segmentFrames: 16_384,
  segmentAgeMs: 24 * 3_600_000,
  /** Largest header of a frame that is believed: of blocks, given ids and the filter. */
  maxHeaderBytes: 64 * mebibyte,
  /** How far back from its end the newest segment is checked byte for byte after a crash. */
  checkedTailBytes: 64 * mebibyte,
  /** Segments that are kept open for writing. */
  maxOpenFiles: 64,
  /** Unpacked frames that are kept for the next read, and filters of segments that are being written. */
  frameCacheBytes: 16 * mebibyte,
  /** Blocks that were appended last and are kept as they came. */
  recentBytes: 32 * mebibyte,
  filterCacheBytes: 16 * mebibyte,
  /** Blocks that are read and unpacked at once where many are read one after the other. */
  blocksAhead: 4,
  /** Frames smaller than this on average are put together, until they have about the second size. */
  smallFrameBytes: 128 * 1024,
  joinedFrameBytes: 512 * 1024,
  /** Problems of each kind whose words are kept for the status; all are counted. */
  rememberedProblems: 20,
  /** Longest piece of a block that a pass is shown: the kernel leaves longer ones line by line. */
  judgedPieceBytes: mebibyte,
} as const;
