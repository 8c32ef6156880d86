import { closeSync, openSync } from "node:fs";
import { storesLimits } from "../stores-limits.ts";
import { checkedRow, rowBytesOf, rowOffset } from "./filter-rows.ts";
import { createRecentValues } from "./least-recently-used.ts";
import { readBytes } from "./scan-segment.ts";
import { readFilter, type Segment } from "./segment.ts";
import type { IndexedGroup } from "./segment-index.ts";
import { indexPathOf } from "./segment-names.ts";
import { admittedByRows, filterAdmits, type PlannedLookup } from "./value-filter.ts";

/** Which frames of a segment may hold what is looked up: 1 for each that may. Reads what filters say from disk. */
export type AdmittedFrames = (
  segment: Segment,
  lookup: PlannedLookup,
  wanted: Iterable<number>,
) => Uint8Array;

/** Keeps the filters of frames that no index file has for the next time. */
export function createAdmittedFrames(): AdmittedFrames {
  const filters = createRecentValues<Buffer>(storesLimits.filterCacheBytes);

  return (segment, lookup, wanted) => {
    const { table, path, generation, groups = [] } = segment;
    // What is not decided below may be there.
    const admitted = new Uint8Array(table.frameCount).fill(1);
    const isDecided = new Uint8Array(table.frameCount);
    if (groups.length > 0) decideByRows(segment, groups, lookup, admitted, isDecided);
    let file: number | undefined;
    try {
      for (const frame of wanted) {
        const { offset, filterBits } = table.frame(frame);
        if (filterBits === 0 || isDecided[frame] === 1) continue;
        isDecided[frame] = 1;
        const key = `${path} ${generation} ${offset}`;
        let filter = filters.get(key);
        if (filter === undefined) {
          file ??= openSync(path, "r");
          filter = readFilter(file, segment, frame);
          // A file that has become shorter decides nothing.
          if (filter.length < filterBits / 8) continue;
          filters.set(key, filter, filter.length);
        }
        if (!filterAdmits(filter, filterBits, lookup)) admitted[frame] = 0;
      }
    } catch {
      // Retention has taken the segment away, or it cannot be read: whoever reads the block will find out.
    } finally {
      if (file !== undefined) closeSync(file);
    }
    return admitted;
  };
}

function decideByRows(
  { path }: Segment,
  groups: readonly IndexedGroup[],
  lookup: PlannedLookup,
  admitted: Uint8Array,
  isDecided: Uint8Array,
): void {
  let file: number;
  try {
    file = openSync(indexPathOf(path), "r");
  } catch {
    return;
  }
  try {
    for (const group of groups) {
      const rowBytes = rowBytesOf(group);
      const allOfThem = Buffer.alloc(rowBytes, 0xff);
      const readRow = (row: number): Uint8Array =>
        checkedRow(readBytes(file, group.offset + rowOffset(group, row), rowOffset(group, 1))) ?? allOfThem;
      const bits = admittedByRows(readRow, rowBytes, group.bits, lookup);
      for (const [place, frame] of group.frames.entries()) {
        isDecided[frame] = 1;
        if (((bits[place >> 3] ?? 0) & (1 << (place & 7))) === 0) admitted[frame] = 0;
      }
    }
  } finally {
    closeSync(file);
  }
}
