import { type Diagnostic, type Painter, printDiagnostic, sanitizeForTerminal } from "@eqlite/core/lang";
import type { InputFile } from "../inputs/read-inputs.ts";
import type { FileDiagnostics } from "../scan/load-rules.ts";
import type { LoggedProblem, ProblemLog } from "../scan/problem-log.ts";
import { messagesFor } from "./messages/messages.ts";
import type { Terminal } from "./terminal.ts";

const maxShown = 20;

/** Says on standard error what could not be read, where and why. */
export function reportInputProblems(
  log: ProblemLog,
  skippedFiles: number,
  verbose: boolean,
  terminal: Terminal,
): void {
  const { err } = terminal;
  const messages = messagesFor(terminal.language);
  const shown = verbose ? log.listed : log.listed.slice(0, maxShown);
  for (const problem of shown)
    err.write(`${err.colors.yellow(messages.unreadable)} ${problemText(problem)}\n`);
  const hidden = log.count - shown.length;
  if (hidden > 0) err.write(`${messages.moreProblems(hidden, log.listed.length > shown.length)}\n`);
  const notes = verbose ? log.notes : [];
  for (const note of notes) err.write(`${err.colors.dim(messages.note)} ${problemText(note)}\n`);
  if (skippedFiles > notes.length) err.write(`${err.colors.dim(messages.skippedFiles(skippedFiles))}\n`);
}

function problemText({ problem, file }: LoggedProblem): string {
  const record = problem.record === undefined ? "" : `:${problem.record}`;
  return sanitizeForTerminal(`${filePlace(file)}${record}: ${problem.message}`);
}

export function filePlace(file: InputFile): string {
  return file.member === undefined ? file.path : `${file.path}!${file.member}`;
}

/** Prints diagnostics of rule files or a query as a compiler would. */
export function reportDiagnostics(
  files: readonly FileDiagnostics[],
  wanted: (diagnostic: Diagnostic) => boolean,
  stream: Terminal["err"],
): void {
  for (const { source, diagnostics } of files) {
    for (const diagnostic of diagnostics.filter(wanted)) {
      stream.write(`${printDiagnostic(diagnostic, source, { color: diagnosticPainter(stream) })}\n\n`);
    }
  }
}

function diagnosticPainter({ colors }: Terminal["err"]): Painter {
  return {
    error: colors.red,
    warning: colors.yellow,
    hint: colors.cyan,
    strong: colors.bold,
    frame: colors.blue,
    related: colors.cyan,
  };
}
