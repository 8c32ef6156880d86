import type { Diagnostic } from "./diagnostics.ts";
import { positionAt, type SourceText } from "./source.ts";
export interface Painter { error(t: string): string; warning(t: string): string; hint(t: string): string; strong(t: string): string; quiet(t: string): string }
export function printDiagnostic(d: Diagnostic, source: SourceText, options: { readonly color?: Painter } = {}): string {
  const at = positionAt(source.text, d.primary.span.from);
  return `${options.color?.[d.severity](d.severity) ?? d.severity}[${d.code}]: ${d.message}\n  --> ${source.name}:${at.line}:${at.column}${d.help ? `\n  = help: ${d.help}` : ""}`;
}
