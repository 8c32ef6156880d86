import type { Span } from "../source.ts";
import type { Comment } from "./comment.ts";
import { endsInComment, hardLine, type Layout, lineEnd, parts, partsOf } from "./format-layout.ts";

/** Hands out the comments of a statement, each once and in order, to the units they belong to. */
export class CommentFeed {
  readonly #comments: readonly Comment[];
  #next = 0;

  constructor(comments: readonly Comment[]) {
    this.#comments = comments;
  }

  /** The comments not yet taken that start before an offset. */
  takeBefore(offset: number): readonly Comment[] {
    const from = this.#next;
    while ((this.#comments[this.#next]?.span.from ?? Number.POSITIVE_INFINITY) < offset) this.#next += 1;
    return this.#comments.slice(from, this.#next);
  }

  /** The next comment if it stands at the end of a line and starts before an offset. */
  takeLineEnd(offset: number): Comment | undefined {
    const comment = this.#comments[this.#next];
    if (comment === undefined || comment.span.from >= offset || comment.place !== "line-end")
      return undefined;
    this.#next += 1;
    return comment;
  }

  /** Whether a comment that is not at the end of a line is left before an offset. */
  hasOther(offset: number): boolean {
    for (let at = this.#next; ; at += 1) {
      const comment = this.#comments[at];
      if (comment === undefined || comment.span.from >= offset) return false;
      if (comment.place !== "line-end") return true;
    }
  }
}

/**
 * An operand, list item or pipe with its comments. Those before and inside of it go before it, those at the end of a
 * line behind it, up to `limit`, to the end of its line.
 */
export function formatUnit(feed: CommentFeed, span: Span, limit: number, format: () => Layout): Layout {
  const before = feed.takeBefore(span.from);
  const content = format();
  const inside = feed.takeBefore(span.to);
  return parts(formatLeading([...before, ...inside]), withLineEnds(content, feed, limit));
}

/** A stage or another part with lines of its own: as a unit, but a comment at the end of a line inside goes behind it. */
export function formatBlock(feed: CommentFeed, span: Span, limit: number, format: () => Layout): Layout {
  const before = feed.takeBefore(span.from);
  const content = format();
  const inside = feed.takeBefore(span.to);
  const behind = endsInComment(content) ? undefined : inside.find((comment) => comment.place === "line-end");
  const leading = [...before, ...inside.filter((comment) => comment !== behind)];
  const layout = behind === undefined ? content : parts(content, lineEnd(behind.text));
  return parts(formatLeading(leading), withLineEnds(layout, feed, limit));
}

/** Puts the comments at the end of a line that start before `limit` behind a layout, as long as they have a place there. */
export function withLineEnds(content: Layout, feed: CommentFeed, limit: number): Layout {
  let layout = content;
  while (!endsInComment(layout)) {
    const comment = feed.takeLineEnd(limit);
    if (comment === undefined) break;
    layout = parts(layout, lineEnd(comment.text));
  }
  return layout;
}

/** Each comment on its own line, but those directly before the unit on its line where they stood so. */
export function formatLeading(comments: readonly Comment[]): Layout {
  const inlineFrom = comments.findLastIndex((comment) => comment.place !== "inline") + 1;
  return partsOf(comments.flatMap((comment, at) => [comment.text, at < inlineFrom ? hardLine : " "]));
}

/** Puts comments behind a layout that have nothing behind them that they could belong to. */
export function withDangling(
  content: Layout,
  comments: readonly Comment[],
): {
  readonly layout: Layout;
  /** Whether the last of them has a line of its own, so that nothing may follow on that line. */
  readonly endsLine: boolean;
} {
  if (comments.every((comment) => comment.place === "inline")) {
    return { layout: partsOf([content, ...comments.map(({ text }) => ` ${text}`)]), endsLine: false };
  }
  let layout = content;
  const lines: Layout[] = [];
  for (const comment of comments) {
    if (comment.place === "line-end" && lines.length === 0 && !endsInComment(layout)) {
      layout = parts(layout, lineEnd(comment.text));
    } else lines.push(hardLine, comment.text);
  }
  return { layout: partsOf([layout, ...lines]), endsLine: lines.length > 0 };
}
