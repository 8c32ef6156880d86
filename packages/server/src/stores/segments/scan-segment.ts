import { readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { OperationalError } from "../../platform/operational-error.ts";
import {
  decodeFrameHeader,
  type FrameHeader,
  frameMagic,
  frameStartBytes,
  readFrameStart,
} from "./frame-header.ts";

/** A frame as it was found, without its packed lines. */
export interface FoundFrame {
  readonly header: FrameHeader;
  readonly offset: number;
  readonly headerBytes: number;
}

/** Bytes between two frames, or behind the last one, that are no frame. */
export interface DamagedRange {
  readonly from: number;
  readonly to: number;
}

export interface SegmentScan {
  readonly frames: readonly FoundFrame[];
  readonly damaged: readonly DamagedRange[];
}

const windowBytes = 64 * 1024;
const searchBytes = 1024 * 1024;

/**
 * Finds the frames of a segment by their headers; the packed lines between them are not read. Behind damage it goes on with
 * the next whole header. Throws OperationalError `data-folder-too-new`.
 *
 * @param path for messages
 */
export function scanSegment(file: number, sizeBytes: number, path: string): SegmentScan {
  const read = createWindow(file, sizeBytes);
  const frames: FoundFrame[] = [];
  const damaged: DamagedRange[] = [];
  for (let offset = 0; offset < sizeBytes; ) {
    const found = frameAt(offset, sizeBytes, read, path);
    if (found !== undefined) {
      frames.push(found);
      offset += found.headerBytes + found.header.packedBytes;
      continue;
    }
    const next = nextFrame(
      file,
      offset + 1,
      sizeBytes,
      (at) => frameAt(at, sizeBytes, read, path) !== undefined,
    );
    damaged.push({ from: offset, to: next });
    offset = next;
  }
  return { frames, damaged };
}

type ReadBytes = (from: number, count: number) => Uint8Array;

function frameAt(offset: number, sizeBytes: number, read: ReadBytes, path: string): FoundFrame | undefined {
  const start = readFrameStart(read(offset, frameStartBytes));
  switch (start.kind) {
    case "damaged":
      return undefined;
    case "newer": {
      const message = `${path} was written by a newer eqlite (version ${start.version} of the format); use that one`;
      throw new OperationalError("data-folder-too-new", message);
    }
    case "frame":
  }
  const { headerBytes } = start;
  if (offset + headerBytes > sizeBytes) return undefined;
  // What it holds must stay as it is when the window moves on.
  const header = decodeFrameHeader(read(offset, headerBytes).slice());
  if (header === undefined || offset + headerBytes + header.packedBytes > sizeBytes) return undefined;
  return { header, offset, headerBytes };
}

/** Where the next frame begins; the end of the file where there is none. */
function nextFrame(file: number, from: number, sizeBytes: number, isFrame: (at: number) => boolean): number {
  for (let windowAt = from; windowAt < sizeBytes; windowAt += searchBytes) {
    // Windows overlap, so that none parts the bytes that are looked for.
    const bytes = readBytes(
      file,
      windowAt,
      Math.min(searchBytes + frameMagic.length - 1, sizeBytes - windowAt),
    );
    for (let at = bytes.indexOf(frameMagic); at !== -1; at = bytes.indexOf(frameMagic, at + 1)) {
      if (at < searchBytes && isFrame(windowAt + at)) return windowAt + at;
    }
  }
  return sizeBytes;
}

/** Whether the packed lines of a frame are as they were written. */
export function isPayloadWhole(file: number, { header, offset, headerBytes }: FoundFrame): boolean {
  return crc32(readBytes(file, offset + headerBytes, header.packedBytes)) === header.payloadCrc;
}

/** Reads through a window: headers of small frames stand close together. What it gives is valid until the next call. */
function createWindow(file: number, sizeBytes: number): ReadBytes {
  let at = 0;
  let bytes: Uint8Array = new Uint8Array(0);
  return (from, count) => {
    if (from < at || from + count > at + bytes.length) {
      at = from;
      bytes = readBytes(file, from, Math.min(Math.max(count, windowBytes), sizeBytes - from));
    }
    return bytes.subarray(from - at, from - at + count);
  };
}

/** Fewer bytes where the file ends. */
export function readBytes(file: number, from: number, count: number): Buffer {
  const bytes = Buffer.allocUnsafe(Math.max(0, count));
  let filled = 0;
  while (filled < bytes.length) {
    const read = readSync(file, bytes, filled, bytes.length - filled, from + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}
