import stringWidth from "string-width";
import type { OutputStream } from "./terminal.ts";

export interface Column {
  readonly title: string;
  /** Columns that give way when the terminal is narrow. */
  readonly flexible?: boolean;
  /** Cut at the front: the end of a path says more than its beginning. */
  readonly keepEnd?: boolean;
  readonly paint?: (text: string, row: number) => string;
}

const gap = "  ";
const minFlexible = 16;
/** One endless name must not make every line of the table endless. The other formats show all of it. */
const maxCell = 500;

/**
 * Lines of a table: a title line, then a line a row. Cells are plain text without control characters. On a terminal
 * the flexible columns are cut to fit; elsewhere only what is longer than any line.
 */
export function textTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  stream: OutputStream,
): readonly string[] {
  return [...tableLines(columns, rows, stream)];
}

/** The same for a table that may be too long to hold: rows are asked for twice, for their widths and for their lines. */
export function* tableLines(
  columns: readonly Column[],
  rows: Iterable<readonly string[]>,
  stream: OutputStream,
): Iterable<string> {
  const widths = fitWidths(columns, naturalWidths(columns, rows), stream.width);
  const line = (cells: readonly string[], paint: (text: string, column: Column) => string): string =>
    cells
      .map((cell, at) => {
        const column = columns[at] ?? { title: "" };
        const width = widths[at] ?? 0;
        const text = column.keepEnd === true ? cutFront(cell, width) : cut(cell, width);
        const painted = paint(text, column);
        return at === cells.length - 1
          ? painted
          : painted + " ".repeat(Math.max(0, width - stringWidth(text)));
      })
      .join(gap)
      .trimEnd();
  yield line(
    columns.map((column) => column.title),
    (text) => stream.colors.bold(text),
  );
  let at = 0;
  for (const row of rows) {
    const cells = row.map((cell) => cut(cell, maxCell));
    yield line(cells, (text, column) => column.paint?.(text, at) ?? text);
    at += 1;
  }
}

function naturalWidths(columns: readonly Column[], rows: Iterable<readonly string[]>): readonly number[] {
  const widths = columns.map((column) => stringWidth(column.title));
  for (const row of rows) {
    for (const [at, width] of widths.entries()) {
      widths[at] = Math.max(width, stringWidth(cut(row[at] ?? "", maxCell)));
    }
  }
  return widths;
}

function fitWidths(
  columns: readonly Column[],
  natural: readonly number[],
  available: number,
): readonly number[] {
  const total = natural.reduce((sum, width) => sum + width, 0) + gap.length * (columns.length - 1);
  if (available === 0 || total <= available) return natural;
  let surplus = total - available;
  const widths = [...natural];
  // The widest flexible column gives way first, down to the next widest.
  while (surplus > 0) {
    const widest = columns.reduce((best, column, at) => {
      const isWider =
        column.flexible === true &&
        (widths[at] ?? 0) > minFlexible &&
        (widths[at] ?? 0) > (widths[best] ?? -1);
      return isWider ? at : best;
    }, -1);
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    surplus -= 1;
  }
  return widths;
}

function cutFront(text: string, width: number): string {
  const end = text.slice(-4 * width);
  if (end === text && stringWidth(text) <= width) return text;
  const kept: string[] = [];
  let used = 0;
  for (const char of Array.from(end).reverse()) {
    used += stringWidth(char);
    if (used > width - 1) break;
    kept.push(char);
  }
  return `…${kept.reverse().join("")}`;
}

function cut(text: string, width: number): string {
  // Accents have no width: the characters are bounded too, or measuring megabytes of them would take minutes.
  const start = text.slice(0, 4 * width);
  if (start === text && stringWidth(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const char of start) {
    const next = used + stringWidth(char);
    if (next > width - 1) break;
    kept += char;
    used = next;
  }
  return `${kept}…`;
}
