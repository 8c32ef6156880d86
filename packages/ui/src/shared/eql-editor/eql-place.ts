import { createDiagnosticSink, lex, type Token } from "@eqlite/core/lang";
import { isKeyword, isSymbol } from "./eql-parts.ts";

/** What may be written at a place of a query, and from where on what stands there already belongs to it. */
export type EqlPlace = { readonly from: number } /** At the beginning, or where a stage begins. */ & (
  | { readonly kind: "category"; readonly isStage: boolean }
  /** A field, a function, a constant. */
  | { readonly kind: "operand" }
  /** What a field is compared with; `isQuoted` where its quote is open. */
  | { readonly kind: "value"; readonly field: string; readonly isQuoted: boolean }
  /** After something that can be compared, or after a whole condition. */
  | { readonly kind: "operator" }
  | { readonly kind: "where" }
  /** After `sequence`, `sample`, or a stage. */
  | { readonly kind: "sequence" }
  /** After `with`. */
  | { readonly kind: "option" }
  | { readonly kind: "duration" }
  | { readonly kind: "pipe" }
  /** Inside a comment, behind a dot of a number and the like. */
  | { readonly kind: "nothing" }
);

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", ":"]);
const patternWords: ReadonlySet<string> = new Set(["like", "like~", "regex", "regex~", "in", "in~"]);

/** Reads the query up to `at`. Never throws. */
export function eqlPlaceAt(text: string, at: number): EqlPlace {
  const before = text.slice(0, at);
  let isInComment = false;
  const lexed = lex(before, createDiagnosticSink(), ({ to }) => {
    isInComment ||= to === at;
  });
  const tokens = lexed.slice(0, -1);
  const last = tokens.at(-1);
  if (isInComment || before.slice(last?.span.from, last?.span.to).startsWith("/*")) {
    return { kind: "nothing", from: at };
  }
  if (last?.kind === "invalid" && before[last.span.from] === '"') {
    const quote = before.startsWith('"""', last.span.from) ? 3 : 1;
    const field = comparedField(tokens.slice(0, -1));
    const from = last.span.from + quote;
    return field === undefined ? { kind: "nothing", from } : { kind: "value", field, isQuoted: true, from };
  }
  const wordStart = startOfWord(tokens, at);
  const words = tokens.slice(wordStart);
  const from = words[0]?.span.from ?? at;
  const first = words[0];
  if (first?.kind === "integer" || first?.kind === "decimal") {
    return isMaxspan(tokens.slice(0, wordStart)) ? { kind: "duration", from } : { kind: "nothing", from: at };
  }
  return placeBehind(tokens.slice(0, wordStart), from);
}

/** The index of the first token of the name that ends at `at`, or of the number; behind all tokens where there is none. */
function startOfWord(tokens: readonly Token[], at: number): number {
  let start = tokens.length;
  let end = at;
  while (start > 0) {
    const token = tokens[start - 1] as Token;
    const isPart =
      token.kind === "name" ||
      token.kind === "keyword" ||
      token.kind === "integer" ||
      token.kind === "decimal" ||
      isSymbol(token, ".");
    if (!isPart || token.span.to !== end) break;
    end = token.span.from;
    start -= 1;
  }
  return start;
}

function placeBehind(tokens: readonly Token[], from: number): EqlPlace {
  const last = tokens.at(-1);
  if (last === undefined) return { kind: "category", isStage: false, from };
  if (isSymbol(last, "[") || isSymbol(last, "![")) return { kind: "category", isStage: true, from };
  if (isSymbol(last, "|")) return { kind: "pipe", from };
  if (isSymbol(last, "?")) return { kind: "operand", from };
  if (isSymbol(last, "]")) return { kind: "sequence", from };
  if (isMaxspan(tokens)) return { kind: "duration", from };
  const field = comparedField(tokens);
  if (field !== undefined) return { kind: "value", field, isQuoted: false, from };
  switch (last.kind) {
    case "keyword":
      return behindKeyword(last.text, from);
    case "symbol":
      return { kind: last.text === ")" ? "operator" : "operand", from };
    case "name":
    case "quoted-name":
      return behindName(tokens, from);
    case "string":
    case "integer":
    case "decimal":
      return { kind: "operator", from };
    case "tilde-name":
    case "invalid":
    case "end":
      return { kind: "nothing", from };
  }
}

