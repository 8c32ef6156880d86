import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { OperationalError } from "../../platform/operational-error.ts";
import { storesLimits } from "../stores-limits.ts";
import type { DataStreamFiles } from "./data-stream-files.ts";
import type { PackedFrame } from "./frame.ts";
import { createFrameTable } from "./frame-table.ts";
import { keepFilter, removeIndex, type Segment } from "./segment.ts";
import { createSegmentFilter } from "./segment-filter.ts";
import { segmentName } from "./segment-names.ts";
import { syncFolder, type WriteBytes } from "./write-durably.ts";

export interface SegmentWriterOptions {
  readonly segmentBytes: number;
  readonly segmentAgeMs: number;
  readonly write: WriteBytes;
  /** Made where it is not there. */
  readonly streamOf: (name: string) => DataStreamFiles;
  /** Told of a segment to which nothing is appended any more. */
  readonly onSealed: (stream: DataStreamFiles, segment: Segment) => void;
}

/** A frame for the end of a data stream. */
export interface AppendedFrame {
  readonly dataStream: string;
  readonly frame: PackedFrame;
}

/** Appends frames to the newest segments of data streams. One call at a time. */
export interface SegmentWriter {
  /**
   * Writes frames, one write for each data stream, all or none. When it is done they are on disk and in the tables of their
   * segments. Throws OperationalError `disk-full` or `store-damaged`; then the files are as long as they were.
   */
  append(frames: readonly AppendedFrame[]): Promise<void>;
  /** Closes the file of a data stream, to which nothing more is appended for now. */
  closeFile(stream: DataStreamFiles): Promise<void>;
}

export function createSegmentWriter(options: SegmentWriterOptions): SegmentWriter {
  /** Those with an open file, of which the first has not been written to for the longest. */
  const opened = new Set<DataStreamFiles>();

  const closeFile = async (stream: DataStreamFiles): Promise<void> => {
    const { file } = stream;
    stream.file = undefined;
    opened.delete(stream);
    await file?.close();
  };

  const seal = async (stream: DataStreamFiles, segment: Segment): Promise<void> => {
    segment.isSealed = true;
    await closeFile(stream);
    options.onSealed(stream, segment);
  };

  const isFull = ({ fileBytes, table }: Segment, ingestedMs: number): boolean =>
    table.blockCount > 0 &&
    (fileBytes >= options.segmentBytes ||
      table.frameCount >= storesLimits.segmentFrames ||
      ingestedMs - table.ingestedMs(0) >= options.segmentAgeMs);

  /** The segment that frames go to, with its file open. */
  const openForWriting = async (stream: DataStreamFiles, { header }: PackedFrame): Promise<Segment> => {
    const [{ position, ingestedMs } = { position: 0, ingestedMs: 0 }] = header.blocks;
    const newest = stream.segments.at(-1);
    if (newest !== undefined && !newest.isSealed && isFull(newest, ingestedMs)) await seal(stream, newest);
    if (newest !== undefined && !newest.isSealed) {
      if (newest.groups !== undefined) {
        keepFilter(newest);
        removeIndex(newest);
      }
      stream.file ??= await open(newest.path, "r+");
      return newest;
    }
    const path = join(stream.folder, segmentName(position));
    const isNewFolder = (await mkdir(stream.folder, { recursive: true })) !== undefined;
    stream.file = await open(path, "w");
    const table = createFrameTable(stream.name);
    const segment: Segment = {
      dataStream: stream.name,
      path,
      fileBytes: 0,
      table,
      generation: 0,
      groups: undefined,
      pages: undefined,
      filter: createSegmentFilter(),
      isSealed: false,
    };
    stream.segments.push(segment);
    await syncFolder(stream.folder);
    if (isNewFolder) await syncFolder(dirname(stream.folder));
    return segment;
  };

  const writeFrames = async (stream: DataStreamFiles, frames: readonly PackedFrame[]): Promise<void> => {
    const [first] = frames;
    if (first === undefined) throw new Error("nothing to write");
    const segment = await openForWriting(stream, first);
    opened.delete(stream);
    opened.add(stream);
    const { file } = stream;
    if (file === undefined) throw new Error(`${segment.path} is not open`);
    await options.write(file, Buffer.concat(frames.map(({ bytes }) => bytes)), segment.fileBytes);
    await file.datasync();
  };

  /** Takes away what was written behind the good length. */
  const takeBack = async (stream: DataStreamFiles): Promise<void> => {
    const segment = stream.segments.at(-1);
    if (stream.file === undefined || segment === undefined || segment.isSealed) return;
    try {
      await stream.file.truncate(segment.fileBytes);
      await stream.file.datasync();
    } catch {
      // What stands behind the good length must never be in front of something good: the file is not written to any more.
      if (segment.table.blockCount === 0) stream.segments.pop();
      await seal(stream, segment);
    }
  };

  return {
    closeFile,
    async append(appended) {
      const byStream = new Map<DataStreamFiles, PackedFrame[]>();
      for (const { dataStream, frame } of appended) {
        const stream = options.streamOf(dataStream);
        const frames = byStream.get(stream);
        if (frames === undefined) byStream.set(stream, [frame]);
        else frames.push(frame);
      }
      const written = await Promise.allSettled(
        [...byStream].map(([stream, frames]) => writeFrames(stream, frames)),
      );
      const failed = written.find((result) => result.status === "rejected");
      if (failed !== undefined) {
        await Promise.all([...byStream.keys()].map(takeBack));
        throw writeError(failed.reason);
      }
      for (const [stream, frames] of byStream) {
        const segment = stream.segments.at(-1);
        if (segment === undefined) continue;
        for (const { header, headerBytes, bytes, values } of frames) {
          segment.table.add(header, segment.fileBytes, headerBytes);
          segment.fileBytes += bytes.length;
          segment.filter?.add(values);
        }
      }
      for (const stream of opened) {
        if (opened.size <= storesLimits.maxOpenFiles) break;
        await closeFile(stream);
        // So many filters are not kept: this segment will have none.
        const newest = stream.segments.at(-1);
        if (newest !== undefined) newest.filter = undefined;
      }
    },
  };
}

const fullCodes = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

function writeError(error: unknown): OperationalError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = error instanceof Error ? error.message : String(error);
  return fullCodes.has(code)
    ? new OperationalError(
        "disk-full",
        `Events cannot be stored, the disk is full (${reason}); make room`,
        error,
      )
    : new OperationalError(
        "store-damaged",
        `Events cannot be stored (${reason}); look after the disk`,
        error,
      );
}
