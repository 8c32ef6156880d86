import type { Span } from "../source.ts";

/** A statement as written. Spans are offsets in the query text. */
export interface Statement {
  readonly query: Query;
  readonly pipes: readonly Pipe[];
  readonly span: Span;
}

export type Query = EventQuery | SequenceQuery | SampleQuery | JoinQuery;

export interface EventQuery {
  readonly kind: "EventQuery";
  readonly category: Category;
  readonly condition: Expression;
  readonly span: Span;
}

/** The word before `where`; `name` is undefined for `any`. */
export interface Category {
  readonly name: string | undefined;
  readonly span: Span;
}

export interface SequenceQuery {
  readonly kind: "SequenceQuery";
  readonly keys: readonly Expression[];
  readonly maxspan: Maxspan | undefined;
  readonly stages: readonly Stage[];
  readonly until: Stage | undefined;
  readonly span: Span;
}

export interface Maxspan {
  readonly ms: number;
  readonly span: Span;
}

/** One `[…]` or `![…]` of a sequence, before `runs` is written out. */
export interface Stage {
  readonly missing: boolean;
  readonly event: EventQuery;
  readonly keys: readonly Expression[];
  /** Span of the stage's `by …`, or of the whole stage where it has none. */
  readonly keysSpan: Span;
  readonly runs: { readonly count: number; readonly span: Span } | undefined;
  readonly span: Span;
}

export interface SampleQuery {
  readonly kind: "SampleQuery";
  readonly keys: readonly Expression[];
  readonly filters: readonly Stage[];
  readonly span: Span;
}

/** Read to say that it is not supported. */
export interface JoinQuery {
  readonly kind: "JoinQuery";
  readonly span: Span;
}

export interface Pipe {
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly Expression[];
  readonly span: Span;
}

export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";
export type PatternOperator = ":" | "like" | "like~" | "regex" | "regex~";

export type Expression =
  | Literal
  | Field
  | Call
  | Sign
  | Arithmetic
  | Comparison
  | Membership
  | PatternTest
  | Not
  | Logical
  | Failed;

/** Integers are bigint, decimals are number. */
export interface Literal {
  readonly kind: "Literal";
  readonly value: string | bigint | number | boolean | null;
  readonly span: Span;
}

export interface Field {
  readonly kind: "Field";
  /** The segments joined with dots. */
  readonly name: string;
  readonly optional: boolean;
  readonly span: Span;
}

export interface Call {
  readonly kind: "Call";
  /** As written, without the tilde. */
  readonly name: string;
  readonly ignoreCase: boolean;
  readonly arguments: readonly Expression[];
  readonly nameSpan: Span;
  readonly span: Span;
}

export interface Sign {
  readonly kind: "Sign";
  readonly operator: "-" | "+";
  readonly operand: Expression;
  readonly span: Span;
}

export interface Arithmetic {
  readonly kind: "Arithmetic";
  readonly operator: ArithmeticOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export interface Comparison {
  readonly kind: "Comparison";
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly operatorSpan: Span;
  readonly span: Span;
}

/** `x in (…)`, `x not in~ (…)` and so on. */
export interface Membership {
  readonly kind: "Membership";
  readonly operand: Expression;
  readonly items: readonly Expression[];
  readonly negated: boolean;
  readonly ignoreCase: boolean;
  readonly span: Span;
}

export interface PatternTest {
  readonly kind: "PatternTest";
  readonly operator: PatternOperator;
  readonly operand: Expression;
  readonly patterns: readonly Literal[];
  readonly operatorSpan: Span;
  readonly span: Span;
}

export interface Not {
  readonly kind: "Not";
  readonly operand: Expression;
  readonly span: Span;
}

/** A chain of one operator, flat, so that a thousand terms are not a thousand levels. */
export interface Logical {
  readonly kind: "Logical";
  readonly operator: "and" | "or";
  readonly operands: readonly Expression[];
  readonly span: Span;
}

/** Text that could not be read; its diagnostic is already given and nothing more is said about it. */
export interface Failed {
  readonly kind: "Failed";
  readonly span: Span;
}
