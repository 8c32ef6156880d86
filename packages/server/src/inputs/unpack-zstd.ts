import { Decompress } from "fzstd";
import { type ByteCursor, type ByteSource, createByteCursor } from "./byte-cursor.ts";
import type { InputLimits } from "./input-limits.ts";
import { InputError, reasonOf } from "./input-problem.ts";
import type { UnpackBudget } from "./unpack-budget.ts";

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
const maxHeaderBytes = 18;
const blockHeaderBytes = 3;

// The decoder moves the whole window for every block. Large windows are for large blocks (128 KiB); with tiny ones a
// small file would keep it busy for hours.
const largeWindowBytes = 8 * 1024 * 1024;
const tinyBlockBytes = 4 * 1024;
const toleratedTinyBlocks = 200;

/**
 * Unpacks zstd frame by frame and block by block (RFC 8878, 3.1). The decoder would take several frames at once, but
 * the size of a frame's window must be looked at before it is allocated.
 */
export async function* unpackZstd(source: ByteSource, limits: InputLimits, budget: UnpackBudget): ByteSource {
  const cursor = createByteCursor(source);
  const large = { blocks: 0, bytes: 0 };
  try {
    for (
      let head = await cursor.peek(maxHeaderBytes);
      head.length > 0;
      head = await cursor.peek(maxHeaderBytes)
    ) {
      const view = viewOf(head);
      const magic = head.length < 4 ? 0 : view.getUint32(0, true);
      if ((magic & 0xfffffff0) >>> 0 === skippableMagic) await skipFrame(cursor);
      else if (magic === frameMagic) yield* unpackFrame(cursor, large, limits, budget);
      else throw damaged("something else follows the last frame");
    }
    // A source that failed just here looks like one that ended, until it is read.
    await cursor.takeSome();
  } finally {
    await cursor.close();
  }
}

async function skipFrame(cursor: ByteCursor): Promise<void> {
  const header = await takeExactly(cursor, 8);
  let left = viewOf(header).getUint32(4, true);
  while (left > 0) {
    const bytes = await cursor.takeSome(left);
    if (bytes.length === 0) throw cutOff();
    left -= bytes.length;
  }
}

/** @param large counts the blocks with large windows over all frames */
async function* unpackFrame(
  cursor: ByteCursor,
  large: { blocks: number; bytes: number },
  limits: InputLimits,
  budget: UnpackBudget,
): ByteSource {
  const { headerBytes, windowBytes, hasChecksum } = parseFrameHeader(await cursor.peek(maxHeaderBytes));
  if (windowBytes > limits.maxZstdWindowBytes) {
    const message = `A zstd window of ${windowBytes} bytes is not read (at most ${limits.maxZstdWindowBytes}).`;
    throw new InputError("unsupported-container", message);
  }
  let unpacked: Uint8Array[] = [];
  const decoder = new Decompress((bytes) => unpacked.push(bytes));
  decoder.push(await takeExactly(cursor, headerBytes));
  for (let isLast = false; !isLast; ) {
    const header = await cursor.peek(blockHeaderBytes);
    if (header.length < blockHeaderBytes) throw cutOff();
    const bits = viewOf(header).getUint16(0, true) | ((header[2] ?? 0) << 16);
    isLast = (bits & 1) === 1;
    const isRunLength = ((bits >> 1) & 3) === 1;
    const blockBytes = blockHeaderBytes + (isRunLength ? 1 : bits >> 3);
    const block = await takeExactly(cursor, blockBytes + (isLast && hasChecksum ? 4 : 0));
    try {
      decoder.push(block, isLast);
    } catch (error) {
      throw damaged(reasonOf(error));
    }
    for (const bytes of unpacked) {
      budget.spendBytes(bytes.length);
      large.bytes += bytes.length;
      yield bytes;
    }
    unpacked = [];
    if (windowBytes > largeWindowBytes) large.blocks += 1;
    if (large.blocks > toleratedTinyBlocks && large.bytes < large.blocks * tinyBlockBytes) {
      throw new InputError(
        "bomb",
        "Its zstd blocks are far too small for their window; the rest was skipped.",
      );
    }
  }
}

interface FrameHeader {
  readonly headerBytes: number;
  /** What the decoder allocates: the window, or the content where that is a single segment. */
  readonly windowBytes: number;
  readonly hasChecksum: boolean;
}

function parseFrameHeader(head: Uint8Array): FrameHeader {
  const padded = new Uint8Array(maxHeaderBytes);
  padded.set(head);
  const view = viewOf(padded);
  const descriptor = view.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag;
  const sizeAt = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  const headerBytes = sizeAt + sizeBytes;
  if (head.length < headerBytes) throw cutOff();
  const hasChecksum = (descriptor & 4) !== 0;
  if (isSingleSegment)
    return { headerBytes, windowBytes: contentBytes(view, sizeAt, sizeBytes), hasChecksum };
  const window = view.getUint8(5);
  const base = 2 ** (10 + (window >> 3));
  return { headerBytes, windowBytes: base + (base / 8) * (window & 7), hasChecksum };
}

function contentBytes(view: DataView, at: number, length: number): number {
  switch (length) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}

async function takeExactly(cursor: ByteCursor, length: number): Promise<Uint8Array> {
  const bytes = await cursor.take(length);
  if (bytes.length < length) throw cutOff();
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function cutOff(): InputError {
  return new InputError("damaged-container", "The compressed data is cut off; what came before was read.");
}

function damaged(reason: string): InputError {
  const message = `The compressed data is damaged (${reason}); what came before was read.`;
  return new InputError("damaged-container", message);
}
