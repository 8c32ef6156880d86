import type { DiagnosticSink } from "../diagnostic-sink.ts";
import type { Fix, Label } from "../diagnostics.ts";
import type { Span } from "../source.ts";
import type { Token } from "./token.ts";

const simpleEscapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

function isLineEnd(text: string, at: number): boolean {
  return at >= text.length || text[at] === "\n" || text[at] === "\r";
}

function endOfLine(text: string, from: number): number {
  const newline = /[\r\n]/g;
  newline.lastIndex = from;
  return newline.exec(text)?.index ?? text.length;
}

/** Bad escapes pointed out in one string. */
const maxShownEscapes = 5;

// What can stand in a string before its next quote, backslash or line break.
const plainText = /[^"\\\r\n]+/y;

/** `"..."` on one line with the escapes of specification 1.5. */
export function lexString(text: string, from: number, sink: DiagnosticSink): Token {
  // Most strings are plain text: one piece up to the closing quote.
  plainText.lastIndex = from + 1;
  const plainEnd = plainText.test(text) ? plainText.lastIndex : from + 1;
  if (text[plainEnd] === '"') {
    return { kind: "string", value: text.slice(from + 1, plainEnd), span: { from, to: plainEnd + 1 } };
  }
  const badEscapes: Label[] = [];
  let value = "";
  let at = from + 1;
  while (text[at] !== '"') {
    if (isLineEnd(text, at)) return unfinished(text, from, at, '"', sink);
    if (text[at] !== "\\") {
      // What stands here is plain text: neither a quote, a backslash nor the end of the line.
      plainText.lastIndex = at;
      plainText.test(text);
      value += text.slice(at, plainText.lastIndex);
      at = plainText.lastIndex;
      continue;
    }
    const read = readEscape(text, at);
    // A bad escape stays in the value as it is written, so that nothing else is found wrong with what is left of it.
    value += read.value ?? text.slice(at, read.to);
    if (read.value === undefined && badEscapes.length < maxShownEscapes) {
      badEscapes.push({ span: { from: at, to: read.to }, text: read.problem });
    }
    at = read.to;
  }
  const span = { from, to: at + 1 };
  if (badEscapes.length > 0) {
    const [first] = badEscapes;
    const shown = first === undefined ? "" : text.slice(first.span.from, first.span.to);
    sink.report("EQL104", span, `The string holds an escape that does not exist: \`${shown}\`.`, {
      related: badEscapes,
      help: 'Double the backslash, or use a raw string, `"""..."""`, in which a backslash is an ordinary character.',
    });
  }
  return { kind: "string", value, span };
}

type Escape =
  | { readonly value: string; readonly to: number }
  | { readonly value: undefined; readonly to: number; readonly problem: string };

function readEscape(text: string, at: number): Escape {
  if (isLineEnd(text, at + 1)) return { value: undefined, to: at + 1, problem: "unfinished escape" };
  const char = text.charAt(at + 1);
  const simple = Object.hasOwn(simpleEscapes, char) ? simpleEscapes[char] : undefined;
  if (simple !== undefined) return { value: simple, to: at + 2 };
  // The whole character, should it be one of two units.
  const to = at + 1 + String.fromCodePoint(text.codePointAt(at + 1) ?? 0).length;
  return char === "u" ? readUnicodeEscape(text, at) : { value: undefined, to, problem: "no such escape" };
}

function readUnicodeEscape(text: string, at: number): Escape {
  // No escape needs more digits than this looks at, so a long line costs no more than a short one.
  const braces = /^\\u\{([^}"\r\n]{0,16})\}/.exec(text.slice(at, at + 20));
  if (braces === null)
    return { value: undefined, to: at + 2, problem: "expected `\\u{` and 2 to 8 hexadecimal digits" };
  const [whole, digits = ""] = braces;
  const to = at + whole.length;
  if (!/^[0-9a-fA-F]{2,8}$/.test(digits))
    return { value: undefined, to, problem: "expected 2 to 8 hexadecimal digits" };
  const codePoint = Number.parseInt(digits, 16);
  if (codePoint > 0x10ffff) return { value: undefined, to, problem: "beyond the last code point, 10FFFF" };
  if (codePoint >= 0xd800 && codePoint <= 0xdfff)
    return { value: undefined, to, problem: "a surrogate is no character" };
  return { value: String.fromCodePoint(codePoint), to };
}

const rawString = /"""[^\r\n]*?""""{0,2}/y;

/** `"""..."""` on one line; one or two more quotes right after the closing three belong to the content. */
export function lexRawString(text: string, from: number, sink: DiagnosticSink): Token {
  rawString.lastIndex = from;
  const found = rawString.exec(text)?.[0];
  if (found === undefined) return unfinished(text, from, endOfLine(text, from), '"""', sink);
  return { kind: "string", value: found.slice(3, -3), span: { from, to: from + found.length } };
}

function unfinished(text: string, from: number, lineEnd: number, quote: string, sink: DiagnosticSink): Token {
  const span = { from, to: lineEnd };
  if (!closesStringBefore(text, from, sink)) {
    sink.report("EQL103", span, "This string is not closed before the end of its line.", {
      label: `expected ${quote === '"' ? 'a closing `"`' : 'a closing `"""`'}`,
      help: "Strings do not span lines. Close it here, or write a line break as `\\n`.",
    });
  }
  return { kind: "invalid", span };
}

/** Farther apart, two quotes are not taken for the ends of one string. */
const maxStringDistance = 1_000;

/** Whether a quote is the end of a string begun on the line before, which is reported already. */
function closesStringBefore(text: string, from: number, sink: DiagnosticSink): boolean {
  const before = sink.all.findLast(({ code }) => code === "EQL103")?.primary.span.to;
  if (before === undefined || from - before > maxStringDistance) return false;
  return /^(?:\r\n|\r|\n)[^\r\n]*$/.test(text.slice(before, from));
}

/** Longest text that a help text repeats. */
const maxRepeated = 60;

/** `'...'`, `?"..."` and `?'...'` of the older dialect: refused with what to write instead, then read as strings. */
export function lexUnsupportedString(text: string, from: number, sink: DiagnosticSink): Token {
  const isRaw = text[from] === "?";
  const open = isRaw ? from + 1 : from;
  const quote = text.charAt(open);
  let close = open + 1;
  while (!isLineEnd(text, close) && text[close] !== quote) {
    close += text[close] === "\\" && !isLineEnd(text, close + 1) ? 2 : 1;
  }
  const span = { from, to: isLineEnd(text, close) ? close : close + 1 };
  const value = text.slice(open + 1, close);
  if (isRaw) {
    sink.report(
      "EQL106",
      span,
      "Raw strings are no longer written with a question mark.",
      rewrite(span, '"""', value),
    );
  } else {
    sink.report("EQL105", span, "Strings are written in double quotes.", rewrite(span, '"', value));
  }
  return { kind: "string", value, span };
}

/** What to write instead, spelt out where it is certain and short. */
function rewrite(span: Span, quotes: '"' | '"""', value: string): { help: string; fix?: Fix } {
  const replacement = `${quotes}${value}${quotes}`;
  const help =
    value.length > maxRepeated || value.includes(quotes)
      ? `Put it in ${quotes === '"' ? "double" : "triple double"} quotes.`
      : `Write \`${replacement}\`.`;
  return value.includes(quotes) ? { help } : { help, fix: { span, replacement } };
}

/** A name in backquotes; a doubled backquote is one, everything else is itself (specification 1.4). */
export function lexQuotedName(text: string, from: number, sink: DiagnosticSink): Token {
  let value = "";
  let at = from + 1;
  while (at < text.length) {
    const close = text.indexOf("`", at);
    if (close === -1) break;
    value += text.slice(at, close);
    if (text[close + 1] !== "`") return { kind: "quoted-name", text: value, span: { from, to: close + 1 } };
    value += "`";
    at = close + 2;
  }
  sink.report("EQL120", { from, to: endOfLine(text, from) }, "This backquoted name is never closed.", {
    help: "Close it with a backquote.",
  });
  return { kind: "invalid", span: { from, to: text.length } };
}
