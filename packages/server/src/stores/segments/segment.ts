import { closeSync, openSync, statSync, truncateSync, unlinkSync } from "node:fs";
import { storesLimits } from "../stores-limits.ts";
import { createFrameTable, type FrameTable } from "./frame-table.ts";
import {
  type DamagedRange,
  isPayloadWhole,
  readBytes,
  type SegmentScan,
  scanSegment,
} from "./scan-segment.ts";
import {
  decodeSegmentFilter,
  holdsByPages,
  narrowed,
  type SegmentFilter,
  storedPageBytes,
} from "./segment-filter.ts";
import {
  decodeSegmentIndex,
  type IndexedGroup,
  type IndexedPages,
  indexHeadBytes,
  indexStartBytes,
} from "./segment-index.ts";
import { indexPathOf } from "./segment-names.ts";
import type { ReportProblem } from "./store-problem.ts";
import type { PlannedLookup } from "./value-filter.ts";

/** One file of events of a data stream. */
export interface Segment {
  readonly dataStream: string;
  readonly path: string;
  /** Its length as far as it is written and good. */
  fileBytes: number;
  table: FrameTable;
  /** Counts how often the file was written anew: places of frames in it are those of one generation. */
  generation: number;
  /** Filters that stand in its index file; undefined where it has none. */
  groups: readonly IndexedGroup[] | undefined;
  /** Its filter in the index file, where that has one. */
  pages: IndexedPages | undefined;
  /** Its filter in memory, while it is written to: of all of its values, or undefined. */
  filter: SegmentFilter | undefined;
  /** Nothing is appended any more. */
  isSealed: boolean;
}

export interface OpenedSegment extends Segment {
  /** Behind everything that it says to have held, also where that was cut off. */
  readonly endPosition: number;
}

/**
 * Opens a segment: by its index file, or else by the headers of its frames. Of the newest segment of a data stream, whatever
 * is not whole at its end is cut off. Throws OperationalError `data-folder-too-new`.
 *
 * @param isNewest events will be appended to it
 */
export function openSegment(
  path: string,
  dataStream: string,
  isNewest: boolean,
  report: ReportProblem,
): OpenedSegment {
  const indexed = openByIndex(path, dataStream, isNewest);
  return indexed ?? openByHeaders(path, dataStream, isNewest, report);
}

function openByIndex(path: string, dataStream: string, isNewest: boolean): OpenedSegment | undefined {
  const indexPath = indexPathOf(path);
  let file: number;
  try {
    file = openSync(indexPath, "r");
  } catch {
    return undefined;
  }
  try {
    const { size: indexBytes } = statSync(indexPath);
    const fileBytes = statSync(path).size;
    const headBytes = indexHeadBytes(readBytes(file, 0, indexStartBytes));
    if (headBytes === undefined || headBytes > indexBytes) return undefined;
    const index = decodeSegmentIndex(readBytes(file, 0, headBytes), fileBytes, indexBytes);
    if (index === undefined) return undefined;
    const table = createFrameTable(dataStream, index.columns);
    const { groups, pages } = index;
    return {
      dataStream,
      path,
      fileBytes,
      table,
      generation: 0,
      groups,
      pages,
      filter: undefined,
      isSealed: !isNewest,
      endPosition: endOf(table),
    };
  } finally {
    closeSync(file);
  }
}

function openByHeaders(
  path: string,
  dataStream: string,
  isNewest: boolean,
  report: ReportProblem,
): OpenedSegment {
  let fileBytes = statSync(path).size;
  const file = openSync(path, "r");
  const table = createFrameTable(dataStream);
  let endPosition = 0;
  try {
    const scan = scanSegment(file, fileBytes, path);
    for (const { header } of scan.frames) {
      for (const { position, sizeBytes } of header.blocks)
        endPosition = Math.max(endPosition, position + sizeBytes);
    }
    const { keptFrames, goodBytes, broken } = isNewest
      ? findTornTail(file, fileBytes, scan)
      : { keptFrames: scan.frames.length, goodBytes: fileBytes, broken: new Set<number>() };
    for (const [frame, { header, offset, headerBytes }] of scan.frames.slice(0, keptFrames).entries()) {
      table.add(header, offset, headerBytes);
      if (!broken.has(frame)) continue;
      table.markDamaged(frame);
      reportDamage(path, { from: offset, to: offset + headerBytes + header.packedBytes }, report);
    }
    for (const range of scan.damaged) if (range.from < goodBytes) reportDamage(path, range, report);
    if (goodBytes < fileBytes) {
      truncateSync(path, goodBytes);
      const bytes = fileBytes - goodBytes;
      const message = `${path}: the last ${bytes} bytes were not written whole and were cut off`;
      report({ kind: "cut-tail", message, path, byteOffset: goodBytes, bytes });
      fileBytes = goodBytes;
    }
  } finally {
    closeSync(file);
  }
  return {
    dataStream,
    path,
    fileBytes,
    table,
    generation: 0,
    groups: undefined,
    pages: undefined,
    filter: undefined,
    isSealed: !isNewest,
    endPosition,
  };
}

