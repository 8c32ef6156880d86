import { type JsonValue, stringifyJson } from "@eqlite/core/events";
import { sanitizeForTerminal } from "@eqlite/core/lang";
import type { OutputStream } from "./terminal.ts";

/**
 * A value as JSON on one line. JSON itself escapes only some of the characters that can steer a terminal; on one the
 * others are escaped as well, which changes nothing for whoever parses the text.
 */
export function jsonText(value: JsonValue, { isTerminal }: Pick<OutputStream, "isTerminal">): string {
  const text = stringifyJson(value);
  return isTerminal ? terminalSafeJson(text) : text;
}

/** JSON that is written already, with the same characters escaped; line feeds between documents stay. */
export function terminalSafeJson(text: string): string {
  return text.replace(/[^ -~\n]/gu, (char) =>
    sanitizeForTerminal(char) === char ? char : escapeUnits(char),
  );
}

function escapeUnits(char: string): string {
  return char
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
