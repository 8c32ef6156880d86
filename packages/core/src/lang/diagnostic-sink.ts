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
}

export function createDiagnosticSink(): DiagnosticSink {
  const all: Diagnostic[] = [];
  return {
    all,
    report(code, span, message, details = {}) {
      if (all.length >= queryLimits.maxDiagnostics) return;
      all.push({
        code,
        severity: details.severity ?? "error",
        message,
        primary: { span, text: details.label ?? "" },
        related: details.related ?? [],
        ...(details.help === undefined ? {} : { help: details.help }),
        ...(details.fix === undefined ? {} : { fix: details.fix }),
      });
    },
  };
}
