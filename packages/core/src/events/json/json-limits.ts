import { readLimits } from "../read-limits.ts";

/** The bounds of the JSON readers; `readLimits` unless a caller wants tighter ones. */
export interface JsonLimits {
  /** Longest single record in bytes. */
  readonly maxRecordBytes: number;
  /** Length of a block of lines; a longer line makes a block of its own. */
  readonly lineBlockBytes: number;
  readonly maxDepth: number;
}

export const jsonLimits: JsonLimits = readLimits;
