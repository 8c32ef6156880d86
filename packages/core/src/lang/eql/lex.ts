import type { DiagnosticSink } from "../diagnostic-sink.ts";
import type { Span } from "../source.ts";
import { lexQuotedName, lexRawString, lexString, lexUnsupportedString } from "./lex-quoted.ts";
import { type Keyword, keywords, type SymbolText, symbols, type Token } from "./token.ts";

const keywordSet: ReadonlySet<string> = new Set(keywords);

/** The symbols by their first character, in the order in which they are tried. */
const symbolsByStart = new Map<string, readonly SymbolText[]>(
  symbols.map((symbol) => [symbol.charAt(0), symbols.filter((other) => other[0] === symbol[0])]),
);

const lineComment = /\/\/[^\r\n]*/y;
const nameRest = /[A-Za-z0-9_]+/y;
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
    const char = text.charAt(at);
    if (char === " " || char === "\n" || char === "\t" || char === "\r") {
      at += 1;
      continue;
    }
    const token = (char === "/" ? lexComment(text, at, sink) : undefined) ?? lexToken(text, at, char, sink);
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

function lexToken(text: string, at: number, char: string, sink: DiagnosticSink): Token {
  if (startsName(char)) return lexWord(text, at);
  if (char === '"') {
    return text.startsWith('"""', at) ? lexRawString(text, at, sink) : lexString(text, at, sink);
  }
  if (char === "'" || (char === "?" && (text[at + 1] === '"' || text[at + 1] === "'"))) {
    return lexUnsupportedString(text, at, sink);
  }
  if (char === "`") return lexQuotedName(text, at, sink);
  const number = isDigit(char) || char === "." ? lexNumber(text, at) : undefined;
  if (number !== undefined) return number;
  const foreign =
    char === "&" || char === "|" || char === "!" ? lexForeignOperator(text, at, sink) : undefined;
  if (foreign !== undefined) return foreign;
  const symbol = symbolsByStart.get(char)?.find((candidate) => text.startsWith(candidate, at));
  return symbol === undefined ? lexInvalid(text, at, sink) : lexSymbol(symbol, at);
}

function isDigit(char: string): boolean {
  return char >= "0" && char <= "9";
}

function startsName(char: string): boolean {
  return (char >= "a" && char <= "z") || (char >= "A" && char <= "Z") || char === "_" || char === "@";
}

function lexNumber(text: string, at: number): Token | undefined {
  const decimalText = matchAt(decimal, text, at);
  if (decimalText !== undefined) {
    return { kind: "decimal", text: decimalText, span: { from: at, to: at + decimalText.length } };
  }
  const integerText = matchAt(integer, text, at);
  if (integerText === undefined) return undefined;
  return { kind: "integer", text: integerText, span: { from: at, to: at + integerText.length } };
}

function lexSymbol(symbol: SymbolText, at: number): Token {
  return { kind: "symbol", text: symbol, span: { from: at, to: at + symbol.length } };
}

function lexWord(text: string, at: number): Token {
  nameRest.lastIndex = at + 1;
  const end = nameRest.test(text) ? nameRest.lastIndex : at + 1;
  const word = text.slice(at, end);
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

/** `&&`, `||` and `!` of other languages: refused with the word to write instead, then read as that word. */
function lexForeignOperator(text: string, at: number, sink: DiagnosticSink): Token | undefined {
  const found = matchAt(/&&|\|\||!(?![=[])/y, text, at);
  if (found === undefined) return undefined;
  const span = { from: at, to: at + found.length };
  const keyword = found === "&&" ? "and" : found === "||" ? "or" : "not";
  sink.report("EQL101", span, `The sign \`${found}\` has no meaning here.`, {
    help: `Write \`${keyword}\`.`,
    fix: { span, replacement: ` ${keyword} ` },
  });
  return { kind: "keyword", text: keyword, span };
}

const replacements: Readonly<Record<string, string>> = {
  "&": "Write `and`.",
  ";": "A query has no separator at its end; remove it.",
  "~": "A tilde stands right behind `in`, `like`, `regex` or a function name, without a space.",
  "#": "Comments start with `//`.",
  "{": "Conditions are grouped with parentheses.",
  "}": "Conditions are grouped with parentheses.",
  "\\": "A text with backslashes stands in double quotes.",
  "\u00a0": "This is a no-break space. Replace it with an ordinary space.",
  "\ufeff": "This is a byte order mark. Remove it.",
  "\u201c": 'This is a typographic quote. Use the plain `"`.',
  "\u201d": 'This is a typographic quote. Use the plain `"`.',
  "\u201e": 'This is a typographic quote. Use the plain `"`.',
};

/** Letters that no bare name can hold are one error, not one each. */
const foreignWord = /(?:\p{L}|\p{M}|[0-9_])+/uy;

function lexInvalid(text: string, at: number, sink: DiagnosticSink): Token {
  const word = matchAt(foreignWord, text, at);
  if (word !== undefined) return reportForeignWord(text, at, word, sink);
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const span = { from: at, to: at + char.length };
  const isHidden = /[\p{C}\p{Z}]/u.test(char);
  const shown = isHidden
    ? `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`
    : `\`${char}\``;
  sink.report("EQL101", span, `The character ${shown} has no meaning here.`, {
    help: replacements[char] ?? (isHidden ? "It cannot be seen. Remove it." : undefined),
  });
  return { kind: "invalid", span };
}

function reportForeignWord(text: string, at: number, word: string, sink: DiagnosticSink): Token {
  const span = { from: at, to: at + word.length };
  const [char = ""] = word;
  // The word may be the rest of a name that begins with letters it can have.
  const before = /[A-Za-z0-9_]{0,60}$/.exec(text.slice(Math.max(0, at - 60), at))?.[0] ?? "";
  const whole = `${before}${word}`;
  sink.report("EQL101", span, `The character \`${char}\` has no place in a bare name.`, {
    help:
      whole.length > 60
        ? "Put names with letters beyond ASCII in backquotes."
        : `Put the name in backquotes: \`${whole}\`.`,
  });
  return { kind: "invalid", span };
}
