import type { Condition } from "../condition.ts";
import type { FieldType } from "../field-catalogue.ts";
import type { Span } from "../source.ts";

/** A query ready to run: fields resolved, types checked, constants computed, `runs` written out. */
export type CheckedQuery = CheckedEventQuery | CheckedSequence | CheckedSample;

interface CheckedBase {
  readonly pipes: readonly CheckedPipe[];
  /** All fields the conditions and keys read. */
  readonly fieldNames: readonly string[];
}

export interface CheckedEventQuery extends CheckedBase {
  readonly kind: "event";
  readonly condition: Condition;
}

export interface CheckedSequence extends CheckedBase {
  readonly kind: "sequence";
  readonly stages: readonly CheckedStage[];
  readonly until: CheckedStage | undefined;
  readonly maxspanMs: number | undefined;
}

export interface CheckedSample extends CheckedBase {
  readonly kind: "sample";
  readonly filters: readonly CheckedStage[];
}

/** One stage of a sequence or filter of a sample. A stage repeated by `runs` is the same object each time. */
export interface CheckedStage {
  readonly missing: boolean;
  readonly condition: Condition;
  /** Sequence keys first, then the stage's own; all stages have as many. */
  readonly keys: readonly JoinKey[];
  readonly span: Span;
}

/** A field whose value joins events. An optional one joins absent values as null (specification 6.4). */
export interface JoinKey {
  readonly name: string;
  /** Undefined for an optional field that is unmapped: null for every event. */
  readonly fieldType: FieldType | undefined;
  readonly optional: boolean;
}

export interface CheckedPipe {
  readonly name: "head" | "tail";
  readonly count: number;
}
