import { stringifyJson } from "@eqlite/core/events";
import { readEvents } from "../../events/read-events.ts";
import { createProblemLog } from "../../scan/problem-log.ts";
import { exitCodes } from "../exit-codes.ts";
import { messagesFor } from "../messages/messages.ts";
import { withOutput } from "../output-file.ts";
import { createProgress } from "../progress.ts";
import { reportInputProblems } from "../report-problems.ts";
import type { Terminal } from "../terminal.ts";

export interface ConvertCommandOptions {
  readonly output: string | undefined;
  readonly verbose: boolean;
}

/** `eqlite convert`: the events as the engine sees them, one JSON document a line. */
export async function convertCommand(paths: readonly string[], options: ConvertCommandOptions, terminal: Terminal): Promise<number> {
  return withOutput(options.output, terminal, async (output) => {
    const problems = createProblemLog();
    const progress = createProgress(terminal.err, messagesFor(terminal.language).reading, terminal.nowMs);
    let pending: Promise<void> = Promise.resolve();
    let failure: unknown;
    const totals = await readEvents(
      paths,
      {
        event(event) {
          const line = `${stringifyJson(event.document)}\n`;
          pending = pending.then(() => output.write(line)).catch((error: unknown) => {
            failure ??= error;
          });
        },
        problem: (problem, file) => problems.add(problem, file),
        progress: progress.update,
      },
      { signal: terminal.signal },
    ).finally(progress.clear);
    await pending;
    if (failure !== undefined) throw failure;
    reportInputProblems(problems, totals.skippedFiles, options.verbose, terminal);
    return totals.unreadableFiles > 0 ? exitCodes.unreadableInput : exitCodes.ok;
  });
}
