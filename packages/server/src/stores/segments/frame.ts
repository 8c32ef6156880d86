import { crc32 } from "node:zlib";
import {
  decodeFrameHeader,
  encodeFrameHeader,
  type FrameHeader,
  frameStartBytes,
  type HeaderBlock,
  readFrameStart,
} from "./frame-header.ts";
import { buildFilter } from "./value-filter.ts";
import type { ZstdCodec } from "./zstd-codec.ts";

/** A frame as it is written: header and packed lines. */
export interface PackedFrame {
  readonly header: FrameHeader;
  readonly headerBytes: number;
  readonly bytes: Buffer;
  /** Hashes of the values that are looked up. */
  readonly values: Uint32Array;
}

/** The lines of a frame, and the ids that clients gave, by number of the line in the frame. */
export interface FrameLines {
  readonly lines: Uint8Array;
  readonly ids: ReadonlyMap<number, string>;
}

export interface NewFrame extends FrameLines {
  readonly blocks: readonly HeaderBlock[];
  /** Hashes of the values that are looked up. */
  readonly values: Uint32Array;
}

/** Ids of fewer bytes are not worth a frame of their own. */
const leastPackedIds = 256;

export async function packFrame(
  { blocks, lines, ids, values }: NewFrame,
  codec: ZstdCodec,
): Promise<PackedFrame> {
  const idText = ids.size === 0 ? Buffer.alloc(0) : Buffer.from(JSON.stringify([...ids]));
  const idsArePacked = idText.length >= leastPackedIds;
  const [packed, writtenIds] = await Promise.all([
    codec.pack(lines),
    idsArePacked ? codec.pack(idText) : idText,
  ]);
  const header: FrameHeader = {
    blocks,
    payloadCrc: crc32(packed),
    packedBytes: packed.length,
    lineBytes: lines.length,
    ids: writtenIds,
    idsArePacked,
    filter: buildFilter(values),
  };
  const head = encodeFrameHeader(header);
  return { header, headerBytes: head.length, bytes: Buffer.concat([head, packed]), values };
}

/** Unpacks a frame, from its first byte to its last; undefined where anything of it is not as it was written. */
export async function unpackFrame(
  bytes: Uint8Array,
  codec: ZstdCodec,
): Promise<(FrameLines & Pick<FrameHeader, "blocks">) | undefined> {
  const start = readFrameStart(bytes.subarray(0, frameStartBytes));
  if (start.kind !== "frame" || start.headerBytes > bytes.length) return undefined;
  const header = decodeFrameHeader(bytes.subarray(0, start.headerBytes));
  const packed = bytes.subarray(start.headerBytes);
  if (header === undefined || packed.length !== header.packedBytes || crc32(packed) !== header.payloadCrc) {
    return undefined;
  }
  const [lines, ids] = await Promise.all([codec.unpack(packed), readIds(header, codec)]);
  return lines.length === header.lineBytes ? { lines, ids, blocks: header.blocks } : undefined;
}

const noIds: ReadonlyMap<number, string> = new Map();

/** The ids stand there as pairs of the line's number and its id, in JSON. */
async function readIds(
  { ids, idsArePacked }: FrameHeader,
  codec: ZstdCodec,
): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return noIds;
  const text = idsArePacked ? await codec.unpack(ids) : Buffer.from(ids);
  return new Map(JSON.parse(text.toString()) as [number, string][]);
}
