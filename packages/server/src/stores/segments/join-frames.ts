import { storesLimits } from "../stores-limits.ts";
import { type PackedFrame, packFrame } from "./frame.ts";
import type { FrameHeader, HeaderBlock } from "./frame-header.ts";
import type { FrameReader } from "./frame-reader.ts";
import { createFrameTable, type FrameTable } from "./frame-table.ts";
import type { Segment } from "./segment.ts";
import type { LineSummary } from "./summarize-lines.ts";
import type { ZstdCodec } from "./zstd-codec.ts";

/** Whether a segment consists of frames so small that putting them together saves much. */
export function isWorthJoining({ table, isSealed }: Segment): boolean {
  const { frameCount } = table;
  if (!isSealed || frameCount < 2) return false;
  let lineBytes = 0;
  for (let frame = 0; frame < frameCount; frame += 1) {
    // What is damaged stays as it is, for whoever wants to look at it.
    if (table.isDamaged(frame)) return false;
    lineBytes += table.frame(frame).lineBytes;
  }
  return lineBytes / frameCount < storesLimits.smallFrameBytes;
}

/** What joining needs of the store. */
export interface JoiningTools {
  readonly codec: ZstdCodec;
  readonly frames: FrameReader;
  summarize(lines: Uint8Array): LineSummary;
}

export interface JoinedSegment {
  readonly table: FrameTable;
  fileBytes: number;
}

/**
 * The bytes of a segment whose blocks share larger frames; blocks, positions and times of arrival stay. Fills the table of
 * the new file. Throws where a frame cannot be read.
 */
export async function* joinFrames(
  segment: Segment,
  into: JoinedSegment,
  tools: JoiningTools,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { table } = segment;
  let blocks: HeaderBlock[] = [];
  let lines: Uint8Array[] = [];
  let ids = new Map<number, string>();
  let lineBytes = 0;
  let lineCount = 0;

  const packJoined = async (): Promise<PackedFrame> => {
    const joined = Buffer.concat(lines);
    const { values } = tools.summarize(joined);
    return packFrame({ blocks, lines: joined, ids, values }, tools.codec);
  };

  for (let frame = 0; frame < table.frameCount; frame += 1) {
    const read = await tools.frames.readFrame(segment, frame);
    if (read === undefined) throw new Error(`frame ${frame} of ${segment.path} cannot be read`);
    const { fromBlock, toBlock } = table.frame(frame);
    for (let block = fromBlock; block < toBlock; block += 1) {
      blocks.push({ ...table.block(block), hasUntimed: table.hasUntimed(block) });
    }
    lines.push(read.lines);
    for (const [line, id] of read.ids) ids.set(lineCount + line, id);
    lineBytes += read.lines.length;
    lineCount += table.eventsOf(frame);
    if (lineBytes < storesLimits.joinedFrameBytes && frame + 1 < table.frameCount) continue;
    const { header, headerBytes, bytes } = await packJoined();
    addJoined(into, header, headerBytes, bytes.length);
    yield bytes;
    blocks = [];
    lines = [];
    ids = new Map();
    lineBytes = 0;
    lineCount = 0;
  }
}

export function emptyJoined(dataStream: string): JoinedSegment {
  return { table: createFrameTable(dataStream), fileBytes: 0 };
}

function addJoined(into: JoinedSegment, header: FrameHeader, headerBytes: number, sizeBytes: number): void {
  into.table.add(header, into.fileBytes, headerBytes);
  into.fileBytes += sizeBytes;
}
