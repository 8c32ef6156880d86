import { readFile } from "node:fs/promises";
import { type EventRecord, type JsonObject, parseJson, parseSchema } from "@eqlite/core/events";
import type { EngineName } from "@eqlite/core/kernel";
import { type FieldCatalogue, hasErrors, QueryFailure, type SearchOptions } from "@eqlite/core/lang";
import { joinKeyJson } from "@eqlite/core/match";
import type { RepairName } from "../../events/read-events.ts";
import { prepareQuery } from "../../query/prepare-query.ts";
import { type QueryReport, runQuery } from "../../query/run-query.ts";
import type { WholeMatch } from "../../scan/read-match.ts";
import { oneLine } from "../describe-event.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { jsonText } from "../json-text.ts";
import { matchTable } from "../match-table.ts";
import type { Language } from "../messages/language.ts";
import { messagesFor } from "../messages/messages.ts";
import { withOutput } from "../output-file.ts";
import { createProgress } from "../progress.ts";
import { reportDiagnostics, reportInputProblems } from "../report-problems.ts";
import type { OutputStream, Terminal } from "../terminal.ts";

export const queryFormats = ["table", "ndjson"] as const;

export interface QueryCommandOptions {
  readonly format: (typeof queryFormats)[number];
  readonly output: string | undefined;
  readonly schemaPath: string | undefined;
  readonly search: SearchOptions;
  readonly engine: EngineName;
  readonly repairs: readonly RepairName[];
  readonly verbose: boolean;
}

/** `eqlite query`: one EQL query over logs. Returns the exit code. */
export async function queryCommand(
  text: string,
  paths: readonly string[],
  options: QueryCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const startedMs = terminal.nowMs();
  const { search, engine, repairs } = options;
  const { signal } = terminal;
  const schema = options.schemaPath === undefined ? undefined : await readSchema(options.schemaPath);
  const progress = createProgress(terminal.err, messagesFor(terminal.language).reading, terminal.nowMs);
  const reading = { search, repairs, signal, progress: progress.update };
  const { query, catalogue } = await prepareQuery(text, paths, {
    ...reading,
    schema,
    nowMs: startedMs,
  }).finally(progress.clear);
  reportDiagnostics(
    [{ source: { name: "query", text }, diagnostics: query.diagnostics }],
    () => true,
    terminal.err,
  );
  if (!query.ok || hasErrors(query.diagnostics)) return exitCodes.usage;
  try {
    return await withOutput({ path: options.output, inputs: paths }, terminal, async (output) => {
      const report = await runQuery(query.value, paths, { ...reading, engine, catalogue }).finally(
        progress.clear,
      );
      writeMatches(report.matches, options, output, terminal.language);
      reportInputProblems(report.problems, report.totals.skippedFiles, options.verbose, terminal);
      reportSummary(report, (terminal.nowMs() - startedMs) / 1000, terminal);
      return report.totals.unreadableFiles > 0 ? exitCodes.unreadableInput : exitCodes.ok;
    });
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    const messages = messagesFor(terminal.language);
    const why = oneLine(error.message);
    terminal.err.write(`${terminal.err.colors.red(messages.error)}: ${messages.queryFailed(why)}\n`);
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

function writeMatches(
  matches: readonly WholeMatch[],
  { format, search: { timestampField } }: QueryCommandOptions,
  output: OutputStream,
  language: Language,
): void {
  const lines =
    format === "ndjson"
      ? matches.map((match) => jsonText(matchJson(match), output))
      : matchTable(matches, { timestampField, language, stream: output });
  for (const line of lines) output.write(`${line}\n`);
}

/** `{"event", "source"}` for an event; `{"join_keys", "events", "sources"}` for a sequence or sample. */
function matchJson({ key, events }: WholeMatch): JsonObject {
  const [first] = events;
  if (key === undefined && first !== undefined) return { event: first.document, source: sourceJson(first) };
  return {
    join_keys: key === undefined ? [] : joinKeyJson(key),
    events: events.map((event) => event?.document ?? null),
    sources: events.map((event) => (event === undefined ? null : sourceJson(event))),
  };
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
