/** A half-open range of UTF-16 units in a text, counted from zero. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A text that diagnostics can point into: a query given by hand, or the whole file a rule was read from. */
export interface SourceText {
  /** What to show before line and column: a path, or "query" for text from the command line. */
  readonly name: string;
  readonly text: string;
}

/** A place for display: line and column count from one, the column in characters (code points). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Line and column of an offset. An offset beyond the text is the place just after its last character. */
export function positionAt(text: string, offset: number): Position {
  const end = Math.min(Math.max(offset, 0), text.length);
  let line = 1;
  let lineStart = 0;
  for (
    let newline = text.indexOf("\n");
    newline !== -1 && newline < end;
    newline = text.indexOf("\n", newline + 1)
  ) {
    line += 1;
    lineStart = newline + 1;
  }
  return { line, column: [...text.slice(lineStart, end)].length + 1 };
}

/**
 * Where each unit of a text that was cut out of a file stands in that file.
 * A rule's query sits inside a TOML, JSON or YAML string whose escapes and indentation are gone from the query,
 * so an offset in the query is not an offset in the file plus a constant.
 */
export interface OffsetMap {
  /** Offset in the file of the query's unit at `offset`; the query's length maps to the end of the string. */
  readonly toFile: (offset: number) => number;
}
