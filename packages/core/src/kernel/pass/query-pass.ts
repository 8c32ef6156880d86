import type { JsonObject } from "../../events/index.ts";
import type { QueryFailure } from "../../lang/index.ts";
import type { FieldSource } from "../../match/index.ts";
import type { DecodeAscii } from "../event-view.ts";
import type { HitBatch, HitLogOptions } from "../hits/hit-log.ts";
import type { PassOutcome } from "./pass-query.ts";
import type { HashSeed } from "./sip-hash.ts";
import type { StageKeys } from "./stage-keys.ts";
import type { TimeRange } from "./time-range.ts";

export interface PassOptions extends HitLogOptions {
  /** Events outside of it are counted and not judged. */
  readonly range?: TimeRange;
  /**
   * Compiles the reading of the index that an event belongs to, for queries that see only those they cover.
   * `given`: where the input says the event is stored.
   */
  readonly compileIndex?: <D>(
    fields: FieldSource<D>,
  ) => (event: D, given: string | undefined) => string | undefined;
  readonly decodeAscii?: DecodeAscii;
  /** Random words, the seed of the hashes of join keys: who does not know it cannot make keys that have one hash. */
  readonly seed?: HashSeed;
  /** What to do when an event fails a query. The original fails the query: throw. By default it is counted. */
  readonly onFailure?: (failure: QueryFailure) => void;
  /** Told of each event that a query keeps, and may be asked for later; of an event in a block with its line. */
  readonly onKept?: (position: number, line: KeptLine) => void;
}

/** Where the line of an event stands in its block; all 0 for a document. The same object for all events. */
export interface KeptLine {
  readonly lineFrom: number;
  readonly lineTo: number;
  readonly linesBefore: number;
}

/** Takes the lines of a block that the kernel does not judge; see `KernelSink.line`. */
export type LeaveLine = (from: number, to: number, linesBefore: number) => boolean;

/** Many queries over one pass of events, in any order. Of events only their positions are kept. */
export interface QueryPass {
  /**
   * Judges a block of NDJSON; the number of its lines. Absent where events are judged as documents only.
   *
   * @param position of its first byte in the whole input; an event is known by that of its line
   * @param index where all of its lines are stored: queries are asked whether they cover this name, each once, and what the
   * events name themselves plays no part. Where it is left out, each event is asked as `compileIndex` says. Lines that were
   * left are documents, for which the caller names the index again.
   */
  judgeBlock?(block: Uint8Array, position: number, leaveLine: LeaveLine, index?: string): number;
  /** Judges an event that is a document. `index`: where the input says it is stored. */
  judgeDocument(document: JsonObject, position: number, index?: string): void;
  /** All fields that are read of events; absent where that is not known. */
  readonly fields?: readonly string[];
  /** What the queries found, in the order they were given. */
  finish(): readonly PassOutcome[];
  /**
   * Whether several passes over parts of the input can be put together. Not with samples and tiebreakers, whose queries
   * keep more than numbers.
   */
  readonly canShare: boolean;
  /** Moves out what was found since the last time, to be posted to the thread that finishes. */
  takeShare(): PassShare;
  /** Adds what a pass over other events with the same queries has found. */
  addShare(share: PassShare): void;
  /** Events shown, of these those outside of the range, and those without a time that can be read. */
  readonly eventCount: number;
  readonly outsideCount: number;
  readonly withoutTimeCount: number;
}

/** What a pass has found so far, in a form that can be posted between threads. */
export interface PassShare {
  readonly hits: HitBatch;
  readonly severalKeys: readonly (readonly [id: string, keys: StageKeys])[];
  /** By number of the query. Failures and errors are their texts. */
  readonly failures: readonly { readonly query: number; readonly count: number; readonly first: string }[];
  readonly errors: readonly { readonly query: number; readonly message: string }[];
  readonly eventCount: number;
  readonly outsideCount: number;
  readonly withoutTimeCount: number;
}
