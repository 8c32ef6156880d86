import type { DiagnosticCode } from "../diagnostic-codes.ts";
import type { DiagnosticSink } from "../diagnostic-sink.ts";
import type { Fix } from "../diagnostics.ts";
import { queryLimits } from "../query-limits.ts";
import type { Span } from "../source.ts";
import type { Keyword, SymbolText, Token } from "./token.ts";

/**
 * Unwinds the parser from the place of a syntax error, already reported, to the nearest place where it can go on.
 * It never leaves `parse`.
 */
export class SyntaxPanic extends Error {
  override readonly name = "SyntaxPanic";
}

/** The parser's reading position, with its bounds and its way to report. State has one owner: the parser. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  readonly #sink: DiagnosticSink;
  #at = 0;
  #depth = 0;
  #terms = 0;
  #operators = 0;
  /** Where the parser went on after the last error: a complaint about the same token says nothing new. */
  #resumedAt = -1;

  constructor(tokens: readonly Token[], sink: DiagnosticSink) {
    this.#tokens = tokens;
    this.#sink = sink;
  }

  /** The token `ahead` places on; beyond the last it is the last, `end`. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new SyntaxPanic("a token list always ends with `end`");
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  isSymbol(text: SymbolText, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "symbol" && token.text === text;
  }

  isKeyword(text: Keyword, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "keyword" && token.text === text;
  }

  /** Whether the next token is this bare name. */
  isName(text: string): boolean {
    const token = this.peek();
    return token.kind === "name" && token.text === text;
  }

  takeSymbol(text: SymbolText): Token | undefined {
    return this.isSymbol(text) ? this.next() : undefined;
  }

  takeKeyword(text: Keyword): Token | undefined {
    return this.isKeyword(text) ? this.next() : undefined;
  }

  /**
   * The next token if it is this symbol; otherwise reports what was found and unwinds. `opened` is the bracket that
   * the symbol closes.
   */
  expectSymbol(text: SymbolText, why: string, opened?: Token): Token {
    return this.takeSymbol(text) ?? this.failUnexpected(`\`${text}\` ${why}`, undefined, opened);
  }

  report(code: DiagnosticCode, span: Span, message: string, help?: string, fix?: Fix): void {
    this.#sink.report(code, span, message, { help, ...(fix === undefined ? {} : { fix }) });
  }

  fail(code: DiagnosticCode, span: Span, message: string, help?: string, fix?: Fix): never {
    this.report(code, span, message, help, fix);
    throw new SyntaxPanic(message);
  }

  failUnexpected(expected: string, help?: string, opened?: Token): never {
    this.reportUnexpected(expected, help, opened);
    throw new SyntaxPanic("unexpected token");
  }

  reportUnexpected(expected: string, help?: string, opened?: Token): void {
    const token = this.peek();
    // The lexer has already said what is wrong with an invalid token.
    if (token.kind === "invalid" || this.#at === this.#resumedAt) return;
    this.#sink.report("EQL100", token.span, `Expected ${expected}, found ${describeToken(token)}.`, {
      help,
      related: opened === undefined ? [] : [{ span: opened.span, text: "opened here" }],
    });
  }

  /** Runs `parse` one level deeper; reports and unwinds where the query nests too deep. */
  deeper<T>(parse: () => T): T {
    if (this.#depth >= queryLimits.maxDepth) {
      this.#giveUp(
        `The query nests deeper than ${queryLimits.maxDepth} levels.`,
        "Flatten it: lists such as `x in (…)` and chains of `or` do not nest.",
      );
    }
    this.#depth += 1;
    try {
      return parse();
    } finally {
      this.#depth -= 1;
    }
  }

  /** Counts one operand of `and` or `or`, list item or argument; reports and unwinds where there are too many. */
  countTerm(): void {
    this.#terms += 1;
    if (this.#terms <= queryLimits.maxTerms) return;
    this.#giveUp(
      `The query has more than ${queryLimits.maxTerms} conditions and values.`,
      "Split it into several rules, or match a pattern instead of a list of values.",
    );
  }

  /** Counts one arithmetic operator: a chain of them is as many levels deep as it has operators. */
  countOperator(): void {
    this.#operators += 1;
    if (this.#operators <= queryLimits.maxOperators) return;
    this.#giveUp(`The query has more than ${queryLimits.maxOperators} arithmetic operators.`);
  }

  /** Reports that the query is too large, and skips all that is left of it. */
  #giveUp(message: string, help?: string): never {
    const { span } = this.peek();
    this.#at = this.#tokens.length - 1;
    this.#resumedAt = this.#at;
    return this.fail("EQL117", span, message, help);
  }

  /** Skips to the first token for which `stop` holds outside the brackets opened on the way, or to the end. */
  skipTo(stop: (token: Token) => boolean): void {
    let open = 0;
    for (let token = this.peek(); token.kind !== "end"; token = this.peek()) {
      if (open === 0 && stop(token)) break;
      if (token.kind === "symbol") {
        if (token.text === "(" || token.text === "[" || token.text === "![") open += 1;
        if ((token.text === ")" || token.text === "]") && open > 0) open -= 1;
      }
      this.next();
    }
    this.#resumedAt = this.#at;
  }
}

/** Says of a name that it is a keyword in upper case; the parser then reads it as that keyword. */
export function reportUpperCase(cursor: TokenCursor, token: Token, keyword: string): void {
  cursor.report(
    "EQL111",
    token.span,
    `Keywords are lower case: ${describeToken(token)} is a name here.`,
    `Write \`${keyword}\`.`,
    { span: token.span, replacement: keyword },
  );
}

/** A token in words, for "Expected …, found …". */
export function describeToken(token: Token): string {
  switch (token.kind) {
    case "keyword":
      return `the keyword \`${token.text}\``;
    case "symbol":
    case "integer":
    case "decimal":
      return `\`${token.text}\``;
    case "name":
      return `\`${shorten(token.text)}\``;
    case "quoted-name":
      return `the name \`${shorten(token.text)}\` in backquotes`;
    case "tilde-name":
      return `\`${shorten(token.text)}~\``;
    case "string":
      return "a string";
    case "invalid":
      return "an unreadable text";
    case "end":
      return "the end of the query";
  }
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
