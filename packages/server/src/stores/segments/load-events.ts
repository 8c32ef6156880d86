import type { EventRecord } from "@eqlite/core/events";
import { readAhead } from "../../platform/read-ahead.ts";
import type { BlockLines } from "../event-store.ts";
import { countLines, lineEnd } from "../line-pieces.ts";
import { storedEvent } from "../stored-event.ts";
import { storesLimits } from "../stores-limits.ts";
import { type DataStreamFiles, segmentAt } from "./data-stream-files.ts";
import type { FrameReader } from "./frame-reader.ts";
import type { RecentBlocks } from "./recent-blocks.ts";
import type { Segment } from "./segment.ts";

const lineFeed = 0x0a;

/** Reads the events at some positions, each frame once and recent blocks not at all; see `EventStore.load`. */
export async function loadEvents(
  positions: Iterable<number>,
  dataStreams: Iterable<DataStreamFiles>,
  frames: FrameReader,
  recent: RecentBlocks,
): Promise<ReadonlyMap<number, EventRecord>> {
  const streams = [...dataStreams];
  const found = new Map<number, EventRecord>();
  const take = (position: number, block: HeldBlock): void => {
    const event = eventIn(block, position);
    if (event !== undefined) found.set(position, event);
  };
  const stored: number[] = [];
  for (const position of positions) {
    const block = recent.at(position);
    if (block === undefined) stored.push(position);
    else take(position, { ...block, firstLine: 0 });
  }
  const blocks = readAhead(
    groupByBlock(stored, streams),
    ({ segment, block }) => frames.readBlock(segment, block),
    storesLimits.blocksAhead,
  );
  for await (const [{ segment, block, wanted }, read] of blocks) {
    if (read === undefined) continue;
    const { ids, firstLine, from, to } = read;
    const lines = read.lines.subarray(from, to);
    const { dataStream } = segment;
    for (const position of wanted) take(position, { dataStream, position: block, lines, ids, firstLine });
  }
  return found;
}

interface HeldBlock extends Pick<BlockLines, "dataStream" | "position" | "lines" | "ids"> {
  /** Number of its first line where ids count from another one. */
  readonly firstLine: number;
}

function eventIn(block: HeldBlock, position: number): EventRecord | undefined {
  const { dataStream, lines, ids, firstLine } = block;
  const at = position - block.position;
  // What is no beginning of a line is no position of an event.
  if (at > 0 && lines[at - 1] !== lineFeed) return undefined;
  const id = ids.size === 0 ? undefined : ids.get(firstLine + countLines(lines, at));
  return storedEvent(lines.subarray(at, lineEnd(lines, at)), { dataStream, position, id });
}

interface WantedOfBlock {
  readonly segment: Segment;
  /** Position of the block. */
  readonly block: number;
  readonly wanted: number[];
}

function groupByBlock(
  positions: Iterable<number>,
  streams: readonly DataStreamFiles[],
): readonly WantedOfBlock[] {
  const groups: WantedOfBlock[] = [];
  let last: WantedOfBlock | undefined;
  let lastEnd = 0;
  // In ascending order, those of one block follow each other.
  for (const position of [...new Set(positions)].sort((left, right) => left - right)) {
    if (last !== undefined && position >= last.block && position < lastEnd) {
      last.wanted.push(position);
      continue;
    }
    for (const stream of streams) {
      const segment = segmentAt(stream, position);
      if (segment === undefined) continue;
      const number = segment.table.blockHolding(position);
      if (number >= segment.table.blockCount || segment.table.position(number) > position) continue;
      const { position: block, sizeBytes } = segment.table.block(number);
      last = { segment, block, wanted: [position] };
      lastEnd = block + sizeBytes;
      groups.push(last);
      break;
    }
  }
  return groups;
}
