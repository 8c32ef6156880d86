import { crc32 } from "node:zlib";
import { type FilterGroup, layOutRows, rowsBytes } from "./filter-rows.ts";
import { blockColumnTypes, type FrameTable, frameColumnTypes, type TableColumns } from "./frame-table.ts";
import { filterVersion } from "./lookup-fields.ts";
import type { NumberArray } from "./number-column.ts";
import { storedPageBytes } from "./segment-filter.ts";

/** What an index file says of its segment; the rows of filters stay in the file. */
export interface SegmentIndex {
  readonly columns: TableColumns;
  readonly groups: readonly IndexedGroup[];
  readonly pages: IndexedPages | undefined;
}

/** Where in the file the filter of the whole segment stands. */
export interface IndexedPages {
  readonly offset: number;
  /** A power of two. */
  readonly count: number;
}

export interface IndexedGroup extends FilterGroup {
  /** Where its rows begin in the file. */
  readonly offset: number;
}

const signature = 0x494c5145;
const version = 1;
const fixedBytes = 48;
const checkedFrom = 12;

/** So many bytes of an index file tell how long its head is. */
export const indexStartBytes = fixedBytes;

/**
 * Makes the index file of a segment.
 *
 * @param segmentBytes length of the segment: an index file of another length is not of it
 * @param filterOf the bytes of a frame's filter
 * @param pages the filter of the whole segment, where it is known
 */
export function encodeSegmentIndex(
  table: FrameTable,
  segmentBytes: number,
  filterOf: (frame: number) => Uint8Array,
  pages: Buffer = Buffer.alloc(0),
): readonly Buffer[] {
  const columns = table.columns();
  const groups = groupFrames(table);
  const arrays: NumberArray[] = [
    ...columns.frames,
    ...columns.blocks,
    ...groups.flatMap(({ bits, frames }) => [Uint32Array.of(bits, frames.length), frames]),
  ];
  const fixed = Buffer.alloc(fixedBytes);
  const head = Buffer.concat([fixed, ...arrays.map(littleEndian)]);
  head.writeUInt32LE(signature, 0);
  head.writeUInt16LE(version, 4);
  head.writeUInt32LE(head.length, 12);
  head.writeUInt32LE(filterVersion, 16);
  head.writeUInt32LE(table.frameCount, 20);
  head.writeUInt32LE(table.blockCount, 24);
  head.writeUInt32LE(groups.length, 28);
  head.writeDoubleLE(segmentBytes, 32);
  head.writeUInt32LE(pages.length / storedPageBytes, 40);
  head.writeUInt32LE(crc32(head.subarray(checkedFrom)), 8);
  return [head, ...groups.map((group) => layOutRows(group, filterOf)), pages];
}

/** Length of the head of an index file by its first bytes; undefined where it is none that can be used. */
export function indexHeadBytes(start: Buffer): number | undefined {
  if (start.length < fixedBytes || start.readUInt32LE(0) !== signature || start.readUInt16LE(4) !== version) {
    return undefined;
  }
  return start.readUInt32LE(12);
}

/**
 * Reads the head of an index file; undefined where it is damaged, of another length of the segment, or of other filters.
 *
 * @param fileBytes length of the index file
 */
export function decodeSegmentIndex(
  head: Buffer,
  segmentBytes: number,
  fileBytes: number,
): SegmentIndex | undefined {
  if (head.length < fixedBytes || head.readUInt32LE(12) !== head.length) return undefined;
  if (crc32(head.subarray(checkedFrom)) !== head.readUInt32LE(8)) return undefined;
  if (head.readDoubleLE(32) !== segmentBytes || head.readUInt32LE(16) !== filterVersion) return undefined;
  let at = fixedBytes;
  const take = <A extends NumberArray>(type: new (count: number) => A, count: number): A => {
    const array = new type(count);
    const bytes = new Uint8Array(array.buffer);
    bytes.set(head.subarray(at, at + bytes.length));
    at += bytes.length;
    return array;
  };
  const frameCount = head.readUInt32LE(20);
  const blockCount = head.readUInt32LE(24);
  const columns: TableColumns = {
    frames: frameColumnTypes.map((type) => take<NumberArray>(type, frameCount)),
    blocks: blockColumnTypes.map((type) => take<NumberArray>(type, blockCount)),
  };
  let offset = head.length;
  const groups = Array.from({ length: head.readUInt32LE(28) }, (): IndexedGroup => {
    const [bits = 0, count = 0] = take(Uint32Array, 2);
    const group = { bits, frames: take(Uint32Array, count), offset };
    offset += rowsBytes(group);
    return group;
  });
  const pageCount = head.readUInt32LE(40);
  if ((pageCount & (pageCount - 1)) !== 0 || offset + pageCount * storedPageBytes !== fileBytes)
    return undefined;
  return { columns, groups, pages: pageCount === 0 ? undefined : { offset, count: pageCount } };
}

/** Of fewer filters of one size the checksums of rows would be larger than the filters: they are read where they were written. */
const leastRowFrames = 12;

/** Frames whose filters are of one size, where there are enough of them to be laid out by rows. */
function groupFrames(table: FrameTable): readonly FilterGroup[] {
  const bySize = new Map<number, number[]>();
  for (let frame = 0; frame < table.frameCount; frame += 1) {
    const { filterBits } = table.frame(frame);
    if (filterBits === 0) continue;
    const group = bySize.get(filterBits);
    if (group === undefined) bySize.set(filterBits, [frame]);
    else group.push(frame);
  }
  return [...bySize].flatMap(([bits, frames]) =>
    frames.length < leastRowFrames ? [] : [{ bits, frames: Uint32Array.from(frames) }],
  );
}

/** Columns stand in the file as they do in memory: every machine that Node runs on today is little-endian. */
function littleEndian(array: NumberArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
