import type { RuleType } from "@eqlite/core/detect";
import { builtInCatalogue, type JsonObject } from "@eqlite/core/events";
import { type Diagnostic, positionAt, type SourceText, type Span } from "@eqlite/core/lang";
import { type LoadedRules, loadRules } from "../../scan/load-rules.ts";
import { exitCodes, noRulesIn, UsageError } from "../exit-codes.ts";
import { jsonText } from "../json-text.ts";
import { messagesFor } from "../messages/messages.ts";
import { reportDiagnostics } from "../report-problems.ts";
import { countTypes } from "../report-rules.ts";
import type { Terminal } from "../terminal.ts";

export const checkFormats = ["text", "json"] as const;

export interface CheckCommandOptions {
  readonly format: (typeof checkFormats)[number];
  readonly strict: boolean;
}

/** `eqlite check`: are these rules right? Returns 1 where there is an error. */
export async function checkCommand(
  paths: readonly string[],
  options: CheckCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const catalogue = builtInCatalogue({ onUnknownField: options.strict ? "error" : "warning" });
  const rules = await loadRules(paths, catalogue, terminal.nowMs());
  terminal.signal.throwIfAborted();
  if (rules.files === 0) throw new UsageError(noRulesIn(paths));
  const report = checkReport(rules);
  if (options.format === "json") terminal.out.write(`${jsonText(report, terminal.out)}\n`);
  else writeText(rules, report, terminal);
  return report.errors > 0 ? exitCodes.findings : exitCodes.ok;
}

interface CheckReport extends JsonObject {
  readonly files: number;
  readonly skipped_files: number;
  readonly rules: number;
  readonly by_type: JsonObject;
  readonly errors: number;
  readonly warnings: number;
  readonly diagnostics: readonly JsonObject[];
}

function checkReport(rules: LoadedRules): CheckReport {
  const all = rules.diagnostics.flatMap(({ diagnostics }) => diagnostics);
  const countOf = (severity: Diagnostic["severity"]): number =>
    all.filter((diagnostic) => diagnostic.severity === severity).length;
  return {
    files: rules.files,
    skipped_files: rules.skippedFiles,
    rules: rules.count,
    by_type: countByType(rules),
    errors: countOf("error"),
    warnings: countOf("warning"),
    diagnostics: rules.diagnostics.flatMap(({ source, diagnostics }) =>
      diagnostics.map((diagnostic) => diagnosticJson(diagnostic, source)),
    ),
  };
}

function countByType(rules: LoadedRules): JsonObject {
  const byType: Record<string, { total: number; ok: number; failed: number }> = {};
  const add = (type: RuleType | undefined, outcome: "ok" | "failed"): void => {
    if (type === undefined) return;
    const counts = byType[type] ?? { total: 0, ok: 0, failed: 0 };
    byType[type] = counts;
    counts.total += 1;
    counts[outcome] += 1;
  };
  for (const { rule } of rules.prepared) add(rule.type, "ok");
  for (const { type } of rules.notRun) add(type, "ok");
  for (const { type } of rules.failed) add(type, "failed");
  return byType;
}

function diagnosticJson(diagnostic: Diagnostic, source: SourceText): JsonObject {
  const { code, severity, message, primary, related, help } = diagnostic;
  return {
    path: source.name,
    code,
    severity,
    message,
    ...place(primary.span, source),
    ...(primary.text === "" ? {} : { label: primary.text }),
    ...(help === undefined ? {} : { help }),
    related: related.map((label) => ({ ...place(label.span, source), text: label.text })),
  };
}

function place(span: Span, source: SourceText): JsonObject {
  const from = positionAt(source.text, span.from);
  const to = positionAt(source.text, span.to);
  return { line: from.line, column: from.column, end_line: to.line, end_column: to.column };
}

function writeText(rules: LoadedRules, report: CheckReport, terminal: Terminal): void {
  const messages = messagesFor(terminal.language);
  reportDiagnostics(rules.diagnostics, () => true, terminal.out);
  terminal.out.write(`${messages.checkSummary(report)}\n`);
  if (rules.notRun.length > 0) terminal.out.write(`${messages.notRun(countTypes(rules.notRun))}\n`);
  if (rules.skippedFiles > 0)
    terminal.out.write(`${terminal.out.colors.dim(messages.skippedRuleFiles(rules.skippedFiles))}\n`);
}
