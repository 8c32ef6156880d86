#!/usr/bin/env node
import { CommanderError } from "commander";
import { exitCodes, UsageError } from "./exit-codes.ts";
import { runProgram } from "./program.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

const abort = new AbortController();
process.once("SIGINT", () => {
  abort.abort();
  // A second Ctrl-C ends at once, without tidying up.
  process.once("SIGINT", () => process.exit(exitCodes.interrupted));
});
// A reader that has seen enough (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.ok);
  throw error;
});

const terminal = processTerminal(abort.signal);
process.exitCode = await run(terminal);

async function run(terminal: Terminal): Promise<number> {
  try {
    return await runProgram(process.argv.slice(2), terminal);
  } catch (error) {
    // Commander has already printed what is wrong, or the help or version that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (terminal.signal.aborted) {
      terminal.err.write("Interrupted; no output file was written.\n");
      return exitCodes.interrupted;
    }
    if (error instanceof UsageError) {
      terminal.err.write(`${terminal.err.colors.red("error")}: ${error.message}\n`);
      return exitCodes.usage;
    }
    if (isFileError(error)) {
      terminal.err.write(`${terminal.err.colors.red("error")}: ${error.message}\n`);
      return exitCodes.unreadableInput;
    }
    throw error;
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "path" in error;
}
