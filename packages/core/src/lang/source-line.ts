import { characterWidth } from "./display-width.ts";
import { sanitizeForTerminal } from "./sanitize-for-terminal.ts";
import type { Span } from "./source.ts";

/** One line of a source as a terminal shows it. */
export interface SourceLine {
  /** Counted from one. */
  readonly number: number;
  /** Offsets of the line in the text, without its line break. */
  readonly span: Span;
}

/** The line of an offset. An offset on a line break belongs to the line it ends. */
export function lineAt(text: string, offset: number): SourceLine {
  const at = Math.min(Math.max(offset, 0), text.length);
  let number = 1;
  let from = 0;
  for (
    let newline = text.indexOf("\n");
    newline !== -1 && newline < at;
    newline = text.indexOf("\n", newline + 1)
  ) {
    number += 1;
    from = newline + 1;
  }
  const newline = text.indexOf("\n", at);
  const end = newline === -1 ? text.length : newline;
  const to = end > from && text[end - 1] === "\r" ? end - 1 : end;
  return { number, span: { from, to } };
}

/** A character in its shown form: where it is in the text, and the columns it takes. */
interface Cell {
  readonly offset: number;
  readonly shown: string;
  readonly width: number;
}

/** The part of a line that is shown, and the way from offsets in the text to columns of it. */
export interface ShownLine {
  readonly text: string;
  /** Column of an offset, counted from zero; what is cut off stands at the nearer end. */
  readonly columnOf: (offset: number) => number;
}

const tabWidth = 4;
const cut = "…";

/**
 * Shows a line: tabs as spaces, controls as pictures, and of a line wider than `maxColumns` only the part around
 * `focus`. Looks at no more of the line than it could show.
 */
export function showLine(text: string, line: Span, focus: Span, maxColumns: number): ShownLine {
  const { from, to } = windowAround(text, line, focus, maxColumns);
  const cells = cellsOf(text, from, to);
  const before = from > line.from ? cut : "";
  const after = to < line.to ? cut : "";
  return {
    text: `${before}${cells.map((cell) => cell.shown).join("")}${after}`,
    columnOf: (offset) => {
      let column = before.length;
      for (const cell of cells) {
        if (cell.offset >= offset) break;
        column += cell.width;
      }
      return column;
    },
  };
}

function cellsOf(text: string, from: number, to: number): readonly Cell[] {
  const cells: Cell[] = [];
  let offset = from;
  for (const char of text.slice(from, to)) {
    const shown = char === "\t" ? " ".repeat(tabWidth) : sanitizeForTerminal(char);
    cells.push({ offset, shown, width: widthOf(char) });
    offset += char.length;
  }
  return cells;
}

function widthOf(char: string): number {
  if (char === "\t") return tabWidth;
  const shown = sanitizeForTerminal(char);
  return shown === char ? characterWidth(char) : shown.length;
}

/** The offsets between which a line is shown: all of it, or what fits around the start of the focus. */
function windowAround(text: string, line: Span, focus: Span, maxColumns: number): Span {
  if (columnsUpTo(text, line.from, line.to, maxColumns) === line.to) return line;
  const start = Math.min(Math.max(focus.from, line.from), line.to);
  const end = Math.min(Math.max(focus.to, start), line.to);
  // The whole focus where it fits, with a third of the rest before it; its start where it does not.
  const focusEnd = columnsUpTo(text, start, end, maxColumns);
  const spare = maxColumns - columnsBetween(text, start, focusEnd);
  const from = columnsDownTo(text, start, line.from, Math.floor(spare / 3));
  const to = columnsUpTo(text, from, line.to, maxColumns);
  // Near the end of the line there is more room before the focus.
  return { from: to < line.to ? from : columnsDownTo(text, to, line.from, maxColumns), to };
}

function columnsBetween(text: string, from: number, to: number): number {
  let columns = 0;
  for (const char of text.slice(from, to)) columns += widthOf(char);
  return columns;
}

/** The furthest offset up to `to` such that no more than `maxColumns` lie between. */
function columnsUpTo(text: string, from: number, to: number, maxColumns: number): number {
  let at = from;
  let columns = 0;
  while (at < to) {
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    columns += widthOf(char);
    if (columns > maxColumns) break;
    at += char.length;
  }
  return at;
}

function columnsDownTo(text: string, from: number, to: number, maxColumns: number): number {
  let at = from;
  let columns = 0;
  while (at > to) {
    const isPair =
      at - 2 >= to &&
      /[\udc00-\udfff]/.test(text.charAt(at - 1)) &&
      /[\ud800-\udbff]/.test(text.charAt(at - 2));
    const start = at - (isPair ? 2 : 1);
    columns += widthOf(text.slice(start, at));
    if (columns > maxColumns) break;
    at = start;
  }
  return at;
}
