import type { Rule } from "@eqlite/core/detect";
import type { HashSeed, PassShare, QueryWindow } from "@eqlite/core/kernel";
import type { FieldType, PortableQuery } from "@eqlite/core/lang";
import type { BlockPlace, EventBlock } from "../stores/event-store.ts";
import type { JudgedExecutions } from "./judged-executions.ts";

/** What a thread needs to judge as the main thread does. */
export interface JudgingStart {
  readonly rules: readonly {
    readonly rule: Pick<Rule, "timestampField" | "tiebreakerField">;
    /** Its number: one that the thread has from the window before, or of `queries`. */
    readonly query: number;
    readonly index: readonly string[] | undefined;
    readonly window: QueryWindow;
  }[];
  /** Queries that the thread does not have yet, by number. It forgets those that no rule of this window has. */
  readonly queries: ReadonlyMap<number, PortableQuery>;
  /** Types of the fields that order events. */
  readonly fieldTypes: readonly (readonly [name: string, type: FieldType | undefined])[];
  readonly seed: HashSeed;
  /** The blocks that are its part. */
  readonly blocks: readonly { readonly block: EventBlock; readonly place: BlockPlace | undefined }[];
  /** How many other threads there are whose finds it puts together with its own; undefined where another one does that. */
  readonly others: number | undefined;
}

export type FromJudgingThread =
  /** It goes on. */
  | { readonly kind: "progress" }
  /** The block with this number is not where it was said to be: the main thread is to read it. */
  | { readonly kind: "read"; readonly number: number }
  /** For the thread that puts all together. */
  | SharedFinds
  /** All blocks are judged, and matches are being put together. */
  | { readonly kind: "finishing" }
  | { readonly kind: "done"; readonly judged: JudgedExecutions };

/** What a thread has found since it told the last time. */
export interface SharedFinds {
  readonly kind: "share";
  readonly share: PassShare;
  /** Set with the last one. */
  readonly end: { readonly blocksGone: number } | undefined;
}

/** Undefined where they are gone. */
export type ReadLines = Uint8Array | "unreadable" | undefined;

export type ToJudgingThread =
  /** A window to judge; the one before is done. */
  | { readonly kind: "start"; readonly start: JudgingStart }
  /** The lines that were asked for. */
  | { readonly kind: "lines"; readonly number: number; readonly lines: ReadLines }
  | SharedFinds;
