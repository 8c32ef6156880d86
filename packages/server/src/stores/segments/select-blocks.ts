import type { EventBlock, EventSelection } from "../event-store.ts";
import type { AdmittedFrames } from "./admitted-frames.ts";
import type { DataStreamFiles } from "./data-stream-files.ts";
import { narrowLookup, type Segment } from "./segment.ts";
import { type PlannedLookup, planLookup } from "./value-filter.ts";

/** Finds the blocks that may hold what is asked for; see `EventStore.select`. */
export function selectBlocks(
  dataStreams: Iterable<DataStreamFiles>,
  selection: EventSelection,
  admittedFrames: AdmittedFrames,
): readonly EventBlock[] {
  const lookup = planLookup(selection.values ?? []);
  const found: EventBlock[] = [];
  for (const { name, segments } of dataStreams) {
    if (selection.dataStream?.(name) === false) continue;
    for (const segment of segments) addBlocks(segment, selection, lookup, admittedFrames, found);
  }
  const direction = selection.order === "newest-first" ? -1 : 1;
  return found.sort((left, right) => direction * (left.position - right.position));
}

function addBlocks(
  segment: Segment,
  { positions, ingested, times }: EventSelection,
  lookup: PlannedLookup,
  admittedFrames: AdmittedFrames,
  found: EventBlock[],
): void {
  const { table } = segment;
  let from = 0;
  let to = table.blockCount;
  if (positions !== undefined) {
    from = table.blockHolding(positions.from);
    to = table.firstFromPosition(positions.to);
  }
  if (ingested !== undefined) {
    from = Math.max(from, table.firstFromIngested(ingested.fromMs));
    to = Math.min(to, table.firstFromIngested(ingested.toMs));
  }
  const blocks: number[] = [];
  for (let block = from; block < to; block += 1) {
    if (times !== undefined && !table.mayHoldTimes(block, times.fromMs, times.toMs)) continue;
    if (!table.isDamaged(table.frameOf(block))) blocks.push(block);
  }
  if (blocks.length === 0) return;
  const left = lookup.length === 0 ? lookup : narrowLookup(segment, lookup);
  if (left === undefined) return;
  if (left.length === 0) {
    for (const block of blocks) found.push(table.block(block));
    return;
  }
  const admitted = admittedFrames(segment, left, new Set(blocks.map(table.frameOf)));
  for (const block of blocks) if (admitted[table.frameOf(block)] === 1) found.push(table.block(block));
}
