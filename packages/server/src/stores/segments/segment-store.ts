import { rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { lockDataFolder } from "../../platform/data-folder-lock.ts";
import { OperationalError } from "../../platform/operational-error.ts";
import type { BlockLines, DataStreamStatus, EventStore, NewEvents } from "../event-store.ts";
import { storesLimits } from "../stores-limits.ts";
import { createAdmittedFrames } from "./admitted-frames.ts";
import { createAppendQueue } from "./append-queue.ts";
import { type DataStreamFiles, segmentAt } from "./data-stream-files.ts";
import { packFrame } from "./frame.ts";
import { createFrameReader } from "./frame-reader.ts";
import { loadEvents } from "./load-events.ts";
import { createSegmentMaintenance } from "./maintain-segments.ts";
import { openDataStreams } from "./open-data-streams.ts";
import { createRecentBlocks } from "./recent-blocks.ts";
import { outdatedSegments, sumOf } from "./retain-segments.ts";
import { writeSegmentIndex } from "./seal-segment.ts";
import { folderOfDataStream, indexPathOf } from "./segment-names.ts";
import { createSegmentWriter } from "./segment-writer.ts";
import { selectBlocks } from "./select-blocks.ts";
import type { ReportProblem } from "./store-problem.ts";
import { readStoreState, writeStoreState } from "./store-state.ts";
import { createLineSummarizer } from "./summarize-lines.ts";
import { createTurns } from "./turns.ts";
import { type WriteBytes, writeBytes } from "./write-durably.ts";
import { createZstdCodec } from "./zstd-codec.ts";

export interface SegmentStoreOptions {
  /** Made where it is not there. */
  readonly folder: string;
  /** Told of damage that was found, and what became of it. */
  readonly report?: ReportProblem;
  /** Level of zstd; 1 unless told otherwise. */
  readonly level?: number;
  /** Packed size and age at which the next segment is begun. */
  readonly segmentBytes?: number;
  readonly segmentAgeMs?: number;
  /** Bytes of lines that may wait to be written. */
  readonly maxWaitingBytes?: number;
  /** Names of data streams that there may be. */
  readonly maxDataStreams?: number;
  /** Whether small frames of closed segments are put together in the background; they are unless told otherwise. */
  readonly joinsFrames?: boolean;
  readonly write?: WriteBytes;
}

/** An event store with work in the background that can be waited for. */
export interface SegmentStore extends EventStore {
  /** Resolved when all segments that are closed by now have their index file and large frames. */
  maintained(): Promise<void>;
}

/**
 * Opens the embedded store, see docs/event-store.md. Throws OperationalError `data-folder-in-use` and
 * `data-folder-too-new`.
 */
export async function openSegmentStore(options: SegmentStoreOptions): Promise<SegmentStore> {
  const { folder, report = () => {}, level = 1 } = options;
  const lock = await lockDataFolder(folder);
  try {
    const codec = await createZstdCodec(level);
    const state = readStoreState(folder);
    const opened = openDataStreams(folder, report);
    const start = {
      endPosition: Math.max(state.endPosition, opened.endPosition),
      lastIngestedMs: Math.max(state.lastIngestedMs, opened.lastIngestedMs),
    };
    return createStore(options, start, opened.dataStreams, codec, report, lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

const lineFeed = 0x0a;

type Codec = Awaited<ReturnType<typeof createZstdCodec>>;

function createStore(
  options: SegmentStoreOptions,
  start: { readonly endPosition: number; readonly lastIngestedMs: number },
  opened: readonly DataStreamFiles[],
  codec: Codec,
  report: ReportProblem,
  release: () => void,
): SegmentStore {
  const { folder, maxDataStreams = storesLimits.maxDataStreams } = options;
  const dataStreams = new Map(opened.map((stream) => [stream.name, stream]));
  const turns = createTurns();
  const frames = createFrameReader(codec, report);
  const admittedFrames = createAdmittedFrames();
  const summarize = createLineSummarizer();
  const maintenance = createSegmentMaintenance(
    turns,
    { codec, frames, summarize },
    options.joinsFrames ?? true,
    report,
  );
  const streamOf = (name: string): DataStreamFiles => {
    const known = dataStreams.get(name);
    if (known !== undefined) return known;
    const stream: DataStreamFiles = {
      name,
      folder: join(folder, folderOfDataStream(name)),
      segments: [],
      file: undefined,
    };
    dataStreams.set(name, stream);
    return stream;
  };

  const writer = createSegmentWriter({
    segmentBytes: options.segmentBytes ?? storesLimits.segmentBytes,
    segmentAgeMs: options.segmentAgeMs ?? storesLimits.segmentAgeMs,
    write: options.write ?? writeBytes,
    streamOf,
    onSealed: maintenance.add,
  });
  const listeners = new Set<(lines: BlockLines) => void>();
  const recent = createRecentBlocks(storesLimits.recentBytes);
  const queue = createAppendQueue({
    writer,
    turns,
    maxWaitingBytes: options.maxWaitingBytes ?? storesLimits.maxWaitingBytes,
    onAppended: (blocks) => {
      for (const block of blocks) {
        recent.add(block);
        for (const listener of listeners) tell(listener, block);
      }
    },
  });
  let { endPosition, lastIngestedMs } = start;
  /** Where the appends begin that are being written, in their order. */
  const unsettled = new Set<number>();
  let closing: Promise<void> | undefined;

  for (const stream of opened) {
    for (const segment of stream.segments) {
      if (!segment.isSealed || segment.groups !== undefined) continue;
      const message = `${indexPathOf(segment.path)} was missing or not of its segment; it is made again`;
      report({ kind: "index-made-again", message, path: segment.path });
      maintenance.add(stream, segment);
    }
  }

  const tell = (listener: (lines: BlockLines) => void, block: BlockLines): void => {
    try {
      listener(block);
    } catch (error) {
      const message = `A listener failed at position ${block.position} of ${block.dataStream}: ${String(error)}`;
      report({ kind: "listener-failed", message, path: folder, cause: error });
    }
  };

  /** Throws where an append cannot be taken, before anything of it is. */
  const check = (entries: readonly NewEvents[]): void => {
    if (closing !== undefined)
      throw new OperationalError("store-closed", "The event store is closed; send the events again");
    const newNames = new Set<string>();
    for (const { dataStream, lines } of entries) {
      folderOfDataStream(dataStream);
      if (!dataStreams.has(dataStream)) newNames.add(dataStream);
      if (lines.length > storesLimits.maxEntryBytes) {
        const message = `${lines.length} bytes of events for one data stream are too many (at most ${storesLimits.maxEntryBytes}); send fewer at a time`;
        throw new OperationalError("too-large", message);
      }
    }
    if (newNames.size > 0 && dataStreams.size + newNames.size > maxDataStreams) {
      const message = `There are ${dataStreams.size} data streams, and no more are made (at most ${maxDataStreams})`;
      throw new OperationalError("too-large", message);
    }
    queue.checkRoom(entries.reduce((bytes, { lines }) => bytes + lines.length, 0));
  };

  return {
    async append(events, ingestedMs) {
      const entries = events.filter(({ lines }) => lines.length > 0);
      check(entries);
      if (entries.length === 0) return [];
      const summarized = entries.map((entry) => {
        if (entry.summary !== undefined) return { ...entry, ...entry.summary };
        const summary = summarize(entry.lines);
        if (summary.lineCount === entry.count && entry.lines.at(-1) === lineFeed)
          return { ...entry, ...summary };
        const found = `${summary.lineCount} came`;
        throw new Error(`${entry.count} whole lines were announced for ${entry.dataStream}, and ${found}`);
      });
      lastIngestedMs = Math.max(lastIngestedMs, ingestedMs);
      const firstPosition = endPosition;
      const blocks: BlockLines[] = [];
      const packing = summarized.map(async ({ dataStream, lines, count, ids, times, hasUntimed, values }) => {
        const block = {
          position: endPosition,
          sizeBytes: lines.length,
          count,
          ingestedMs: lastIngestedMs,
          times,
        };
        endPosition += lines.length;
        blocks.push({ dataStream, ...block, lines, ids });
        // From here on the name is counted, also while nothing of it is on disk.
        streamOf(dataStream);
        return {
          dataStream,
          frame: await packFrame({ blocks: [{ ...block, hasUntimed }], lines, ids, values }, codec),
        };
      });
      const lineBytes = entries.reduce((bytes, { lines }) => bytes + lines.length, 0);
      unsettled.add(firstPosition);
      try {
        return await queue.push({ lineBytes, blocks, frames: Promise.all(packing) });
      } finally {
        unsettled.delete(firstPosition);
      }
    },
    get endPosition() {
      return endPosition;
    },
    get settledPosition() {
      const [first = endPosition] = unsettled;
      return first;
    },
    positionAt(ingestedMs) {
      let first = endPosition;
      for (const { segments } of dataStreams.values()) {
        for (const { table } of segments) {
          const block = table.firstFromIngested(ingestedMs);
          if (block === table.blockCount) continue;
          first = Math.min(first, table.position(block));
          break;
        }
      }
      return first;
    },
    select: (selection) => selectBlocks(dataStreams.values(), selection, admittedFrames),
    async read({ dataStream, position }) {
      const held = recent.at(position);
      // Its memory is soon another block's.
      if (held?.position === position) return { ...held, lines: new Uint8Array(held.lines) };
      const stream = dataStreams.get(dataStream);
      const segment = stream === undefined ? undefined : segmentAt(stream, position);
      const read = segment === undefined ? undefined : await frames.readBlock(segment, position);
      if (read === undefined || segment === undefined) return undefined;
      const { lines, from, to, firstLine } = read;
      const block = segment.table.block(segment.table.firstFromPosition(position));
      const ids = new Map<number, string>();
      for (const [line, id] of read.ids) {
        if (line >= firstLine && line < firstLine + block.count) ids.set(line - firstLine, id);
      }
      return { ...block, lines: lines.subarray(from, to), ids };
    },
    locate({ dataStream, position }) {
      const stream = dataStreams.get(dataStream);
      const segment = stream === undefined ? undefined : segmentAt(stream, position);
      if (segment === undefined) return undefined;
      const { table, path } = segment;
      const block = table.firstFromPosition(position);
      if (block >= table.blockCount || table.position(block) !== position) return undefined;
      const { offset, headerBytes, packedBytes } = table.frame(table.frameOf(block));
      return { path, offset, sizeBytes: headerBytes + packedBytes };
    },
    load: (positions) => loadEvents(positions, dataStreams.values(), frames, recent),
    subscribe(listener) {
      const told = (lines: BlockLines): void => listener(lines);
      listeners.add(told);
      return () => void listeners.delete(told);
    },
    dataStreams: () =>
      [...dataStreams.values()]
        .filter(({ segments }) => segments.some(({ table }) => table.blockCount > 0))
        .map(statusOf)
        .sort((left, right) => (left.name < right.name ? -1 : 1)),
    retain: (retention) =>
      turns.take(async () => {
        const outdated = outdatedSegments(dataStreams.values(), retention);
        if (outdated.length === 0) return sumOf(outdated);
        // Positions are never given twice, also where nothing is left that tells of them.
        await writeStoreState(folder, { endPosition, lastIngestedMs });
        recent.clear();
        for (const { stream, segment } of outdated) {
          if (stream.segments.at(-1) === segment) await writer.closeFile(stream);
          stream.segments = stream.segments.filter((kept) => kept !== segment);
          await rm(indexPathOf(segment.path), { force: true });
          await rm(segment.path, { force: true });
          if (stream.segments.length > 0) continue;
          dataStreams.delete(stream.name);
          // A file that somebody else has put there stays.
          await rmdir(stream.folder).catch(() => {});
        }
        return sumOf(outdated);
      }),
    maintained: maintenance.idle,
    close() {
      closing ??= closeStore();
      return closing;
    },
  };

  async function closeStore(): Promise<void> {
    maintenance.stop();
    // The queue goes on as long as something waits, and then has its last turn.
    await queue.drained();
    await maintenance.idle();
    await turns.take(async () => {
      for (const stream of dataStreams.values()) {
        await writer.closeFile(stream);
        const newest = stream.segments.at(-1);
        if (newest === undefined || newest.groups !== undefined || newest.table.blockCount === 0) continue;
        await tidyUp(newest.path, () => writeSegmentIndex(newest));
      }
      await tidyUp(folder, () => writeStoreState(folder, { endPosition, lastIngestedMs }));
      release();
    });
  }

  /** Work that only makes the next start faster. */
  async function tidyUp(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const message = `${path} could not be tidied up: ${String(error)}`;
      report({ kind: "maintenance-failed", message, path, cause: error });
    }
  }
}

function statusOf({ name, segments }: DataStreamFiles): DataStreamStatus {
  const tables = segments.map(({ table }) => table).filter(({ blockCount }) => blockCount > 0);
  const first = tables[0];
  const last = tables.at(-1);
  return {
    name,
    events: tables.reduce((events, table) => events + table.events, 0),
    sizeBytes: tables.reduce((bytes, table) => bytes + table.sizeBytes, 0),
    storedBytes: segments.reduce((bytes, { fileBytes }) => bytes + fileBytes, 0),
    firstIngestedMs: first?.ingestedMs(0),
    lastIngestedMs: last?.ingestedMs(last.blockCount - 1),
  };
}
