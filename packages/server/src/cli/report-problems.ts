import { type Diagnostic, type Painter, printDiagnostic, sanitizeForTerminal } from "@eqlite/core/lang";
import type { InputFile } from "../inputs/read-inputs.ts";
import type { FileDiagnostics } from "../scan/load-rules.ts";
import type { ProblemLog } from "../scan/problem-log.ts";
import { messagesFor } from "./messages/messages.ts";
import type { Terminal } from "./terminal.ts";

const maxShown = 20;

/** Says on standard error what could not be read, where and why. */
export function reportInputProblems(log: ProblemLog, skippedFiles: number, verbose: boolean, terminal: Terminal): void {
  const { err } = terminal;
  const messages = messagesFor(terminal.language);
  const problems = log.listed.filter(({ problem }) => verbose || problem.isNote !== true);
  const shown = verbose ? problems : problems.slice(0, maxShown);
  for (const { problem, file } of shown) {
    const place = problem.record === undefined ? "" : `:${problem.record}`;
    const label = problem.isNote === true ? err.colors.dim("note") : err.colors.yellow("unreadable");
    err.write(`${label} ${sanitizeForTerminal(filePlace(file))}${place}: ${sanitizeForTerminal(problem.message)}\n`);
  }
  const hidden = problems.length - shown.length + log.unlisted;
  if (hidden > 0) err.write(`${messages.moreProblems(hidden)}\n`);
  if (skippedFiles > 0 && !verbose) err.write(`${err.colors.dim(messages.skippedFiles(skippedFiles))}\n`);
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
