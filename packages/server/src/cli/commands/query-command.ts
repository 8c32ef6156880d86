import { readFile } from "node:fs/promises";
import { type EventRecord, type JsonObject, parseJson, parseSchema, stringifyJson } from "@eqlite/core/events";
import { type FieldCatalogue, hasErrors, QueryFailure, type SearchOptions } from "@eqlite/core/lang";
import { joinKeyJson } from "@eqlite/core/match";
import { prepareQuery } from "../../query/prepare-query.ts";
import { type QueryReport, runQuery, type WholeMatch } from "../../query/run-query.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { matchTable } from "../match-table.ts";
import { messagesFor } from "../messages/messages.ts";
import { withOutput } from "../output-file.ts";
import { createProgress } from "../progress.ts";
import { reportDiagnostics, reportInputProblems } from "../report-problems.ts";
import type { Terminal } from "../terminal.ts";

export const queryFormats = ["table", "ndjson"] as const;

export interface QueryCommandOptions {
  readonly format: (typeof queryFormats)[number];
  readonly output: string | undefined;
  readonly schemaPath: string | undefined;
  readonly search: SearchOptions;
  readonly verbose: boolean;
}

/** `eqlite query`: one EQL query over logs. Returns the exit code. */
export async function queryCommand(text: string, paths: readonly string[], options: QueryCommandOptions, terminal: Terminal): Promise<number> {
  const startedMs = terminal.nowMs();
  const { search } = options;
  const { signal } = terminal;
  const schema = options.schemaPath === undefined ? undefined : await readSchema(options.schemaPath);
  const progress = createProgress(terminal.err, messagesFor(terminal.language).reading, terminal.nowMs);
  const reading = { search, signal, progress: progress.update };
  const { query, catalogue } = await prepareQuery(text, paths, { ...reading, schema, nowMs: startedMs }).finally(progress.clear);
  reportDiagnostics([{ source: { name: "query", text }, diagnostics: query.diagnostics }], () => true, terminal.err);
  if (!query.ok || hasErrors(query.diagnostics)) return exitCodes.usage;
  try {
    return await withOutput(options.output, terminal, async (output) => {
      const report = await runQuery(query.value, paths, { ...reading, catalogue }).finally(progress.clear);
      if (options.format === "ndjson") for (const match of report.matches) await output.write(matchLine(match));
      else await output.write(`${matchTable(report.matches, search.timestampField, terminal).join("\n")}\n`);
      reportInputProblems(report.problems, report.totals.skippedFiles, options.verbose, terminal);
      reportSummary(report, (terminal.nowMs() - startedMs) / 1000, terminal);
      return report.totals.unreadableFiles > 0 ? exitCodes.unreadableInput : exitCodes.ok;
    });
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    terminal.err.write(`${terminal.err.colors.red("error")}: The query failed while it ran: ${error.message}.\n`);
    return exitCodes.findings;
  }
}

async function readSchema(path: string): Promise<FieldCatalogue> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new UsageError(`The schema ${path} cannot be read: ${error.message}`);
  });
  const parsed = parseJson(text);
  if (!parsed.ok) throw new UsageError(`The schema ${path} is no JSON.`);
  const schema = parseSchema(parsed.value);
  if (!schema.ok) throw new UsageError(`The schema ${path} cannot be used: ${schema.message}.`);
  return schema.catalogue;
}

/** `{"event", "source"}` for an event; `{"join_keys", "events", "sources"}` for a sequence or sample. */
function matchLine(match: WholeMatch): string {
  const { key, events } = match;
  if (key !== undefined) {
    return `${stringifyJson({
      join_keys: joinKeyJson(key),
      events: events.map((event) => event?.document ?? null),
      sources: events.map((event) => (event === undefined ? null : sourceJson(event))),
    })}\n`;
  }
  const [event] = events;
  return event === undefined ? "" : `${stringifyJson({ event: event.document, source: sourceJson(event) })}\n`;
}

function sourceJson({ source }: EventRecord): JsonObject {
  return { ...source };
}

function reportSummary(report: QueryReport, seconds: number, terminal: Terminal): void {
  const { totals } = report;
  const messages = messagesFor(terminal.language);
  terminal.err.write(
    `${messages.querySummary({ matches: report.matches.length, events: totals.records, files: totals.files, seconds })}\n`,
  );
}
