import type { DiagnosticCode } from "./diagnostic-codes.ts";
import type { OffsetMap, Span } from "./source.ts";

/** A place in the source and what was found there. */
export interface Label {
  readonly span: Span;
  /** A few words shown beside the carets; empty when the place speaks for itself. */
  readonly text: string;
}

/** One edit that is certainly meant. */
export interface Fix {
  readonly span: Span;
  readonly replacement: string;
}

/** A message to the author of a query or a rule. A value, never thrown. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning" | "hint";
  /** One sentence naming the things involved. */
  readonly message: string;
  readonly primary: Label;
  readonly related: readonly Label[];
  /** How to put it right. */
  readonly help?: string;
  readonly fix?: Fix;
}

/** A checked value with its diagnostics, or the diagnostics that stand in its way. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** The same diagnostics with every span moved from the query into the file it was read from. */
export function relocateDiagnostics(
  diagnostics: readonly Diagnostic[],
  map: OffsetMap,
): readonly Diagnostic[] {
  const move = (span: Span): Span => ({ from: map.toFile(span.from), to: map.toFile(span.to) });
  const moveLabel = (label: Label): Label => ({ ...label, span: move(label.span) });
  return diagnostics.map((diagnostic) => ({
    ...diagnostic,
    primary: moveLabel(diagnostic.primary),
    related: diagnostic.related.map(moveLabel),
    ...(diagnostic.fix === undefined ? {} : { fix: { ...diagnostic.fix, span: move(diagnostic.fix.span) } }),
  }));
}

/** Whether any of the diagnostics is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}
