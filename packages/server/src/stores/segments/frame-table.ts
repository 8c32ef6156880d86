import type { EventBlock } from "../event-store.ts";
import type { FrameHeader } from "./frame-header.ts";
import { createNumberColumn, type NumberArray, type NumberColumn } from "./number-column.ts";

/** Where a frame stands in its segment. */
export interface FramePlace {
  readonly offset: number;
  /** Of the header with what is around it; the packed lines follow. */
  readonly headerBytes: number;
  readonly packedBytes: number;
  readonly lineBytes: number;
  /** The filter stands at the end of the header. 0 bits: there is none that can be asked. */
  readonly filterBits: number;
  /** Number of its first block, and of the first that is not of it. */
  readonly fromBlock: number;
  readonly toBlock: number;
}

/** What is kept in memory of the frames and blocks of a segment: some 80 bytes for each. */
export interface FrameTable {
  readonly dataStream: string;
  readonly frameCount: number;
  readonly blockCount: number;
  /** Of what can be read. */
  readonly events: number;
  readonly sizeBytes: number;
  frame(frame: number): FramePlace;
  frameOf(block: number): number;
  eventsOf(frame: number): number;
  hasUntimed(block: number): boolean;
  block(block: number): EventBlock;
  position(block: number): number;
  ingestedMs(block: number): number;
  /** Whether events of a block may be of a range of times; those without a time may always. */
  mayHoldTimes(block: number, fromMs: number, toMs: number): boolean;
  /** Number of the block that holds a position, or else of the first behind it. */
  blockHolding(position: number): number;
  /** Number of the first block that begins at or behind a position, or arrived at or after a time. */
  firstFromPosition(position: number): number;
  firstFromIngested(ingestedMs: number): number;
  add(header: FrameHeader, offset: number, headerBytes: number): void;
  isDamaged(frame: number): boolean;
  /** Its events are no longer counted or given. */
  markDamaged(frame: number): void;
  columns(): TableColumns;
}

/** All that the table holds, in the order in which an index file has it. */
export interface TableColumns {
  readonly frames: readonly NumberArray[];
  readonly blocks: readonly NumberArray[];
}

export const frameColumnTypes = [
  Float64Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
];
export const blockColumnTypes = [
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
];

/** @param columns what an index file had; empty where it is left out */
export function createFrameTable(dataStream: string, columns?: TableColumns): FrameTable {
  const take = (
    arrays: readonly NumberArray[] | undefined,
    at: number,
    type: NumberArrayType,
  ): NumberColumn => createNumberColumn(arrays?.[at] ?? new type(0));
  const [offsets, headerSizes, packedSizes, lineSizes, filterSizes, firstBlocks] = frameColumnTypes.map(
    (type, at) => take(columns?.frames, at, type),
  ) as Tuple6;
  const [positions, arrivals, firstTimes, lastTimes, sizes, counts, frames, untimed] = blockColumnTypes.map(
    (type, at) => take(columns?.blocks, at, type),
  ) as Tuple8;
  const damaged = new Set<number>();
  const total = { events: sum(counts), sizeBytes: sum(sizes) };

  const firstAt = (column: NumberColumn, value: number): number => {
    let low = 0;
    for (let high = column.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (column.at(middle) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const frameAt = (frame: number): FramePlace => ({
    offset: offsets.at(frame),
    headerBytes: headerSizes.at(frame),
    packedBytes: packedSizes.at(frame),
    lineBytes: lineSizes.at(frame),
    filterBits: filterSizes.at(frame),
    fromBlock: firstBlocks.at(frame),
    toBlock: frame + 1 < firstBlocks.length ? firstBlocks.at(frame + 1) : positions.length,
  });

  return {
    dataStream,
    get frameCount() {
      return offsets.length;
    },
    get blockCount() {
      return positions.length;
    },
    get events() {
      return total.events;
    },
    get sizeBytes() {
      return total.sizeBytes;
    },
    frame: frameAt,
    frameOf: frames.at,
    eventsOf(frame) {
      const { fromBlock, toBlock } = frameAt(frame);
      let count = 0;
      for (let block = fromBlock; block < toBlock; block += 1) count += counts.at(block);
      return count;
    },
    hasUntimed: (block) => untimed.at(block) !== 0,
    block(block) {
      const firstMs = firstTimes.at(block);
      return {
        dataStream,
        position: positions.at(block),
        sizeBytes: sizes.at(block),
        count: counts.at(block),
        ingestedMs: arrivals.at(block),
        times: Number.isNaN(firstMs) ? undefined : { firstMs, lastMs: lastTimes.at(block) },
      };
    },
    position: positions.at,
    ingestedMs: arrivals.at,
    mayHoldTimes(block, fromMs, toMs) {
      // Times are cut to milliseconds. Comparisons with NaN, of blocks without a time, are false.
      return (
        untimed.at(block) !== 0 || (lastTimes.at(block) >= Math.floor(fromMs) && firstTimes.at(block) < toMs)
      );
    },
    blockHolding(position) {
      const next = firstAt(positions, position);
      const before = next - 1;
      return before >= 0 && positions.at(before) + sizes.at(before) > position ? before : next;
    },
    firstFromPosition: (position) => firstAt(positions, position),
    firstFromIngested: (ingestedMs) => firstAt(arrivals, ingestedMs),
    add({ blocks, packedBytes, lineBytes, filter }, offset, headerBytes) {
      offsets.add(offset);
      headerSizes.add(headerBytes);
      packedSizes.add(packedBytes);
      lineSizes.add(lineBytes);
      filterSizes.add(filter?.bits ?? 0);
      firstBlocks.add(positions.length);
      for (const { position, sizeBytes, count, ingestedMs, times, hasUntimed } of blocks) {
        positions.add(position);
        arrivals.add(ingestedMs);
        firstTimes.add(times?.firstMs ?? Number.NaN);
        lastTimes.add(times?.lastMs ?? Number.NaN);
        sizes.add(sizeBytes);
        counts.add(count);
        frames.add(offsets.length - 1);
        untimed.add(hasUntimed ? 1 : 0);
        total.events += count;
        total.sizeBytes += sizeBytes;
      }
    },
    isDamaged: (frame) => damaged.has(frame),
    markDamaged(frame) {
      if (damaged.has(frame)) return;
      damaged.add(frame);
      const { fromBlock, toBlock } = frameAt(frame);
      for (let block = fromBlock; block < toBlock; block += 1) {
        total.events -= counts.at(block);
        total.sizeBytes -= sizes.at(block);
      }
    },
    columns: () => ({
      frames: [offsets, headerSizes, packedSizes, lineSizes, filterSizes, firstBlocks].map((column) =>
        column.values(),
      ),
      blocks: [positions, arrivals, firstTimes, lastTimes, sizes, counts, frames, untimed].map((column) =>
        column.values(),
      ),
    }),
  };
}

export type NumberArrayType = typeof Float64Array | typeof Uint32Array;
type Tuple6 = [NumberColumn, NumberColumn, NumberColumn, NumberColumn, NumberColumn, NumberColumn];
type Tuple8 = [...Tuple6, NumberColumn, NumberColumn];

function sum(column: NumberColumn): number {
  let total = 0;
  for (const value of column.values()) total += value;
  return total;
}
