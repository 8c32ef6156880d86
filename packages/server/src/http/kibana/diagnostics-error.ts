import type { FieldPath, LocateField } from "@eqlite/core/detect";
import type { JsonObject } from "@eqlite/core/events";
import { type Diagnostic, positionAt, printDiagnostic, type Span } from "@eqlite/core/lang";
import { OperationalError } from "../../platform/operational-error.ts";
import { kibanaLimits } from "./kibana-limits.ts";

/** A body with errors of its author, each as `shownDiagnostic` has it. */
export class DiagnosticsError extends OperationalError {
  readonly diagnostics: readonly JsonObject[];

  constructor(diagnostics: readonly JsonObject[]) {
    super("bad-request", messageOf(diagnostics));
    this.diagnostics = diagnostics;
  }
}

function messageOf(diagnostics: readonly JsonObject[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const shown = errors.slice(0, kibanaLimits.maxErrorsInMessage).map(({ text }) => String(text));
  const more = errors.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more errors`] : [])].join("\n");
}

/**
 * Where diagnostics about an object point that came without a file: to its fields. Each place that is asked for gets a span
 * of its own, by which the field is found again.
 */
export interface FieldPlaces {
  readonly locate: LocateField;
  /** Where a diagnostic points, with the text of the field where it points into that. */
  show(diagnostic: Diagnostic, fields: JsonObject): JsonObject;
}

export function createFieldPlaces(): FieldPlaces {
  const places: { readonly path: FieldPath; readonly part: Span | undefined }[] = [];
  return {
    locate(path, part) {
      const number = places.push({ path, part: typeof part === "object" ? part : undefined }) - 1;
      return { from: number, to: number };
    },
    show(diagnostic, fields) {
      const { path, part } = places[diagnostic.primary.span.from] ?? { path: [], part: undefined };
      const [name] = path;
      const text = path.length === 1 && typeof name === "string" ? fields[name] : undefined;
      if (part !== undefined && typeof text === "string") {
        const moved = { ...diagnostic, primary: { ...diagnostic.primary, span: part }, related: [] };
        return shownDiagnostic(moved, String(name), text);
      }
      const { code, severity, message, help } = diagnostic;
      const field = fieldName(path);
      return {
        code,
        severity,
        message,
        ...(help === undefined ? {} : { help }),
        ...(field === "" ? {} : { field }),
        text: `${severity}[${code}]: ${message}${help === undefined ? "" : ` (${help})`}`,
      };
    },
  };
}

/** A diagnostic about a text of many lines: with line and column, and `text` that shows the line. */
export function shownDiagnostic(diagnostic: Diagnostic, field: string, source: string): JsonObject {
  const { code, severity, message, help, primary } = diagnostic;
  const { from, to } = primary.span;
  return {
    code,
    severity,
    message,
    ...(help === undefined ? {} : { help }),
    field,
    position: { from, to, ...positionAt(source, from) },
    text: printDiagnostic(diagnostic, { name: field, text: source }),
  };
}

function fieldName(path: FieldPath): string {
  return path.reduce<string>(
    (name, part) => (typeof part === "number" ? `${name}[${part}]` : name === "" ? part : `${name}.${part}`),
    "",
  );
}
