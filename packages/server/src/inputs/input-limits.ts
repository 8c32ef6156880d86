import { readLimits } from "@eqlite/core/events";

/** Every bound on files and archives: `readLimits` of core, and what only this layer needs. */
export type InputLimits = { readonly [Name in keyof typeof readLimits]: number } & {
  /** Largest zip inside another container: its directory stands at the end, so it is held in memory. */
  readonly maxNestedZipBytes: number;
  /** Largest window of a zstd frame, which is held in memory: that of `zstd --long`. */
  readonly maxZstdWindowBytes: number;
};

export const inputLimits: InputLimits = {
  ...readLimits,
  maxNestedZipBytes: 256 * 1024 * 1024,
  maxZstdWindowBytes: 128 * 1024 * 1024,
};
