import type { DiagnosticCode } from "./diagnostic-codes.ts";
import type { Diagnostic, Fix, Label } from "./diagnostics.ts";
import { queryLimits } from "./query-limits.ts";
import type { Span } from "./source.ts";

interface Details {
  readonly severity?: "error" | "warning" | "hint";
  /** A few words beside the carets. */
  readonly label?: string;
  readonly related?: readonly Label[];
  readonly help?: string | undefined;
  readonly fix?: Fix;
}

/** Collects diagnostics. State has one owner: the list is handed out only by `all`. */
export interface DiagnosticSink {
  report(code: DiagnosticCode, span: Span, message: string, details?: Details): void;
  readonly all: readonly Diagnostic[];
  /** Whether no more diagnostics of this severity are kept, so that there is no use in making any. */
  isFull(severity: "error" | "warning" | "hint"): boolean;
}

export function createDiagnosticSink(): DiagnosticSink {
  const all: Diagnostic[] = [];
  let errors = 0;
  // Errors and the rest are counted apart: many warnings must not hide that there is an error.
  const isFull = (severity: Diagnostic["severity"]): boolean =>
    (severity === "error" ? errors : all.length - errors) >= queryLimits.maxDiagnostics;
  return {
    all,
    isFull,
    report(code, span, message, details = {}) {
      const severity = details.severity ?? "error";
      if (isFull(severity)) return;
      if (severity === "error") errors += 1;
      all.push({
        code,
        severity,
        message,
        primary: { span, text: details.label ?? "" },
        related: details.related ?? [],
        ...(details.help === undefined ? {} : { help: details.help }),
        ...(details.fix === undefined ? {} : { fix: details.fix }),
      });
    },
  };
}
