import { crc32 } from "node:zlib";

/**
 * Filters of one size laid out by rows: row b has bit b of each of them, so that to ask all of them for a value takes few
 * short reads. A row is followed by its checksum: a wrong one must not hide events.
 */
export interface FilterGroup {
  readonly bits: number;
  /** Numbers of the frames, in the order of the bits in a row. */
  readonly frames: Uint32Array;
}

const checksumBytes = 4;

/** Bytes of a row without its checksum. */
export function rowBytesOf({ frames }: FilterGroup): number {
  return Math.ceil(frames.length / 8);
}

/** Where a row begins among those of its group. */
export function rowOffset(group: FilterGroup, row: number): number {
  return row * (rowBytesOf(group) + checksumBytes);
}

export function rowsBytes(group: FilterGroup): number {
  return rowOffset(group, group.bits);
}

/** @param filterOf the bytes of a frame's filter */
export function layOutRows(group: FilterGroup, filterOf: (frame: number) => Uint8Array): Buffer {
  const stride = rowOffset(group, 1);
  const rows = Buffer.alloc(rowsBytes(group));
  for (const [place, frame] of group.frames.entries()) {
    const filter = filterOf(frame);
    const mask = 1 << (place & 7);
    const column = place >> 3;
    for (let byte = 0; byte < filter.length; byte += 1) {
      // Bit by bit through those that are set.
      for (let left = filter[byte] ?? 0; left !== 0; left &= left - 1) {
        const bit = 31 - Math.clz32(left & -left);
        const at = (byte * 8 + bit) * stride + column;
        rows[at] = (rows[at] ?? 0) | mask;
      }
    }
  }
  const rowBytes = rowBytesOf(group);
  for (let from = 0; from < rows.length; from += stride) {
    rows.writeUInt32LE(crc32(rows.subarray(from, from + rowBytes)), from + rowBytes);
  }
  return rows;
}

/** A row as it was read, with its checksum; undefined where it is damaged. */
export function checkedRow(bytes: Buffer): Buffer | undefined {
  const rowBytes = bytes.length - checksumBytes;
  const row = bytes.subarray(0, Math.max(0, rowBytes));
  return rowBytes > 0 && crc32(row) === bytes.readUInt32LE(rowBytes) ? row : undefined;
}
