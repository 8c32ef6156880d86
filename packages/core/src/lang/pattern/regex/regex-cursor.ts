import type { RegexError } from "./regex-syntax.ts";

/** The place of a parser in an expression, and the first thing found wrong. */
export interface RegexCursor {
  readonly text: string;
  at: number;
  error: RegexError | undefined;
}

/** Notes an error, unless there is one already, and gives what a parse function gives when it failed. */
export function fail(cursor: RegexCursor, offset: number, message: string): undefined {
  cursor.error ??= { message, offset };
  return undefined;
}

/** Moves on if the text goes on with `expected`. */
export function take(cursor: RegexCursor, expected: string): boolean {
  if (!cursor.text.startsWith(expected, cursor.at)) return false;
  cursor.at += expected.length;
  return true;
}

/** The next character, which may be two UTF-16 units; empty at the end. Does not move on. */
export function peekCharacter(cursor: RegexCursor): string {
  const codePoint = cursor.text.codePointAt(cursor.at);
  return codePoint === undefined ? "" : String.fromCodePoint(codePoint);
}

/** Reads the digits here, perhaps none. */
export function takeDigits(cursor: RegexCursor): string {
  const from = cursor.at;
  while (/^[0-9]$/.test(cursor.text.charAt(cursor.at))) cursor.at += 1;
  return cursor.text.slice(from, cursor.at);
}

/** What stands here, for a message. */
export function foundHere(cursor: RegexCursor): string {
  const character = peekCharacter(cursor);
  return character === "" ? "the end of the expression" : `\`${character}\``;
}
