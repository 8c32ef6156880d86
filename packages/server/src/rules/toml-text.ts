import { createOffsetRuns } from "./offset-runs.ts";
import type { DecodedText } from "./positions.ts";

const plainEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  b: "\b",
  e: "\u001b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/**
 * Decodes the TOML string that starts at `from` with its quote: basic or literal, of one line or many. Undefined when
 * none starts there or it is broken. Line ends are kept as written, as the parser library keeps them.
 */
export function decodeTomlText(text: string, from: number): DecodedText | undefined {
  const quote = text[from];
  if (quote !== '"' && quote !== "'") return undefined;
  const isMultiline = text.startsWith(quote.repeat(3), from);
  const runs = createOffsetRuns();
  const hex = /x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}/y;
  const joinedLines = /[ \t]*\r?\n[ \t\r\n]*/y;
  let decoded = "";
  let at = from + (isMultiline ? 3 : 1);
  if (isMultiline) at += /^\r?\n/.exec(text.slice(at, at + 2))?.[0].length ?? 0;

  const matchAt = (pattern: RegExp, offset: number): string | undefined => {
    pattern.lastIndex = offset;
    return pattern.exec(text)?.[0];
  };
  const takeLiteral = (run: string): void => {
    runs.literal(at, run.length);
    decoded += run;
    at += run.length;
  };

  const plain = plainRunOf(quote, isMultiline);
  for (;;) {
    const run = matchAt(plain, at);
    if (run !== undefined) takeLiteral(run);
    const char = text[at];
    if (char === quote) {
      const close = closingQuotes(text, at, quote, isMultiline);
      if (close === undefined) {
        takeLiteral(char);
        continue;
      }
      takeLiteral(close.inside);
      return { text: decoded, map: runs.finish(at), end: at + (isMultiline ? 3 : 1) };
    }
    if (char !== "\\") return undefined;

    const letter = text[at + 1] ?? "";
    if (isMultiline && " \t\r\n".includes(letter)) {
      const joined = matchAt(joinedLines, at + 1);
      if (joined === undefined) return undefined;
      at += 1 + joined.length;
      continue;
    }
    const code = "xuU".includes(letter) ? matchAt(hex, at + 1) : undefined;
    const codePoint = code === undefined ? undefined : Number.parseInt(code.slice(1), 16);
    if (codePoint !== undefined && codePoint > 0x10ffff) return undefined;
    const unit = codePoint === undefined ? plainEscapes[letter] : String.fromCodePoint(codePoint);
    if (unit === undefined) return undefined;
    runs.escape(at, unit.length);
    decoded += unit;
    at += 1 + (code?.length ?? 1);
  }
}

function plainRunOf(quote: string, isMultiline: boolean): RegExp {
  if (quote === "'") return isMultiline ? /[^']+/y : /[^'\r\n]+/y;
  return isMultiline ? /[^"\\]+/y : /[^"\\\r\n]+/y;
}

/** Whether the quotes at `at` close the string; a closing of five quotes has two of them inside the text. */
function closingQuotes(
  text: string,
  at: number,
  quote: string,
  isMultiline: boolean,
): { readonly inside: string } | undefined {
  if (!isMultiline) return { inside: "" };
  let count = 0;
  while (count < 5 && text[at + count] === quote) count += 1;
  return count < 3 ? undefined : { inside: quote.repeat(count - 3) };
}
