import type { CharSet } from "./char-set.ts";

/** What is wrong with a regular expression: what was found and what to write instead. A value, never thrown. */
export interface RegexError {
  /** One sentence, or two when the second says what to write. */
  readonly message: string;
  /** Where, in UTF-16 units of the expression from zero. */
  readonly offset: number;
}

/** An expression as written; `offset` is where it begins. */
export type RegexNode =
  | TextNode
  | CharsNode
  /** `@`: any text, also none. */
  | { readonly kind: "AnyText"; readonly offset: number }
  /** `#`: no text at all, not even the empty one. */
  | { readonly kind: "Nothing"; readonly offset: number }
  | IntervalNode
  | RepeatNode
  | ComplementNode
  | { readonly kind: "Concat"; readonly items: readonly RegexNode[]; readonly offset: number }
  | IntersectionNode
  | UnionNode;

/** Characters that stand for themselves; the empty text for `()` and `""`. */
export interface TextNode {
  readonly kind: "Text";
  readonly text: string;
  readonly offset: number;
}

/** One character of a set, or not of it. Kept apart because case is folded before a class is negated. */
export interface CharsNode {
  readonly kind: "Chars";
  readonly set: CharSet;
  readonly negated: boolean;
  readonly offset: number;
}

/** `<n-m>`: a whole number from `min` to `max`, both included. */
export interface IntervalNode {
  readonly kind: "Interval";
  readonly min: number;
  readonly max: number;
  /** Digits the number must have, padded with zeros; undefined where any number of leading zeros is allowed. */
  readonly width: number | undefined;
  readonly offset: number;
}

export interface RepeatNode {
  readonly kind: "Repeat";
  readonly item: RegexNode;
  readonly min: number;
  /** Infinity where there is no upper bound. */
  readonly max: number;
  readonly offset: number;
}

export interface ComplementNode {
  readonly kind: "Complement";
  readonly item: RegexNode;
  readonly offset: number;
}

export interface IntersectionNode {
  readonly kind: "Intersection";
  readonly items: readonly RegexNode[];
  readonly offset: number;
}

export interface UnionNode {
  readonly kind: "Union";
  readonly items: readonly RegexNode[];
  readonly offset: number;
}
