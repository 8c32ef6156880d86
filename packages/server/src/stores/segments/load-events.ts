import type { EventRecord } from "@eqlite/core/events";
import { countLines, lineEnd } from "../line-pieces.ts";
import { storedEvent } from "../stored-event.ts";
import { type DataStreamFiles, segmentAt } from "./data-stream-files.ts";
import type { FrameReader } from "./frame-reader.ts";
import type { Segment } from "./segment.ts";

const lineFeed = 0x0a;

/** Reads the events at some positions, each frame once; see `EventStore.load`. */
export async function loadEvents(
  positions: Iterable<number>,
  dataStreams: Iterable<DataStreamFiles>,
  frames: FrameReader,
): Promise<ReadonlyMap<number, EventRecord>> {
  const streams = [...dataStreams];
  const found = new Map<number, EventRecord>();
  for (const { segment, block, wanted } of groupByBlock(positions, streams)) {
    const read = await frames.readBlock(segment, block);
    if (read === undefined) continue;
    const lines = read.lines.subarray(read.from, read.to);
    for (const position of wanted) {
      const at = position - block;
      // What is no beginning of a line is no position of an event.
      if (at > 0 && lines[at - 1] !== lineFeed) continue;
      const id = read.ids.size === 0 ? undefined : read.ids.get(read.firstLine + countLines(lines, at));
      const line = lines.subarray(at, lineEnd(lines, at));
      const event = storedEvent(line, { dataStream: segment.dataStream, position, id });
      if (event !== undefined) found.set(position, event);
    }
  }
  return found;
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
