import type { Alert, Severity } from "@eqlite/core/detect";
import { builtInCatalogue, type JsonObject } from "@eqlite/core/events";
import type { EngineName } from "@eqlite/core/kernel";
import type { RepairName } from "../../events/read-events.ts";
import { type FileDiagnostics, type LoadedRules, loadRules } from "../../scan/load-rules.ts";
import { runScan, type ScanReport } from "../../scan/run-scan.ts";
import { alertTable } from "../alert-table.ts";
import { bundledRules } from "../assets.ts";
import { exitCodes, noRulesIn, UsageError } from "../exit-codes.ts";
import { alertJson, csvHeader, csvLine } from "../format-alerts.ts";
import { jsonText } from "../json-text.ts";
import type { Language } from "../messages/language.ts";
import { messagesFor } from "../messages/messages.ts";
import { withOutput } from "../output-file.ts";
import { createProgress } from "../progress.ts";
import { reportDiagnostics, reportInputProblems } from "../report-problems.ts";
import { reportRules } from "../report-rules.ts";
import type { OutputStream, Terminal } from "../terminal.ts";

export const scanFormats = ["table", "ndjson", "json", "csv"] as const;

export interface ScanCommandOptions {
  readonly rules: readonly string[];
  readonly format: (typeof scanFormats)[number];
  readonly output: string | undefined;
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly minSeverity: Severity | undefined;
  readonly engine: EngineName;
  readonly workers: number | undefined;
  readonly repairs: readonly RepairName[];
  readonly stats: boolean;
  readonly strict: boolean;
  readonly enforceIndex: boolean;
  readonly failOnAlert: boolean;
  readonly verbose: boolean;
}

/** `eqlite scan`: rules over logs, alerts out. Returns the exit code. */
export async function scanCommand(
  paths: readonly string[],
  options: ScanCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const startedMs = terminal.nowMs();
  const catalogue = builtInCatalogue({ onUnknownField: options.strict ? "error" : "warning" });
  const rules = await loadRules(
    options.rules.length === 0 ? [bundledRules()] : options.rules,
    catalogue,
    startedMs,
  );
  reportDiagnostics(rules.diagnostics, (diagnostic) => diagnostic.severity === "error", terminal.err);
  if (rules.prepared.length === 0 && rules.notRun.length === 0 && rules.failed.length === 0) {
    throw new UsageError(noRulesIn(options.rules));
  }
  return withOutput(
    { path: options.output, inputs: [...paths, ...options.rules] },
    terminal,
    async (output) => {
      const progress = createProgress(terminal.err, messagesFor(terminal.language).reading, terminal.nowMs);
      const report = await runScan({
        paths,
        catalogue,
        rules: rules.prepared,
        enforceIndex: options.enforceIndex,
        fromMs: options.fromMs,
        toMs: options.toMs,
        minSeverity: options.minSeverity,
        engine: options.engine,
        workers: options.workers,
        repairs: options.repairs,
        progress: progress.update,
        signal: terminal.signal,
      }).finally(progress.clear);
      if (options.format === "table" && rules.prepared.length === 0)
        output.write(`${messagesFor(terminal.language).noRuleRan}\n`);
      else writeAlerts(report.alerts, options.format, output, terminal.language);
      const seconds = (terminal.nowMs() - startedMs) / 1000;
      reportInputProblems(report.problems, report.totals.skippedFiles, options.verbose, terminal);
      reportRules(rules, report.outcomes, terminal);
      reportSummary(report, rules, options, seconds, terminal);
      if (options.stats) terminal.err.write(`${jsonText(scanStats(report, rules, seconds), terminal.err)}\n`);
      return exitCode(report, rules, options);
    },
  );
}

function writeAlerts(
  alerts: readonly Alert[],
  format: ScanCommandOptions["format"],
  output: OutputStream,
  language: Language,
): void {
  switch (format) {
    case "table": {
      const lines =
        alerts.length === 0 ? [messagesFor(language).noAlerts] : alertTable(alerts, language, output);
      for (const line of lines) output.write(`${line}\n`);
      return;
    }
    case "ndjson":
      for (const alert of alerts) output.write(`${jsonText(alertJson(alert), output)}\n`);
      return;
    case "json":
      output.write("[");
      for (const [at, alert] of alerts.entries())
        output.write(`${at === 0 ? "\n" : ",\n"}${jsonText(alertJson(alert), output)}`);
      output.write(alerts.length === 0 ? "]\n" : "\n]\n");
      return;
    case "csv":
      output.write(csvHeader());
      for (const alert of alerts) output.write(csvLine(alert));
  }
}

function reportSummary(
  report: ScanReport,
  rules: LoadedRules,
  options: ScanCommandOptions,
  seconds: number,
  terminal: Terminal,
): void {
  const messages = messagesFor(terminal.language);
  const { err } = terminal;
  if (report.eventsWithoutTime > 0) err.write(`${messages.eventsWithoutTime(report.eventsWithoutTime)}\n`);
  const namesIndices = rules.prepared.some(({ rule }) => rule.index !== undefined && rule.index.length > 0);
  if (!options.enforceIndex && namesIndices) err.write(`${err.colors.dim(messages.indexNotEnforced())}\n`);
  err.write(
    `${messages.scanSummary({
      alerts: report.alerts.length,
      rules: rules.prepared.length,
      events: report.totals.records,
      files: report.totals.files,
      seconds,
    })}\n`,
  );
}

/** The counts of a scan as one object; every count of something lost is there even when it is 0. */
function scanStats(report: ScanReport, rules: LoadedRules, seconds: number): JsonObject {
  const { totals } = report;
  return {
    files: totals.files,
    members: totals.members,
    events: totals.records,
    bytes: totals.bytes,
    unpacked_bytes: totals.unpackedBytes,
    unreadable_records: report.problems.unreadableRecords,
    problems: report.problems.count,
    unreadable_files: totals.unreadableFiles,
    skipped_files: totals.skippedFiles,
    events_without_time: report.eventsWithoutTime,
    events_out_of_range: report.eventsOutOfRange,
    rules_loaded: rules.count,
    rules_run: rules.prepared.length,
    rules_not_run: rules.notRun.length,
    rules_failed: rules.failed.length,
    rule_files_skipped: rules.skippedFiles,
    alerts: report.alerts.length,
    seconds: Math.round(seconds * 1000) / 1000,
  };
}

function exitCode(report: ScanReport, rules: LoadedRules, options: ScanCommandOptions): number {
  if (report.totals.unreadableFiles > 0 || rules.diagnostics.some(isUnreadableFile))
    return exitCodes.unreadableInput;
  // "No alerts" of a scan in which no rule could run must not look like good news.
  const ranNothing = rules.prepared.length === 0 && rules.failed.length > 0;
  if (ranNothing || (options.strict && rules.failed.length > 0)) return exitCodes.findings;
  return options.failOnAlert && report.alerts.length > 0 ? exitCodes.findings : exitCodes.ok;
}

function isUnreadableFile({ diagnostics }: FileDiagnostics): boolean {
  return diagnostics.some(({ code, severity }) => code === "RULE110" && severity === "error");
}
