import type { JsonValue } from "../document.ts";
import type { ChunkData } from "./chunk-data.ts";
import { fileTimeText, systemTimeText } from "./time-text.ts";
import { guidText, hexNumberText32, hexNumberText64, hexText, sidBytes, sidText } from "./value-text.ts";

/** Types of the values in a record (MS-EVEN6 section 2.2.13). */
export const valueType = {
  null: 0x00,
  string: 0x01,
  ansiString: 0x02,
  int8: 0x03,
  uint8: 0x04,
  int16: 0x05,
  uint16: 0x06,
  int32: 0x07,
  uint32: 0x08,
  int64: 0x09,
  uint64: 0x0a,
  real32: 0x0b,
  real64: 0x0c,
  bool: 0x0d,
  binary: 0x0e,
  guid: 0x0f,
  sizeT: 0x10,
  fileTime: 0x11,
  systemTime: 0x12,
  sid: 0x13,
  hexInt32: 0x14,
  hexInt64: 0x15,
  binXml: 0x21,
} as const;

/** Set on a type for an array of it. */
const arrayFlag = 0x80;

// Windows writes ANSI strings in the code page of the machine, which the file does not tell: Western European is the guess.
const ansiDecoder = new TextDecoder("windows-1252");

type FixedReader = (view: DataView, offset: number) => JsonValue;

interface FixedType {
  readonly sizeBytes: number;
  readonly read: FixedReader;
}

const fixedTypes: ReadonlyMap<number, FixedType> = new Map<number, FixedType>([
  [valueType.int8, { sizeBytes: 1, read: (view, offset) => view.getInt8(offset) }],
  [valueType.uint8, { sizeBytes: 1, read: (view, offset) => view.getUint8(offset) }],
  [valueType.int16, { sizeBytes: 2, read: (view, offset) => view.getInt16(offset, true) }],
  [valueType.uint16, { sizeBytes: 2, read: (view, offset) => view.getUint16(offset, true) }],
  [valueType.int32, { sizeBytes: 4, read: (view, offset) => view.getInt32(offset, true) }],
  [valueType.uint32, { sizeBytes: 4, read: (view, offset) => view.getUint32(offset, true) }],
  [valueType.int64, { sizeBytes: 8, read: (view, offset) => wholeNumber(view.getBigInt64(offset, true)) }],
  [valueType.uint64, { sizeBytes: 8, read: (view, offset) => wholeNumber(view.getBigUint64(offset, true)) }],
  [valueType.real32, { sizeBytes: 4, read: (view, offset) => realNumber(view.getFloat32(offset, true)) }],
  [valueType.real64, { sizeBytes: 8, read: (view, offset) => realNumber(view.getFloat64(offset, true)) }],
  // Some writers store other numbers than 0 and 1.
  [valueType.bool, { sizeBytes: 4, read: (view, offset) => view.getUint32(offset, true) !== 0 }],
  [valueType.guid, { sizeBytes: 16, read: guidText }],
  [valueType.fileTime, { sizeBytes: 8, read: fileTimeText }],
  [valueType.systemTime, { sizeBytes: 16, read: systemTimeText }],
  [valueType.hexInt32, { sizeBytes: 4, read: hexNumberText32 }],
  [valueType.hexInt64, { sizeBytes: 8, read: hexNumberText64 }],
]);
const fixedTypeTable: readonly (FixedType | undefined)[] = Array.from({ length: 256 }, (_, type) =>
  fixedTypes.get(type),
);

/**
 * One value of a record, which lies in the chunk. A value of an unknown type, or whose size does not fit its type,
 * is not thrown away: it is given as hexadecimal digits.
 */
export function readValue(chunk: ChunkData, type: number, offset: number, sizeBytes: number): JsonValue {
  const { view } = chunk;
  if (type === valueType.string) return chunk.text(offset, sizeBytes >>> 1);
  const fixed = fixedTypeTable[type];
  if (fixed !== undefined && fixed.sizeBytes === sizeBytes) return fixed.read(view, offset);
  if (type === valueType.ansiString) return ansiText(chunk, offset, sizeBytes);
  if (type === valueType.null || sizeBytes === 0) return null;
  if (type === valueType.sid && isSid(view, offset, sizeBytes)) return sidText(view, offset);
  if (type === valueType.sizeT && sizeBytes === 4) return hexNumberText32(view, offset);
  if (type === valueType.sizeT && sizeBytes === 8) return hexNumberText64(view, offset);
  return readArray(chunk, type, offset, sizeBytes) ?? hexText(view, offset, sizeBytes);
}

/** The items of an array, or undefined where it is none or its size does not fit. */
function readArray(
  chunk: ChunkData,
  type: number,
  offset: number,
  sizeBytes: number,
): JsonValue[] | undefined {
  if ((type & arrayFlag) === 0) return undefined;
  const itemType = type & ~arrayFlag;
  if (itemType === valueType.string) return readStrings(chunk, offset, sizeBytes);
  if (itemType === valueType.ansiString) return ansiText(chunk, offset, sizeBytes).split("\0");
  if (itemType === valueType.sid) return readSids(chunk.view, offset, sizeBytes);
  const fixed = fixedTypeTable[itemType];
  if (fixed === undefined || sizeBytes % fixed.sizeBytes !== 0) return undefined;
  const items: JsonValue[] = [];
  for (let item = offset; item < offset + sizeBytes; item += fixed.sizeBytes)
    items.push(fixed.read(chunk.view, item));
  return items;
}

/** Texts that each end in a zero; the last one may lack it. */
function readStrings(chunk: ChunkData, offset: number, sizeBytes: number): JsonValue[] {
  const items: JsonValue[] = [];
  const to = offset + (sizeBytes & ~1);
  for (let from = offset, end = offset; from < to; from = end + 2) {
    end = from;
    while (end < to && chunk.view.getUint16(end, true) !== 0) end += 2;
    items.push(chunk.text(from, (end - from) >>> 1));
  }
  return items;
}

function readSids(view: DataView, offset: number, sizeBytes: number): JsonValue[] | undefined {
  const items: JsonValue[] = [];
  const to = offset + sizeBytes;
  let from = offset;
  while (from + 8 <= to && from + sidBytes(view, from) <= to) {
    items.push(sidText(view, from));
    from += sidBytes(view, from);
  }
  return from === to ? items : undefined;
}

function isSid(view: DataView, offset: number, sizeBytes: number): boolean {
  return sizeBytes >= 8 && sidBytes(view, offset) === sizeBytes;
}

function ansiText(chunk: ChunkData, offset: number, sizeBytes: number): string {
  let to = offset + sizeBytes;
  while (to > offset && chunk.view.getUint8(to - 1) === 0) to -= 1;
  return ansiDecoder.decode(chunk.bytes.subarray(offset, to));
}

function wholeNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** JSON has no infinity. */
function realNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
