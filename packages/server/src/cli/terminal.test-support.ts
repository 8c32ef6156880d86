import pc from "picocolors";
import type { Language } from "./messages/language.ts";
import { runProgram } from "./program.ts";
import type { OutputStream, Terminal } from "./terminal.ts";

export interface FakeOptions {
  /** Whether somebody watches, with colours and a width of 100 columns. */
  readonly isTerminal?: boolean;
  readonly language?: Language;
  readonly signal?: AbortSignal;
  readonly env?: Terminal["env"];
  readonly currentFolder?: string;
  /** What is typed when a secret is asked for, one after the other; without any nobody sits there. */
  readonly secrets?: readonly string[];
}

export interface FakeTerminal extends Terminal {
  readonly outText: () => string;
  readonly errText: () => string;
}

/** A terminal that keeps what is written to it. Its clock stands still. */
export function fakeTerminal(options: FakeOptions = {}): FakeTerminal {
  const { isTerminal = false, language = "en", signal = new AbortController().signal } = options;
  const written = { out: "", err: "" };
  const secrets = [...(options.secrets ?? [])];
  const stream = (name: keyof typeof written): OutputStream => ({
    write: (text) => {
      written[name] += text;
    },
    isTerminal,
    width: isTerminal ? 100 : 0,
    colors: pc.createColors(isTerminal),
  });
  return {
    out: stream("out"),
    err: stream("err"),
    language,
    nowMs: () => Date.UTC(2026, 2, 2, 12),
    signal,
    env: options.env ?? {},
    currentFolder: options.currentFolder ?? process.cwd(),
    askSecret: async () => secrets.shift(),
    outText: () => written.out,
    errText: () => written.err,
  };
}

export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process. */
export async function runCommand(args: readonly string[], options: FakeOptions = {}): Promise<CommandResult> {
  const terminal = fakeTerminal(options);
  const code = await runProgram(args, terminal);
  return { code, out: terminal.outText(), err: terminal.errText() };
}

/** The counts that `--stats` wrote as the last line of standard error. */
export function statsOf({ err }: CommandResult): Record<string, unknown> {
  return JSON.parse(err.trimEnd().split("\n").at(-1) ?? "");
}