function behindKeyword(keyword: string, from: number): EqlPlace {
  switch (keyword) {
    case "sequence":
    case "sample":
      return { kind: "sequence", from };
    case "with":
      return { kind: "option", from };
    case "any":
      return { kind: "where", from };
    case "true":
    case "false":
    case "null":
      return { kind: "operator", from };
    case "until":
      return { kind: "nothing", from };
    default:
      return { kind: "operand", from };
  }
}

function behindName(tokens: readonly Token[], from: number): EqlPlace {
  const before = tokens.at(-2);
  if (before === undefined || isSymbol(before, "[") || isSymbol(before, "![")) return { kind: "where", from };
  // Behind the keys of a sequence: `sequence by host.id`, `[…] by host.id`.
  const opener = tokens.findLast((token) => !isNamePart(token) && !isSymbol(token, ","));
  return isKeyword(opener, "by") ? { kind: "sequence", from } : { kind: "operator", from };
}

function isNamePart(token: Token): boolean {
  return (
    token.kind === "name" || token.kind === "quoted-name" || isSymbol(token, ".") || isSymbol(token, "?")
  );
}

function isMaxspan(tokens: readonly Token[]): boolean {
  return isSymbol(tokens.at(-1), "=") && isKeyword(tokens.at(-2), "maxspan");
}

/** The field that a value behind these tokens is compared with: `field ==`, `field in ("a",`, `endsWith(field,`. */
function comparedField(tokens: readonly Token[]): string | undefined {
  let end = tokens.length;
  if (isSymbol(tokens[end - 1], "(") || isSymbol(tokens[end - 1], ",")) {
    const open = openParenthesis(tokens);
    if (open === undefined) return undefined;
    const caller = tokens[open - 1];
    const isCall = (caller?.kind === "name" && !isComparison(caller)) || caller?.kind === "tilde-name";
    if (isCall) return open + 1 === end ? undefined : fieldBehind(tokens, open + 1);
    end = open;
  }
  const operator = tokens[end - 1];
  if (operator === undefined || !isComparison(operator)) return undefined;
  const isNegated = isKeyword(operator, "in") || isKeyword(operator, "in~");
  const left = isNegated && isKeyword(tokens[end - 2], "not") ? end - 2 : end - 1;
  return fieldBefore(tokens, left);
}

function isComparison(token: Token): boolean {
  if (token.kind === "symbol") return comparisons.has(token.text);
  return token.kind === "keyword" && patternWords.has(token.text);
}

/** The innermost parenthesis that is open at the end. */
function openParenthesis(tokens: readonly Token[]): number | undefined {
  let depth = 0;
  for (let at = tokens.length - 1; at >= 0; at -= 1) {
    if (isSymbol(tokens[at], ")")) depth += 1;
    if (!isSymbol(tokens[at], "(")) continue;
    if (depth === 0) return at;
    depth -= 1;
  }
  return undefined;
}

function fieldBefore(tokens: readonly Token[], end: number): string | undefined {
  let start = end;
  while (start > 0 && isNamePart(tokens[start - 1] as Token) && !isSymbol(tokens[start - 1], "?")) start -= 1;
  return nameOf(tokens.slice(start, end));
}

function fieldBehind(tokens: readonly Token[], start: number): string | undefined {
  const rest = tokens.slice(start);
  const end = rest.findIndex((token) => !isNamePart(token));
  return nameOf((end === -1 ? rest : rest.slice(0, end)).filter((token) => !isSymbol(token, "?")));
}

function nameOf(tokens: readonly Token[]): string | undefined {
  const name = tokens.map((token) => ("text" in token ? token.text : "")).join("");
  return name === "" ? undefined : name;
}
