import { readLimits } from "../events/index.ts";

/** Every bound of the kernel in one place. What goes beyond one is judged by the reference path, or in smaller pieces. */
export const kernelLimits = {
  /** Longest block that is judged as one, in bytes; what is longer is left line by line. */
  maxBlockBytes: 1024 * 1024,
  /** Combinations of values that get a bucket of their own. Whoever invents values beyond that ends in the general one. */
  maxBuckets: 256,
  /** Values of one field by which documents are told apart; where there are more, the bucket is looked up by its key. */
  maxRememberedValues: 8,
  /** Bytes for the values of wanted fields, and how many must be free before a line is begun. */
  valueBytes: 1024 * 1024,
  valueRoomBytes: 256 * 1024,
  /** Bytes for texts without their escapes. */
  textBytes: 2 * 1024 * 1024,
  /** Of lines that are left one after the other, one in so many is looked at: their neighbours are likely to be the same. */
  probeEvery: 32,
  /** Deepest nesting of a record. */
  maxDepth: readLimits.maxDepth,
  /** Most fields: their numbers have 16 bits in the list of values. */
  maxFields: 65_000,
  /** Bytes for what queries have answered about indices, one for each query and index. */
  indexVerdictBytes: 4 * 1024 * 1024,
  /** Events are numbered anew behind this one, long before the numbers would begin anew by themselves. */
  maxEventNumber: 0xf000_0000,
} as const;
