import type { DiagnosticSink } from "../diagnostic-sink.ts";
import type { Label } from "../diagnostics.ts";
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

function endOfLine(text: string, from: number): number {
  const newline = /[\r\n]/g;
  newline.lastIndex = from;
  return newline.exec(text)?.index ?? text.length;
}

/** `"..."` on one line with the escapes of specification 1.5. */
export function lexString(text: string, from: number, sink: DiagnosticSink): Token {
  const lineEnd = endOfLine(text, from);
  const badEscapes: Label[] = [];
  let value = "";
  let at = from + 1;
  while (at < lineEnd && text[at] !== '"') {
    if (text[at] !== "\\") {
      value += text.charAt(at);
      at += 1;
      continue;
    }
    const escape = readEscape(text, at, lineEnd);
    value += escape.value ?? "";
    if (escape.value === undefined) {
      badEscapes.push({ span: { from: at, to: escape.to }, text: escape.problem });
    }
    at = escape.to;
  }
  if (at >= lineEnd) return unfinished(text, from, lineEnd, '"', sink);
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

function readEscape(text: string, at: number, lineEnd: number): Escape {
  const char = text[at + 1];
  if (char === undefined || at + 1 >= lineEnd)
    return { value: undefined, to: lineEnd, problem: "unfinished escape" };
  const simple = Object.hasOwn(simpleEscapes, char) ? simpleEscapes[char] : undefined;
  if (simple !== undefined) return { value: simple, to: at + 2 };
  if (char !== "u") return { value: undefined, to: at + 2, problem: "no such escape" };
  return readUnicodeEscape(text, at, lineEnd);
}

function readUnicodeEscape(text: string, at: number, lineEnd: number): Escape {
  // No escape needs more digits than this looks at, so a long line costs no more than a short one.
  const braces = /^\\u\{([^}"]{0,16})\}/.exec(text.slice(at, Math.min(lineEnd, at + 20)));
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

/** `"""..."""` on one line; one or two more quotes right after the closing three belong to the content. */
export function lexRawString(text: string, from: number, sink: DiagnosticSink): Token {
  const lineEnd = endOfLine(text, from);
  const close = text.indexOf('"""', from + 3);
  if (close === -1 || close >= lineEnd) return unfinished(text, from, lineEnd, '"""', sink);
  let contentEnd = close;
  while (contentEnd < close + 2 && text[contentEnd + 3] === '"') contentEnd += 1;
  return { kind: "string", value: text.slice(from + 3, contentEnd), span: { from, to: contentEnd + 3 } };
}

function unfinished(text: string, from: number, lineEnd: number, quote: string, sink: DiagnosticSink): Token {
  sink.report("EQL103", { from, to: lineEnd }, "This string is not closed before the end of its line.", {
    label: `expected ${quote === '"' ? 'a closing `"`' : 'a closing `"""`'}`,
    help: "Strings do not span lines. Close it here, or write a line break as `\\n`.",
  });
  return { kind: "string", value: text.slice(from + quote.length, lineEnd), span: { from, to: lineEnd } };
}

/** `'...'`, `?"..."` and `?'...'` of the older dialect: refused with what to write instead, then read as strings. */
export function lexUnsupportedString(text: string, from: number, sink: DiagnosticSink): Token {
  const isRaw = text[from] === "?";
  const open = isRaw ? from + 1 : from;
  const quote = text.charAt(open);
  const lineEnd = endOfLine(text, from);
  let close = open + 1;
  while (close < lineEnd && text[close] !== quote) close += text[close] === "\\" ? 2 : 1;
  const span = { from, to: Math.min(close + 1, lineEnd) };
  const value = text.slice(open + 1, Math.min(close, lineEnd));
  if (isRaw) {
    sink.report("EQL106", span, "Raw strings are no longer written with a question mark.", {
      help: `Write \`"""${value}"""\`.`,
      ...(value.includes('"""') ? {} : { fix: { span, replacement: `"""${value}"""` } }),
    });
  } else {
    sink.report("EQL105", span, "Strings are written in double quotes.", {
      help: `Write \`"${value}"\`.`,
      ...(value.includes('"') ? {} : { fix: { span, replacement: `"${value}"` } }),
    });
  }
  return { kind: "string", value, span };
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
  sink.report("EQL120", { from, to: text.length }, "This backquoted name is never closed.", {
    help: "Close it with a backquote.",
  });
  return { kind: "quoted-name", text: text.slice(from + 1), span: { from, to: text.length } };
}
