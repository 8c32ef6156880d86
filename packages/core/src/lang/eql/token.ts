import type { Span } from "../source.ts";

export const keywords = [
  "and",
  "any",
  "by",
  "false",
  "in",
  "in~",
  "join",
  "like",
  "like~",
  "maxspan",
  "not",
  "null",
  "of",
  "or",
  "regex",
  "regex~",
  "sample",
  "sequence",
  "true",
  "until",
  "where",
  "with",
] as const;

export type Keyword = (typeof keywords)[number];

export const symbols = [
  "![",
  "==",
  "!=",
  "<=",
  ">=",
  "<",
  ">",
  ":",
  "=",
  "+",
  "-",
  "*",
  "/",
  "%",
  ".",
  ",",
  "(",
  ")",
  "[",
  "]",
  "|",
  "?",
] as const;

export type SymbolText = (typeof symbols)[number];

/** A token of a query. White space and comments are not tokens. */
export type Token =
  | { readonly kind: "keyword"; readonly text: Keyword; readonly span: Span }
  | { readonly kind: "symbol"; readonly text: SymbolText; readonly span: Span }
  /** A bare name: one segment of a field name, a category, a function, a pipe. */
  | { readonly kind: "name"; readonly text: string; readonly span: Span }
  /** A name in backquotes; `text` is the name itself. */
  | { readonly kind: "quoted-name"; readonly text: string; readonly span: Span }
  /** A name with a tilde behind it, `text` without the tilde: only a function may be called so. */
  | { readonly kind: "tilde-name"; readonly text: string; readonly span: Span }
  | { readonly kind: "string"; readonly value: string; readonly span: Span }
  | { readonly kind: "integer"; readonly text: string; readonly span: Span }
  | { readonly kind: "decimal"; readonly text: string; readonly span: Span }
  /** A text that is no token; its diagnostic is already given. */
  | { readonly kind: "invalid"; readonly span: Span }
  | { readonly kind: "end"; readonly span: Span };
