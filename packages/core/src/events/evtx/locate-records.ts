import type { ChunkHeader } from "./chunk-header.ts";
import {
  chunkBytes,
  chunkHeaderBytes,
  isZero,
  minRecordBytes,
  recordHeaderBytes,
  recordMagic,
} from "./evtx-layout.ts";

/** Disks lose no less than this. Fewer zeros may be part of a record. */
const sectorBytes = 512;

/** A record, or a damaged stretch of a chunk. Offsets are those in the chunk. */
export type Located = LocatedRecord | Gap;

export interface LocatedRecord {
  readonly kind: "record";
  readonly from: number;
  readonly to: number;
  /** Number in the record's header. In exported logs the EventRecordID of the event can be another. */
  readonly number: number;
  /** False where the record's size contradicts what follows; `to` is then where the next record begins. */
  readonly isSizeSound: boolean;
}

export interface Gap {
  readonly kind: "gap";
  readonly from: number;
  readonly lostRecords: number | undefined;
}

export interface LocatedRecords {
  readonly located: readonly Located[];
  /** Where the search ended. */
  readonly to: number;
  /** Records that the header names but that were not found; undefined where that cannot be told. */
  readonly missingRecords: number | undefined;
}

/**
 * Finds the records among the first `length` bytes of a chunk. Records follow each other from the end of the header to
 * its free space offset; what lies behind is left from earlier use. Where the chain breaks, it goes on at the next
 * bytes that are surely a record.
 */
export function locateRecords(
  bytes: Uint8Array,
  view: DataView,
  header: ChunkHeader,
  length: number,
): LocatedRecords {
  const located: Located[] = [];
  // A damaged header may name any end; then only the chain of records tells.
  const end = header.isSound ? Math.min(header.freeSpaceOffset, length) : length;
  let previous = header.isSound ? header.firstRecord - 1 : -1;
  let from = chunkHeaderBytes;

  while (from !== header.freeSpaceOffset && from + minRecordBytes <= end) {
    if (view.getUint32(from, true) !== recordMagic) {
      // Space that was never written, or a lost page of the disk and with it the end of the chain.
      if (isZero(bytes, from, Math.min(from + sectorBytes, end))) break;
      const next = findRecord(view, from + 1, end);
      if (next === undefined) break;
      located.push({ kind: "gap", from, lostRecords: recordsBetween(previous, numberAt(view, next)) });
      previous = numberAt(view, next) - 1;
      from = next;
      continue;
    }
    const number = numberAt(view, from);
    // Numbers rise within a chunk: this is a record of an earlier use.
    if (!header.isSound && number <= previous) break;
    const sizeBytes = view.getUint32(from + 4, true);
    if (isCut(from, sizeBytes, length)) break;
    const isSizeSound =
      sizeBytes >= minRecordBytes &&
      from + sizeBytes <= end &&
      isConfirmed(bytes, view, from, sizeBytes, end);
    const next = isSizeSound ? from + sizeBytes : findRecord(view, from + recordHeaderBytes, end);
    const to = next ?? end;
    located.push({ kind: "record", from, to, number, isSizeSound });
    previous = number;
    if (!isSizeSound) {
      const following = next === undefined ? header.lastRecord + 1 : numberAt(view, next);
      const lostRecords = recordsBetween(number, following) ?? 0;
      if (lostRecords > 0) located.push({ kind: "gap", from: to, lostRecords });
      previous += lostRecords;
    }
    from = to;
  }
  return { located, to: from, missingRecords: missingAfter(previous, header, from) };
}

/** Whether the record is whole but for bytes that lie beyond the end of a truncated file. */
function isCut(from: number, sizeBytes: number, length: number): boolean {
  return (
    length < chunkBytes &&
    sizeBytes >= minRecordBytes &&
    from + sizeBytes > length &&
    from + sizeBytes <= chunkBytes
  );
}

/** Whether the size is confirmed: by its copy at the record's end, or by what comes behind. */
function isConfirmed(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  sizeBytes: number,
  end: number,
): boolean {
  const to = from + sizeBytes;
  if (view.getUint32(to - 4, true) === sizeBytes) return true;
  if (to + recordHeaderBytes > end) return false;
  // A record that reached into a lost page is whole as far as that page, and often readable.
  return view.getUint32(to, true) === recordMagic || isZero(bytes, to - 4, Math.min(to + sectorBytes, end));
}

/** The next offset at which a record stands: magic, a size that fits, and the size's copy. */
function findRecord(view: DataView, from: number, end: number): number | undefined {
  for (let offset = from; offset + minRecordBytes <= end; offset += 1) {
    if (view.getUint32(offset, true) !== recordMagic) continue;
    const sizeBytes = view.getUint32(offset + 4, true);
    if (sizeBytes < minRecordBytes || sizeBytes > end - offset) continue;
    if (view.getUint32(offset + sizeBytes - 4, true) === sizeBytes) return offset;
  }
  return undefined;
}

function numberAt(view: DataView, from: number): number {
  return Number(view.getBigUint64(from + 8, true));
}

function missingAfter(previous: number, header: ChunkHeader, to: number): number | undefined {
  if (to === header.freeSpaceOffset) return 0;
  return header.isSound ? recordsBetween(previous, header.lastRecord + 1) : undefined;
}

/** Records lost between two numbers; undefined where the numbers are no neighbours in a chunk, and so damaged. */
function recordsBetween(previous: number, next: number): number | undefined {
  const records = next - previous - 1;
  return records >= 0 && records <= chunkBytes / minRecordBytes ? records : undefined;
}
