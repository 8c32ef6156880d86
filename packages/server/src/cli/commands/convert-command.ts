import { type RepairName, readEvents } from "../../events/read-events.ts";
import { createProblemLog } from "../../scan/problem-log.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonText } from "../json-text.ts";
import { messagesFor } from "../messages/messages.ts";
import { withOutput } from "../output-file.ts";
import { createProgress } from "../progress.ts";
import { reportInputProblems } from "../report-problems.ts";
import type { Terminal } from "../terminal.ts";

export interface ConvertCommandOptions {
  readonly output: string | undefined;
  readonly repairs: readonly RepairName[];
  readonly verbose: boolean;
}

/** `eqlite convert`: the events as the engine sees them, one JSON document a line. */
export async function convertCommand(
  paths: readonly string[],
  options: ConvertCommandOptions,
  terminal: Terminal,
): Promise<number> {
  return withOutput({ path: options.output, inputs: paths }, terminal, async (output) => {
    const problems = createProblemLog();
    // Events run over the terminal while they are read: a bar would be torn to pieces.
    const watched = output.isTerminal ? { ...terminal.err, isTerminal: false } : terminal.err;
    const progress = createProgress(watched, messagesFor(terminal.language).reading, terminal.nowMs);
    const totals = await readEvents(
      paths,
      {
        event: ({ document }) => output.write(`${jsonText(document, output)}\n`),
        problem: (problem, file) => problems.add(problem, file),
        progress: progress.update,
      },
      { signal: terminal.signal, repairs: options.repairs },
    ).finally(progress.clear);
    terminal.signal.throwIfAborted();
    reportInputProblems(problems, totals.skippedFiles, options.verbose, terminal);
    return totals.unreadableFiles > 0 ? exitCodes.unreadableInput : exitCodes.ok;
  });
}
