import type { Term } from "../condition.ts";
import type { DiagnosticSink } from "../diagnostic-sink.ts";
import type { FieldCatalogue } from "../field-catalogue.ts";
import type { Span } from "../source.ts";
import type { ValueType } from "../values.ts";

/** What the checker needs beside the tree. */
export interface CheckContext {
  readonly catalogue: FieldCatalogue;
  readonly sink: DiagnosticSink;
  /** The time `now` stands for in date math; without it date math on `now` is refused. */
  readonly nowMs: number | undefined;
  /** Names of all fields the query mentions that an event can have. */
  readonly fieldNames: Set<string>;
  /** Each mention of an optional field that is not in the catalogue, in order. */
  readonly absentNames: string[];
}

/** An expression after checking: what to compute, its type, and where it stands. */
export interface Typed {
  readonly term: Term;
  readonly type: ValueType;
  readonly span: Span;
}

/** A subtree that failed is undefined and causes no more diagnostics. */
export type MaybeTyped = Typed | undefined;

/** A type in words for a message. */
export function describeType(type: ValueType): string {
  switch (type) {
    case "string":
      return "a string";
    case "integer":
    case "double":
    case "number":
      return "a number";
    case "boolean":
      return "a boolean";
    case "date":
      return "a date";
    case "ip":
      return "an address";
    case "version":
      return "a version";
    case "null":
      return "null";
    case "unknown":
      return "of unknown type";
  }
}
