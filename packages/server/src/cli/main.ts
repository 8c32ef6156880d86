#!/usr/bin/env node
import { runProgram } from "./program.ts";
import { processTerminal } from "./terminal.ts";

const abort = new AbortController();
// Once: a second Ctrl-C then ends the process at once, without tidying up, even where it waits for a pipe.
process.once("SIGINT", () => abort.abort());

process.exitCode = await runProgram(process.argv.slice(2), processTerminal(abort.signal));
