import { readLimits } from "@eqlite/core/events";

/** Every bound on what may be sent to be stored, in one place. */
export const ingestLimits = {
  /** Longest document, in bytes. A longer one is refused by itself, its neighbours live. */
  maxDocumentBytes: 10 * 1024 * 1024,
  /** Memory of lines that is kept for the next ones. */
  keptLineBytes: 32 * 1024 * 1024,
  /** Deepest nesting of objects and arrays in a document. */
  maxDepth: readLimits.maxDepth,
  /** Most operations of one body. Shippers send 50 to 10,000. */
  maxItems: 200_000,
  /** Longest action line, in bytes. */
  maxActionBytes: 16 * 1024,
  /** Action lines that are remembered while a body is read, and the longest that is, in bytes. */
  maxRememberedActions: 256,
  maxRememberedActionBytes: 256,
  /** Longest `_id`, in bytes of UTF-8, and longest name of a data stream. Both are Elasticsearch's. */
  maxIdBytes: 512,
  maxNameBytes: 255,
  /** Most data streams. An event for one more is refused: names come from clients. */
  maxDataStreams: 10_000,
  /** `_id`s of `create` operations that are remembered: the last ones are at least so many. */
  rememberedIds: 1024 * 1024,
  /** Fields of which values that do not fit are counted one by one; the rest is counted together. */
  maxMisfitFields: 1_000,
  /** Longest field name that is remembered for it, in UTF-16 units. */
  maxMisfitNameLength: 256,
  /** Of so many documents one is looked at for values that do not fit their field, beside the first one of each request. */
  misfitSampling: 256,
} as const;
