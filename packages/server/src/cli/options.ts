import { parseDateMath } from "@eqlite/core/lang";
import { InvalidArgumentError, Option } from "commander";
import { type RepairName, repairNames } from "../events/read-events.ts";
import { maxWorkers } from "../scan/scan-workers.ts";
import type { Terminal } from "./terminal.ts";

/** The terminal, in the language that was asked for: known when the arguments have been read. */
export type ProvideTerminal = () => Terminal;

export type SetExitCode = (code: number) => void;

// Options that several commands have, and the parsers of option values.

export function formatOption(formats: readonly string[]): Option {
  return new Option("--format <format>", "form of the results").choices(formats).default(formats[0]);
}

export function outputOption(): Option {
  return new Option("--output <file>", "write the results there; the file appears when it is complete");
}

export function verboseOption(): Option {
  return new Option("--verbose", "list everything that was skipped");
}

/** The engines a user may choose between. */
export const engineNames = ["kernel", "reference"] as const;

export function engineOption(): Option {
  return new Option(
    "--engine <name>",
    "what judges the events, with the same results: kernel is fast, reference is plain and slow, to check it",
  )
    .choices(engineNames)
    .default("kernel");
}

export function workersOption(): Option {
  return new Option(
    "--workers <n>",
    "threads that judge events beside the main one (default: by the machine and the size of the input); 0 for none",
  ).argParser(parseWorkers);
}

function parseWorkers(text: string): number {
  const count = parseWholeNumber(text);
  if (count > maxWorkers) throw new InvalidArgumentError(`Most are ${maxWorkers}.`);
  return count;
}

export function repairOption(): Option {
  return new Option(
    "--repair <name>",
    "mend what exporters lose; may be repeated. system-pid: file events of System without a process id get 4",
  )
    .choices(repairNames)
    .argParser((name: string, earlier: readonly RepairName[] | undefined) => [
      ...(earlier ?? []),
      repairNamed(name),
    ]);
}

function repairNamed(name: string): RepairName {
  const known = repairNames.find((candidate) => candidate === name);
  if (known === undefined) throw new InvalidArgumentError(`Allowed choices are ${repairNames.join(", ")}.`);
  return known;
}

/** An instant in milliseconds since 1970. Throws InvalidArgumentError, which the command line shows with its option. */
export function parseInstant(text: string, nowMs: number): number {
  const span = parseDateMath(text, nowMs);
  if (span === undefined) throw new InvalidArgumentError("Write 2024-05-01T10:00:00Z, 2024-05-01 or now-1d.");
  return span.from.ms;
}

/** A whole number from 0. Throws InvalidArgumentError. */
export function parseWholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("This is no whole number from 0.");
  return Number(text);
}
