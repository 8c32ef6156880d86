import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import pc from "picocolors";
import { askSecret } from "./ask-secret.ts";
import { detectLanguage, type Language } from "./messages/language.ts";

type Colors = ReturnType<typeof pc.createColors>;

/** One of the two streams a command writes to. */
export interface OutputStream {
  /** Throws where the other end is gone or the disk is full. */
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Columns; 0 where the output is not a terminal and lines may be as long as they like. */
  readonly width: number;
  readonly colors: Colors;
}

/** Everything a command may touch of the world outside: tests give it another. */
export interface Terminal {
  /** Results. */
  readonly out: OutputStream;
  /** Progress, notes, problems. */
  readonly err: OutputStream;
  readonly language: Language;
  readonly nowMs: () => number;
  /** Aborted by Ctrl-C and by whoever else ends the process politely. */
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly currentFolder: string;
  /** Asks for a secret, which is not shown while it is typed. Undefined where nobody sits at a terminal. */
  readonly askSecret: (prompt: string) => Promise<string | undefined>;
}

/** The terminal of this process. */
export function processTerminal(signal: AbortSignal): Terminal {
  const errors = processStream(2);
  return {
    out: processStream(1),
    err: { ...errors, write: (text) => ignoreFailure(() => errors.write(text)) },
    language: detectLanguage(process.env),
    nowMs: () => Date.now(),
    signal,
    env: process.env,
    currentFolder: process.cwd(),
    askSecret: (prompt) => askSecret(prompt, process.stdin, errors),
  };
}

function processStream(descriptor: 1 | 2): OutputStream {
  const isTerminal = isatty(descriptor);
  const { columns = 100 } = isTerminal ? (descriptor === 1 ? process.stdout : process.stderr) : {};
  const { NO_COLOR: noColor = "", TERM: kind } = process.env;
  return {
    write: (text) => writeAll(descriptor, text),
    isTerminal,
    width: isTerminal ? columns : 0,
    // Colours only on a terminal; NO_COLOR (no-color.org) turns them off there too.
    colors: pc.createColors(isTerminal && noColor === "" && kind !== "dumb"),
  };
}

const pauseMs = 5;

/** Waits for a slow reader. The streams of Node would queue without bound what a pipe does not take yet. */
function writeAll(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    }
  }
}

/** Notes that nobody can read any more must not end the work. */
function ignoreFailure(write: () => void): void {
  try {
    write();
  } catch {
    // There is nowhere left to say it.
  }
}
