import pc from "picocolors";
import { detectLanguage, type Language } from "./messages/language.ts";

type Colors = ReturnType<typeof pc.createColors>;

/** One of the two streams a command writes to. */
export interface OutputStream {
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
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The terminal of this process. */
export function processTerminal(signal: AbortSignal): Terminal {
  return {
    out: processStream(process.stdout),
    err: processStream(process.stderr),
    language: detectLanguage(process.env),
    nowMs: () => Date.now(),
    signal,
  };
}

function processStream(stream: NodeJS.WriteStream): OutputStream {
  const isTerminal = stream.isTTY === true;
  return {
    write: (text) => {
      stream.write(text);
    },
    isTerminal,
    width: isTerminal ? (stream.columns ?? 100) : 0,
    // Colours only on a terminal; NO_COLOR (no-color.org) turns them off there too.
    colors: pc.createColors(isTerminal && process.env["NO_COLOR"] === undefined && process.env["TERM"] !== "dumb"),
  };
}
