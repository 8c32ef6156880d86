import { diagnosticKind } from "./diagnostic-codes.ts";
import type { Diagnostic, Label } from "./diagnostics.ts";
import { sanitizeForTerminal } from "./sanitize-for-terminal.ts";
import { positionAt, type SourceText, type Span } from "./source.ts";
import { lineAt, type SourceLine, showLine } from "./source-line.ts";

type Paint = (text: string) => string;

/** Puts colours into a text. The package knows no terminal: whoever prints passes these in. */
export interface Painter {
  readonly error: Paint;
  readonly warning: Paint;
  readonly hint: Paint;
  /** The message. */
  readonly strong: Paint;
  /** Line numbers and the frame. */
  readonly frame: Paint;
  /** Marks and texts of related places. */
  readonly related: Paint;
}

const plain: Paint = (text) => text;
const plainPainter: Painter = {
  error: plain,
  warning: plain,
  hint: plain,
  strong: plain,
  frame: plain,
  related: plain,
};

/** Widest part of a source line that is shown, in columns. */
const maxColumns = 110;

/**
 * A diagnostic as text for a terminal: message, place, the lines it speaks of with marks under them, and help.
 * No character of the source can steer the terminal. Ends without a line break.
 */
export function printDiagnostic(
  diagnostic: Diagnostic,
  source: SourceText,
  options: { readonly color?: Painter } = {},
): string {
  const painter = options.color ?? plainPainter;
  const { severity, code, message, primary, help } = diagnostic;
  const head = `${painter[severity](`${severity}[${code}]`)}${painter.strong(`: ${sanitizeForTerminal(message)}`)}`;
  // A search option stands in no text.
  const hasPlace = diagnosticKind(code) !== "request";
  const marks = hasPlace ? collectMarks(diagnostic, source.text) : [];
  const gutter = " ".repeat(String(Math.max(1, ...marks.map((mark) => mark.line.number))).length);
  const lines = [head];
  if (hasPlace) {
    const { line, column } = positionAt(source.text, primary.span.from);
    const place = `${sanitizeForTerminal(source.name)}:${line}:${column}`;
    lines.push(`${painter.frame(`${gutter}-->`)} ${place}`, painter.frame(`${gutter} |`));
    lines.push(...printMarks(marks, source.text, gutter, painter, painter[severity]));
  }
  if (help !== undefined) lines.push(`${painter.frame(`${gutter} =`)} help: ${sanitizeForTerminal(help)}`);
  return lines.join("\n");
}

/** A part of a label that lies on one line. */
interface Mark {
  readonly line: SourceLine;
  readonly span: Span;
  readonly isPrimary: boolean;
  readonly text: string;
}

/** Most related places that are shown: a list of thousands would hide the message. */
const maxRelated = 10;

/** The marks in the order they are printed: by line, the primary place before related ones. */
function collectMarks(diagnostic: Diagnostic, text: string): readonly Mark[] {
  const related = diagnostic.related.slice(0, maxRelated).toSorted((a, b) => a.span.from - b.span.from);
  const marks = [
    ...marksOf(diagnostic.primary, text, true),
    ...related.flatMap((label) => marksOf(label, text, false)),
  ];
  return marks.toSorted((a, b) => a.line.number - b.line.number);
}

/** Of a label over several lines the first and the last are marked; its text stands at the last. */
function marksOf(label: Label, text: string, isPrimary: boolean): readonly Mark[] {
  const { from, to } = label.span;
  const first = lineAt(text, from);
  const last = to > first.span.to ? lineAt(text, Math.max(from, to - 1)) : first;
  if (first.number === last.number) {
    return [{ line: first, span: label.span, isPrimary, text: label.text }];
  }
  const indent = text.slice(last.span.from, to).search(/\S/);
  return [
    { line: first, span: { from, to: first.span.to }, isPrimary, text: "" },
    { line: last, span: { from: last.span.from + Math.max(indent, 0), to }, isPrimary, text: label.text },
  ];
}

function printMarks(
  marks: readonly Mark[],
  text: string,
  gutter: string,
  painter: Painter,
  paintPrimary: Paint,
): readonly string[] {
  const lines: string[] = [];
  let shownNumber: number | undefined;
  let columnOf = (_offset: number): number => 0;
  for (const mark of marks) {
    const { number, span } = mark.line;
    if (number !== shownNumber) {
      if (shownNumber !== undefined && number > shownNumber + 1) lines.push(painter.frame("..."));
      shownNumber = number;
      // Of a long line the part around the primary place is shown; it is the first mark of its line.
      const shown = showLine(text, span, mark.span, maxColumns);
      columnOf = shown.columnOf;
      lines.push(`${painter.frame(`${String(number).padStart(gutter.length)} |`)} ${shown.text}`.trimEnd());
    }
    const from = columnOf(mark.span.from);
    const sign = (mark.isPrimary ? "^" : "-").repeat(Math.max(1, columnOf(mark.span.to) - from));
    const label = mark.text === "" ? "" : ` ${sanitizeForTerminal(mark.text)}`;
    const paint = mark.isPrimary ? paintPrimary : painter.related;
    lines.push(`${painter.frame(`${gutter} |`)} ${" ".repeat(from)}${paint(`${sign}${label}`)}`);
  }
  return lines;
}
