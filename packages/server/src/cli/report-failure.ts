import { sanitizeForTerminal } from "@eqlite/core/lang";
import { CommanderError } from "commander";
import { InputChangedError } from "../events/event-keeper.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { exitCodes, UsageError } from "./exit-codes.ts";
import { messagesFor } from "./messages/messages.ts";
import type { Terminal } from "./terminal.ts";

/** Says why a command ended early and returns its exit code. Bugs are thrown on, with their stack. */
export function reportFailure(error: unknown, terminal: Terminal): number {
  const { err } = terminal;
  const messages = messagesFor(terminal.language);
  // Commander has already printed what is wrong, or the help or version that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (terminal.signal.aborted) {
    err.write(`${messages.interrupted}\n`);
    return exitCodes.interrupted;
  }
  // A reader that has seen enough (`| head`) is no error.
  if (isSystemError(error) && error.code === "EPIPE") return exitCodes.ok;
  if (error instanceof UsageError || error instanceof InputChangedError || isSystemError(error)) {
    err.write(`${err.colors.red(messages.error)}: ${sanitizeForTerminal(error.message)}\n`);
    return error instanceof InputChangedError ? exitCodes.unreadableInput : exitCodes.usage;
  }
  if (error instanceof OperationalError) {
    err.write(`${err.colors.red(messages.error)}: ${sanitizeForTerminal(error.message)}\n`);
    return exitCodes.server;
  }
  throw error;
}

/** An error of the operating system, such as a full disk behind standard output. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
