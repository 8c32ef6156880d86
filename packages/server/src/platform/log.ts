import { sanitizeForTerminal } from "@eqlite/core/lang";
import { type Logger, pino } from "pino";

/** Structured log: an object of fields, then a sentence. */
export type Log = Pick<Logger, "fatal" | "error" | "warn" | "info" | "debug" | "trace"> & {
  child(fields: Readonly<Record<string, unknown>>): Log;
};

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

export const logFormats = ["auto", "json", "text"] as const;
export type LogFormat = (typeof logFormats)[number];

export interface LogOptions {
  readonly level: LogLevel;
  /** `auto`: text where a person reads, which is a terminal; JSON, one object a line, for everything else. */
  readonly format: LogFormat;
  readonly destination: LogDestination;
}

/** Where lines go: standard error of the process, or what a test reads. */
export interface LogDestination {
  write(line: string): void;
  readonly isTerminal: boolean;
}

/** Creates the log of the server. Secrets among the fields are never written: see `secretNames`. */
export function createLog({ level, format, destination }: LogOptions): Log {
  const asText = format === "text" || (format === "auto" && destination.isTerminal);
  const write = asText
    ? (line: string): void => destination.write(textOf(line))
    : (line: string): void => destination.write(line);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths, censor: "[redacted]" },
    },
    { write },
  );
}

/** A log that says nothing. */
export const silentLog: Log = pino({ level: "silent" }, { write: () => {} });

/** Fields whose values are secrets, at the top of what is logged and up to two objects deep. */
const secretNames = [
  "authorization",
  "cookie",
  '["set-cookie"]',
  "password",
  "passwordHash",
  "key",
  "apiKey",
  "api_key",
  "encoded",
  "token",
  "secret",
];

const secretPaths = secretNames.flatMap((name) => {
  const member = name.startsWith("[") ? name : `.${name}`;
  return [name, `*${member}`, `*.*${member}`];
});

/** A line of JSON as a person reads it: time, level, sentence, and the other fields as `name=value`. */
function textOf(line: string): string {
  const { time, level, msg, err, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const parts = [String(time), String(level).toUpperCase().padEnd(5)];
  if (typeof msg === "string") parts.push(msg);
  for (const [name, value] of Object.entries(fields)) {
    parts.push(
      `${name}=${typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)}`,
    );
  }
  // What is logged comes from outside in part, and a terminal obeys control characters.
  const text = sanitizeForTerminal(parts.join(" "));
  return `${text}${stackOf(err)}\n`;
}

function stackOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("stack" in error)) return "";
  return `\n${sanitizeForTerminal(String(error.stack), { newlines: true })}`;
}
