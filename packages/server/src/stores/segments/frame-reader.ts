import { open } from "node:fs/promises";
import { storesLimits } from "../stores-limits.ts";
import { type FrameLines, unpackFrame } from "./frame.ts";
import { createRecentValues } from "./least-recently-used.ts";
import { isMissing, reportDamage, type Segment } from "./segment.ts";
import type { ReportProblem } from "./store-problem.ts";
import type { ZstdCodec } from "./zstd-codec.ts";

export interface FrameReader {
  /** The frame that holds a block; undefined where it is gone or damaged. `lineOffset`: where the block begins in it. */
  readBlock(segment: Segment, position: number): Promise<BlockInFrame | undefined>;
  /** The lines of a frame, which are kept for the next time. */
  readFrame(segment: Segment, frame: number): Promise<FrameLines | undefined>;
}

export interface BlockInFrame extends FrameLines {
  /** Which of the lines are those of the block, by bytes and by number. */
  readonly from: number;
  readonly to: number;
  readonly firstLine: number;
}

export function createFrameReader(codec: ZstdCodec, report: ReportProblem): FrameReader {
  const recent = createRecentValues<Promise<FrameLines | undefined>>(storesLimits.frameCacheBytes);

  const readFrame = (segment: Segment, frame: number): Promise<FrameLines | undefined> => {
    const { table, path, generation } = segment;
    const { offset, headerBytes, packedBytes, lineBytes } = table.frame(frame);
    const key = `${path} ${generation} ${offset}`;
    const known = recent.get(key);
    if (known !== undefined) return known;
    const reading = readUnpacked(path, offset, headerBytes + packedBytes).then((found) => {
      if (found === "damaged") {
        // Where the segment was written anew meanwhile, its table is another one, and the caller looks again.
        if (segment.table === table && !table.isDamaged(frame)) {
          table.markDamaged(frame);
          reportDamage(path, { from: offset, to: offset + headerBytes + packedBytes }, report);
        }
        recent.delete(key);
        return undefined;
      }
      return found;
    });
    reading.catch(() => recent.delete(key));
    recent.set(key, reading, lineBytes);
    return reading;
  };

  const readUnpacked = async (
    path: string,
    offset: number,
    sizeBytes: number,
  ): Promise<FrameLines | "damaged" | undefined> => {
    let bytes: Buffer;
    try {
      const file = await open(path, "r");
      try {
        bytes = Buffer.allocUnsafe(sizeBytes);
        let filled = 0;
        while (filled < sizeBytes) {
          const { bytesRead } = await file.read(bytes, filled, sizeBytes - filled, offset + filled);
          if (bytesRead === 0) return "damaged";
          filled += bytesRead;
        }
      } finally {
        await file.close();
      }
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    return (await unpackFrame(bytes, codec)) ?? "damaged";
  };

  return {
    readFrame,
    async readBlock(segment, position) {
      for (;;) {
        const { table } = segment;
        const block = table.firstFromPosition(position);
        if (block >= table.blockCount || table.position(block) !== position) return undefined;
        const frame = table.frameOf(block);
        const lines = await readFrame(segment, frame);
        if (lines === undefined) {
          if (segment.table !== table) continue;
          return undefined;
        }
        let from = 0;
        let firstLine = 0;
        for (let before = table.frame(frame).fromBlock; before < block; before += 1) {
          const { sizeBytes, count } = table.block(before);
          from += sizeBytes;
          firstLine += count;
        }
        return { ...lines, from, to: from + table.block(block).sizeBytes, firstLine };
      }
    },
  };
}
