import { crc32 } from "./crc32.ts";
import { chunkBytes, chunkHeaderBytes } from "./evtx-layout.ts";

export interface ChunkHeader {
  /** The header's checksum is right, or it has none, and its offsets make sense. */
  readonly isSound: boolean;
  /** Numbers of the first and last record. Without records both are the largest number of 64 bits. */
  readonly firstRecord: number;
  readonly lastRecord: number;
  /** Offset in the chunk behind the last record. */
  readonly freeSpaceOffset: number;
  /** CRC-32 of the bytes of all records; undefined where the writer left the checksums out. */
  readonly recordsChecksum: number | undefined;
}

/** Flag of a chunk whose writer computed no checksums. */
const noChecksums = 0x4;
const checksummedBytes = 120;

/** Reads the first 512 bytes of a chunk; its magic is not looked at. */
export function readChunkHeader(view: DataView): ChunkHeader {
  const hasChecksums = (view.getUint32(checksummedBytes, true) & noChecksums) === 0;
  const freeSpaceOffset = view.getUint32(48, true);
  const isPlausible = freeSpaceOffset >= chunkHeaderBytes && freeSpaceOffset <= chunkBytes;
  return {
    isSound: isPlausible && (!hasChecksums || view.getUint32(124, true) === headerChecksum(view)),
    firstRecord: Number(view.getBigUint64(24, true)),
    lastRecord: Number(view.getBigUint64(32, true)),
    freeSpaceOffset,
    recordsChecksum: hasChecksums ? view.getUint32(52, true) : undefined,
  };
}

/** The flags and the checksum itself are left out. */
function headerChecksum(view: DataView): number {
  return crc32(view, 128, chunkHeaderBytes, crc32(view, 0, checksummedBytes));
}