/** Which frames of the newest segment are kept, and which of these cannot be read. */
function findTornTail(
  file: number,
  fileBytes: number,
  { frames, damaged }: SegmentScan,
): { readonly keptFrames: number; readonly goodBytes: number; readonly broken: ReadonlySet<number> } {
  // After a crash of the machine a file may have its length, and not yet all of its content.
  const broken = new Set<number>();
  for (let frame = frames.length - 1; frame >= 0; frame -= 1) {
    const found = frames[frame];
    if (found === undefined || found.offset < fileBytes - storesLimits.checkedTailBytes) break;
    if (!isPayloadWhole(file, found)) broken.add(frame);
  }
  let keptFrames = frames.length;
  while (broken.has(keptFrames - 1)) {
    keptFrames -= 1;
    broken.delete(keptFrames);
  }
  const last = frames[keptFrames - 1];
  const end = last === undefined ? 0 : last.offset + last.headerBytes + last.header.packedBytes;
  const isDamagedBehind = damaged.some(({ from }) => from >= end);
  return { keptFrames, goodBytes: isDamagedBehind || keptFrames < frames.length ? end : fileBytes, broken };
}

export function reportDamage(path: string, { from, to }: DamagedRange, report: ReportProblem): void {
  const message = `${path}: ${to - from} bytes from byte ${from} on are damaged; their events are lost, the others are served`;
  report({ kind: "damaged-frames", message, path, byteOffset: from, bytes: to - from });
}

/** Position behind the last event. */
export function endOf(table: FrameTable): number {
  if (table.blockCount === 0) return 0;
  const { position, sizeBytes } = table.block(table.blockCount - 1);
  return position + sizeBytes;
}

/** An index file that is no longer of its segment goes before the segment changes. */
export function removeIndex(segment: Segment): void {
  segment.groups = undefined;
  segment.pages = undefined;
  try {
    unlinkSync(indexPathOf(segment.path));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** The filter of a frame, as it stands in the segment. */
export function readFilter(file: number, { table }: Segment, frame: number): Buffer {
  const { offset, headerBytes, filterBits } = table.frame(frame);
  return readBytes(file, offset + headerBytes - filterBits / 8, filterBits / 8);
}

/** Takes the filter of a segment into memory, before its index file goes. What cannot be read is done without. */
export function keepFilter(segment: Segment): void {
  const { path, pages } = segment;
  if (pages === undefined) return;
  segment.filter = withIndexFile(path, undefined, (file) =>
    decodeSegmentFilter(readBytes(file, pages.offset, pages.count * storedPageBytes)),
  );
}

/** So many values are asked for page by page; for more the whole filter is read. */
const fewValues = 32;

/** What of a look-up a segment may hold; undefined where it is certain that no event of it has what is looked up. */
export function narrowLookup(
  { path, pages, filter }: Segment,
  lookup: PlannedLookup,
): PlannedLookup | undefined {
  if (filter !== undefined) return narrowed(lookup, filter.mayHold);
  if (pages === undefined) return lookup;
  const { offset, count } = pages;
  const values = lookup.reduce((sum, hashes) => sum + hashes.length, 0);
  // Retention has taken it away, or it cannot be read: whoever reads a block will find out.
  return withIndexFile(path, lookup, (file) => {
    if (values <= fewValues) {
      const readPage = (page: number): Buffer =>
        readBytes(file, offset + page * storedPageBytes, storedPageBytes);
      return narrowed(lookup, holdsByPages(readPage, count));
    }
    const all = readBytes(file, offset, count * storedPageBytes);
    const pageOf = (page: number): Buffer =>
      all.subarray(page * storedPageBytes, (page + 1) * storedPageBytes);
    return narrowed(lookup, holdsByPages(pageOf, count));
  });
}

function withIndexFile<T>(path: string, unreadable: T, read: (file: number) => T): T {
  let file: number | undefined;
  try {
    file = openSync(indexPathOf(path), "r");
    return read(file);
  } catch {
    return unreadable;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
