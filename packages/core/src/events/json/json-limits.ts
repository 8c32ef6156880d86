import { readLimits } from "../read-limits.ts";

/** The bounds of the JSON readers; `readLimits` unless a caller wants tighter ones. */
export interface JsonLimits {
  /** Longest single record in bytes. */
  readonly maxRecordBytes: number;
  readonly maxDepth: number;
}

export const jsonLimits: JsonLimits = readLimits;
