import type { FileHandle } from "node:fs/promises";
import { endOf, type Segment } from "./segment.ts";

/** A data stream: its segments, oldest first, and the file that is being written. */
export interface DataStreamFiles {
  readonly name: string;
  readonly folder: string;
  segments: Segment[];
  /** Of the last segment, while it is open for writing. */
  file: FileHandle | undefined;
}

/** The segment that holds a position, if any does. */
export function segmentAt({ segments }: DataStreamFiles, position: number): Segment | undefined {
  let low = 0;
  for (let high = segments.length; low < high; ) {
    const middle = (low + high) >>> 1;
    const segment = segments[middle];
    // The newest one may be empty, where nothing could be written yet.
    if (segment !== undefined && segment.table.blockCount > 0 && endOf(segment.table) <= position)
      low = middle + 1;
    else high = middle;
  }
  return segments[low];
}
