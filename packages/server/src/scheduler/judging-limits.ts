const mebibyte = 1024 * 1024;

/** The bounds of judging a window. */
export const judgingLimits = {
  /** From so many bytes of events on a thread of its own is worth its start, about a fifth of a second. */
  threadBytes: 32 * mebibyte,
  /** Of so many bytes each thread has at least its part, and there are at most so many threads. */
  bytesPerThread: 128 * mebibyte,
  maxThreads: 4,
  /** Events after which a thread hands over what it has found, so that it never holds much. */
  eventsPerShare: 20_000,
  /** Blocks that are read and unpacked while another is judged. */
  blocksAhead: 6,
  /** The event loop is let go after so many milliseconds of work, where the window is judged in the main thread. */
  sliceMs: 10,
  /** How long a thread waits for the next window: rules commonly run every five minutes. */
  idleMs: 11 * 60_000,
  /** Longest time until a thread has begun. */
  startMs: 60_000,
  /** Longest time for one block, and for what is put together at the end. Beyond it a rule has gone wild. */
  blockMs: 60_000,
  finishMs: 300_000,
  /** Room for young objects of a thread: blocks are judged without objects. */
  maxYoungGenerationSizeMb: 8,
} as const;
