import type { EventRecord } from "@eqlite/core/events";

/**
 * Where events are kept. A store answers for a range of what it holds: it never waits for what is still to come.
 *
 * Each event has a position: the place of the first byte of its line in the sequence of all lines ever appended. Positions
 * grow with arrival, stay the same for as long as the event is kept, also where the store puts its blocks together anew,
 * and are below 2^53. Events that were deleted leave a gap.
 */
export interface EventStore {
  /**
   * Appends events. Resolved when they are on disk: what was appended is found again after the process was killed. All of
   * one entry are appended or none. Throws OperationalError `disk-full`, `store-damaged` (the disk fails otherwise),
   * `too-busy` (too much is waiting), `too-large`, `bad-request` (a name that cannot be kept) or `store-closed`, and nothing
   * of any entry was appended then. Each entry becomes one block, in their order; entries without lines become none.
   *
   * @param ingestedMs when they arrived; the blocks say at least the time of the block before them, so that the order of
   * arrival times is that of positions also where the clock was set back
   *
   * The lines must stay as they are until it has resolved; then they are the caller's again.
   */
  append(events: readonly NewEvents[], ingestedMs: number): Promise<readonly EventBlock[]>;
  /** The position that the next event will have. */
  readonly endPosition: number;
  /**
   * Everything before it is on disk, or was refused: what is found up to here is all that there will be. Behind it are events
   * that have a position already and are still being written.
   */
  readonly settledPosition: number;
  /** The first position at which something is stored that arrived at or after a time; `endPosition` where nothing did. */
  positionAt(ingestedMs: number): number;
  /** Blocks that may hold what is asked for, in the order of positions, or the other way round. */
  select(selection: EventSelection): readonly EventBlock[];
  /** The lines of a block. Undefined where retention has taken it away since it was selected. */
  read(block: EventBlock): Promise<BlockLines | undefined>;
  /**
   * Where on disk a block stands now, for whoever reads it in another thread (segments/place-reader.ts); undefined where the
   * store keeps it elsewhere, or it is gone. It may stand somewhere else soon, and who does not find it there asks `read`.
   */
  locate?(block: EventBlock): BlockPlace | undefined;
  /** The events at these positions, each block read once; those that are gone are not in the map. */
  load(positions: Iterable<number>): Promise<ReadonlyMap<number, EventRecord>>;
  /**
   * Told of each block after it is on disk, in the order of positions. The lines are good during the call: whoever wants to keep
   * them copies them. Returns what ends the subscription.
   */
  subscribe(listener: (lines: BlockLines) => void): () => void;
  /** What is there, by data stream, in the order of names. */
  dataStreams(): readonly DataStreamStatus[];
  /** Deletes whole segments: those whose newest event arrived before a time, and the oldest ones beyond a size. */
  retain(retention: Retention): Promise<RetainedAway>;
  /** Waits for what is being appended; appending throws afterwards. */
  close(): Promise<void>;
}

/** Events of one data stream, to be appended together. */
export interface NewEvents {
  readonly dataStream: string;
  /** NDJSON in UTF-8: documents in ECS, one a line, each ended by a line feed; see ingest/ingested-time.ts. */
  readonly lines: Uint8Array;
  readonly count: number;
  /** The `_id`s that clients gave, by number of the line; most events have none. */
  readonly ids: ReadonlyMap<number, string>;
  /** Where whoever has looked at the lines has made it, which must be right; else the store looks at them. */
  readonly summary?: BlockSummary;
}

/** What is written down about lines so that they need not be read where they cannot matter. */
export interface BlockSummary {
  readonly times: { readonly firstMs: number; readonly lastMs: number } | undefined;
  /** Some event has no `@timestamp` that can be read. */
  readonly hasUntimed: boolean;
  /** Hashes of the distinct values of the fields that are looked up, see segments/line-summary.ts. */
  readonly values: Uint32Array;
}

/** Lines of one data stream that were appended together. */
export interface EventBlock {
  readonly dataStream: string;
  /** Position of its first byte. */
  readonly position: number;
  readonly sizeBytes: number;
  readonly count: number;
  readonly ingestedMs: number;
  /** First and last `@timestamp` in milliseconds since 1970; undefined where no event has one. */
  readonly times: { readonly firstMs: number; readonly lastMs: number } | undefined;
}

export interface BlockLines extends EventBlock {
  readonly lines: Uint8Array;
  /** By number of the line. */
  readonly ids: ReadonlyMap<number, string>;
}

/** A frame of a segment, in which the block is one of several. */
export interface BlockPlace {
  readonly path: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** What blocks are asked for. All conditions hold together; what is left out asks nothing. */
export interface EventSelection {
  readonly dataStream?: (name: string) => boolean;
  /** Half-open. */
  readonly positions?: { readonly from: number; readonly to: number };
  /** When events arrived, half-open. */
  readonly ingested?: { readonly fromMs: number; readonly toMs: number };
  /** `@timestamp`, half-open. Blocks that also hold events without a time are among them. */
  readonly times?: { readonly fromMs: number; readonly toMs: number };
  /**
   * What one event must have all of: of each entry one of its values. A block that certainly has no such event is left out.
   * An entry with a field of which the store keeps no filter asks nothing.
   */
  readonly values?: readonly ValueLookup[];
  readonly order?: "oldest-first" | "newest-first";
}

/** Values, of one field or of several, of which an event must have at least one. */
export type ValueLookup = readonly FieldLookup[];

export interface FieldLookup {
  readonly field: string;
  /** Compared without regard to case: a filter may let through more than was asked for, never less. */
  readonly texts: readonly string[];
}

export interface DataStreamStatus {
  readonly name: string;
  readonly events: number;
  readonly sizeBytes: number;
  readonly storedBytes: number;
  readonly firstIngestedMs: number | undefined;
  readonly lastIngestedMs: number | undefined;
}

export interface Retention {
  readonly ingestedBeforeMs?: number;
  readonly maxStoredBytes?: number;
}

export interface RetainedAway {
  readonly segments: number;
  readonly events: number;
  readonly storedBytes: number;
}
