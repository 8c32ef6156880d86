#!/usr/bin/env node
import { runProgram } from "./program.ts";
import { processTerminal } from "./terminal.ts";

const abort = new AbortController();
const signals = ["SIGINT", "SIGTERM"] as const;
const stop = (): void => {
  // Once: a second signal then ends the process at once, without tidying up, even where it waits for a pipe.
  for (const signal of signals) process.off(signal, stop);
  abort.abort();
};
for (const signal of signals) process.on(signal, stop);

process.exitCode = await runProgram(process.argv.slice(2), processTerminal(abort.signal));
