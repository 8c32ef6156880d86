import type { DiagnosticSink } from "../diagnostic-sink.ts";
import type { Span } from "../source.ts";
import { lexQuotedName, lexRawString, lexString, lexUnsupportedString } from "./lex-quoted.ts";
import { type Keyword, keywords, type SymbolText, symbols, type Token } from "./token.ts";

const keywordSet: ReadonlySet<string> = new Set(keywords);

const whiteSpace = /[ \t\r\n]+/y;
const lineComment = /\/\/[^\r\n]*/y;
const name = /[A-Za-z_@][A-Za-z0-9_]*/y;
// A decimal needs a dot or an exponent; the alternatives are tried in this order (specification 1.6).
const decimal = /(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+/y;
const integer = /\d+/y;

/**
 * Splits a query into tokens, the last of which is `end`, just behind the one before it. Never throws; what is no
 * token becomes `invalid`. `onComment` receives each comment, in order.
 */
export function lex(
  text: string,
  sink: DiagnosticSink,
  onComment: (span: Span) => void = () => {},
): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const space = matchAt(whiteSpace, text, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const token = lexComment(text, at, sink) ?? lexToken(text, at, sink);
    if (token.kind === "comment") onComment(token.span);
    else tokens.push(token);
    at = token.span.to;
  }
  // Not behind white space and comments: a query often ends with a line break, and what is missing belongs before it.
  const end = tokens.at(-1)?.span.to ?? 0;
  tokens.push({ kind: "end", span: { from: end, to: end } });
  return tokens;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

type CommentOrInvalid =
  | { readonly kind: "comment"; readonly span: Span }
  | { readonly kind: "invalid"; readonly span: Span };

/** A comment, or undefined where none starts. An unfinished one is an invalid token that takes all the rest. */
function lexComment(text: string, at: number, sink: DiagnosticSink): CommentOrInvalid | undefined {
  const line = matchAt(lineComment, text, at);
  if (line !== undefined) return { kind: "comment", span: { from: at, to: at + line.length } };
  return text.startsWith("/*", at) ? lexBlockComment(text, at, sink) : undefined;
}

/** Block comments nest (specification 1.2). */
function lexBlockComment(text: string, from: number, sink: DiagnosticSink): CommentOrInvalid {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  let depth = 0;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return { kind: "comment", span: { from, to: mark.lastIndex } };
  }
  sink.report("EQL102", { from, to: from + 2 }, "This comment is never closed.", {
    label: "it starts here",
    help: "Close it with `*/`. Comments nest, so every `/*` needs its own `*/`.",
  });
  return { kind: "invalid", span: { from, to: text.length } };
}

function lexToken(text: string, at: number, sink: DiagnosticSink): Token {
  const char = text.charAt(at);
  if (char === '"') {
    return text.startsWith('"""', at) ? lexRawString(text, at, sink) : lexString(text, at, sink);
  }
  if (char === "'" || (char === "?" && (text[at + 1] === '"' || text[at + 1] === "'"))) {
    return lexUnsupportedString(text, at, sink);
  }
  if (char === "`") return lexQuotedName(text, at, sink);
  const word = matchAt(name, text, at);
  if (word !== undefined) return lexWord(text, at, word);
  const decimalText = matchAt(decimal, text, at);
  if (decimalText !== undefined) {
    return { kind: "decimal", text: decimalText, span: { from: at, to: at + decimalText.length } };
  }
  const integerText = matchAt(integer, text, at);
  if (integerText !== undefined) {
    return { kind: "integer", text: integerText, span: { from: at, to: at + integerText.length } };
  }
  const symbol = symbols.find((candidate) => text.startsWith(candidate, at));
  return symbol === undefined ? lexInvalid(text, at, sink) : lexSymbol(symbol, at);
}

function lexSymbol(symbol: SymbolText, at: number): Token {
  return { kind: "symbol", text: symbol, span: { from: at, to: at + symbol.length } };
}

function lexWord(text: string, at: number, word: string): Token {
  const end = at + word.length;
  if (text[end] === "~") {
    const span = { from: at, to: end + 1 };
    if (keywordSet.has(`${word}~`)) return { kind: "keyword", text: `${word}~` as Keyword, span };
    // A tilde name starts with a letter (specification 1.4), unlike a bare name.
    if (/^[A-Za-z]/.test(word)) return { kind: "tilde-name", text: word, span };
  }
  const span = { from: at, to: end };
  return keywordSet.has(word)
    ? { kind: "keyword", text: word as Keyword, span }
    : { kind: "name", text: word, span };
}

const replacements: Readonly<Record<string, string>> = {
  "!": "Write `not` before a condition, `!=` for unequal, or `![` for a missing event.",
  "&": "Write `and`.",
  ";": "A query has no separator at its end; remove it.",
  "~": "A tilde stands right behind `in`, `like`, `regex` or a function name, without a space.",
  "\u00a0": "This is a no-break space. Replace it with an ordinary space.",
  "\u201c": 'This is a typographic quote. Use the plain `"`.',
  "\u201d": 'This is a typographic quote. Use the plain `"`.',
};

function lexInvalid(text: string, at: number, sink: DiagnosticSink): Token {
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const span = { from: at, to: at + char.length };
  const shown = /[\p{C}\p{Z}]/u.test(char)
    ? `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`
    : `\`${char}\``;
  sink.report("EQL101", span, `The character ${shown} has no meaning here.`, {
    help:
      replacements[char] ??
      (/\p{L}/u.test(char)
        ? "Names hold ASCII letters, digits and `_` only; put any other name in backquotes."
        : undefined),
  });
  return { kind: "invalid", span };
}
