import type { Span } from "../source.ts";
import type { Token } from "./token.ts";

/** A comment of a query: no token, but kept for the formatter. */
export interface Comment {
  /** With its marks, and without the white space behind it. */
  readonly text: string;
  readonly span: Span;
  /**
   * How it stands: alone on its lines; behind a token with nothing behind it; or with a token behind it on its line.
   * A comment of several lines is never inline.
   */
  readonly place: "own-line" | "line-end" | "inline";
}

/** The comments of a text, in order, with their places between the tokens. Takes time linear in the text. */
export function placeComments(
  text: string,
  tokens: readonly Token[],
  spans: readonly Span[],
): readonly Comment[] {
  if (spans.length === 0) return [];
  const comments: Comment[] = [];
  let next = 0;
  let gap = gapBefore(text, tokens, next);
  for (const span of spans) {
    while (gap.to < span.to && next < tokens.length - 1) {
      next += 1;
      gap = gapBefore(text, tokens, next);
    }
    const commentText = text.slice(span.from, span.to).trimEnd();
    comments.push({ text: commentText, span, place: placeOf(commentText, span, gap) });
  }
  return comments;
}

/** What lies between two tokens. */
interface Gap {
  readonly to: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Offsets of the first and the last line break in the gap. */
  readonly firstBreak: number;
  readonly lastBreak: number;
}

function gapBefore(text: string, tokens: readonly Token[], next: number): Gap {
  const from = tokens[next - 1]?.span.to ?? 0;
  const isLast = next >= tokens.length - 1;
  const to = isLast ? text.length : (tokens[next]?.span.from ?? text.length);
  const between = text.slice(from, to);
  const first = between.search(/[\r\n]/);
  const last = Math.max(between.lastIndexOf("\n"), between.lastIndexOf("\r"));
  return {
    to,
    isFirst: next === 0,
    isLast,
    firstBreak: first === -1 ? Number.POSITIVE_INFINITY : from + first,
    lastBreak: last === -1 ? Number.NEGATIVE_INFINITY : from + last,
  };
}

function placeOf(comment: string, span: Span, gap: Gap): Comment["place"] {
  const endsLine = gap.isLast || gap.lastBreak >= span.to;
  if (!endsLine) return /[\r\n]/.test(comment) ? "own-line" : "inline";
  return gap.isFirst || gap.firstBreak < span.from ? "own-line" : "line-end";
}
