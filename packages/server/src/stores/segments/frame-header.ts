import { crc32 } from "node:zlib";
import { storesLimits } from "../stores-limits.ts";
import { filterVersion } from "./lookup-fields.ts";

/**
 * What stands before the packed lines, in a frame that programs for zstd skip. docs/event-store.md has the layout; all
 * numbers are little-endian.
 */
export interface FrameHeader {
  readonly blocks: readonly HeaderBlock[];
  /** Of the packed lines. */
  readonly payloadCrc: number;
  readonly packedBytes: number;
  readonly lineBytes: number;
  /** The ids that clients gave, as `packIds` has made them. */
  readonly ids: Uint8Array;
  readonly idsArePacked: boolean;
  /** Undefined where the filter was made of another list of fields, and cannot be asked. */
  readonly filter: { readonly bits: number; readonly bytes: Uint8Array } | undefined;
}

/** A block of the frame: lines that were appended together. */
export interface HeaderBlock {
  readonly position: number;
  readonly sizeBytes: number;
  readonly count: number;
  readonly ingestedMs: number;
  readonly times: { readonly firstMs: number; readonly lastMs: number } | undefined;
  readonly hasUntimed: boolean;
}

const skippableMagic = 0x184d2a5b;
const signature = 0x424c5145;
const version = 1;
const frameHeadBytes = 8;
const fixedBytes = 40;
const blockBytes = 48;
const idsPackedBit = 1;
const untimedBit = 1;
/** The checksum covers what follows it. */
const checkedFrom = 12;

/** What every frame begins with, to search for; the size of the header stands between the two. */
export const frameMagic = Buffer.from([0x5b, 0x2a, 0x4d, 0x18]);
/** So many bytes tell how long a header is. */
export const frameStartBytes = frameHeadBytes + 6;

export type FrameStart =
  | { readonly kind: "frame"; readonly headerBytes: number }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "damaged" };

/** Looks at the first `frameStartBytes` of what may be a frame. */
export function readFrameStart(bytes: Uint8Array): FrameStart {
  if (bytes.length < frameStartBytes) return { kind: "damaged" };
  const view = viewOf(bytes);
  const contentBytes = view.getUint32(4, true);
  if (view.getUint32(0, true) !== skippableMagic || view.getUint32(8, true) !== signature)
    return { kind: "damaged" };
  if (view.getUint16(12, true) > version) return { kind: "newer", version: view.getUint16(12, true) };
  if (contentBytes < fixedBytes || contentBytes > storesLimits.maxHeaderBytes) return { kind: "damaged" };
  return { kind: "frame", headerBytes: frameHeadBytes + contentBytes };
}

/** Reads a whole header, which `readFrameStart` has found to be one; undefined where it is damaged. */
export function decodeFrameHeader(bytes: Uint8Array): FrameHeader | undefined {
  const content = bytes.subarray(frameHeadBytes);
  const view = viewOf(content);
  if (crc32(content.subarray(checkedFrom)) !== view.getUint32(8, true)) return undefined;
  const blockCount = view.getUint32(24, true);
  const idsBytes = view.getUint32(28, true);
  const filterBits = view.getUint32(32, true);
  const idsAt = fixedBytes + blockCount * blockBytes;
  const filterAt = idsAt + idsBytes;
  if (filterAt + filterBits / 8 !== content.length) return undefined;
  return {
    blocks: Array.from({ length: blockCount }, (_, block) =>
      decodeBlock(view, fixedBytes + block * blockBytes),
    ),
    payloadCrc: view.getUint32(12, true),
    packedBytes: view.getUint32(16, true),
    lineBytes: view.getUint32(20, true),
    ids: content.subarray(idsAt, filterAt),
    idsArePacked: (view.getUint16(6, true) & idsPackedBit) !== 0,
    filter:
      view.getUint32(36, true) === filterVersion
        ? { bits: filterBits, bytes: content.subarray(filterAt) }
        : undefined,
  };
}

function decodeBlock(view: DataView, at: number): HeaderBlock {
  const firstMs = view.getFloat64(at + 16, true);
  const lastMs = view.getFloat64(at + 24, true);
  return {
    position: Number(view.getBigUint64(at, true)),
    ingestedMs: view.getFloat64(at + 8, true),
    times: Number.isNaN(firstMs) ? undefined : { firstMs, lastMs },
    sizeBytes: view.getUint32(at + 32, true),
    count: view.getUint32(at + 36, true),
    hasUntimed: (view.getUint32(at + 40, true) & untimedBit) !== 0,
  };
}

/** A header with its frame around it; the packed lines follow it. */
export function encodeFrameHeader(header: FrameHeader): Buffer {
  const { blocks, ids, filter } = header;
  const idsAt = frameHeadBytes + fixedBytes + blocks.length * blockBytes;
  const filterAt = idsAt + ids.length;
  const bytes = Buffer.alloc(filterAt + (filter?.bytes.length ?? 0));
  bytes.writeUInt32LE(skippableMagic, 0);
  bytes.writeUInt32LE(bytes.length - frameHeadBytes, 4);
  const content = bytes.subarray(frameHeadBytes);
  content.writeUInt32LE(signature, 0);
  content.writeUInt16LE(version, 4);
  content.writeUInt16LE(header.idsArePacked ? idsPackedBit : 0, 6);
  content.writeUInt32LE(header.payloadCrc, 12);
  content.writeUInt32LE(header.packedBytes, 16);
  content.writeUInt32LE(header.lineBytes, 20);
  content.writeUInt32LE(blocks.length, 24);
  content.writeUInt32LE(ids.length, 28);
  content.writeUInt32LE(filter?.bits ?? 0, 32);
  content.writeUInt32LE(filter === undefined ? 0 : filterVersion, 36);
  for (const [number, block] of blocks.entries()) {
    const at = fixedBytes + number * blockBytes;
    content.writeBigUInt64LE(BigInt(block.position), at);
    content.writeDoubleLE(block.ingestedMs, at + 8);
    content.writeDoubleLE(block.times?.firstMs ?? Number.NaN, at + 16);
    content.writeDoubleLE(block.times?.lastMs ?? Number.NaN, at + 24);
    content.writeUInt32LE(block.sizeBytes, at + 32);
    content.writeUInt32LE(block.count, at + 36);
    content.writeUInt32LE(block.hasUntimed ? untimedBit : 0, at + 40);
  }
  bytes.set(ids, idsAt);
  if (filter !== undefined) bytes.set(filter.bytes, filterAt);
  content.writeUInt32LE(crc32(content.subarray(checkedFrom)), 8);
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
