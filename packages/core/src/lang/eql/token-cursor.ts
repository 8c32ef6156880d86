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

  takeSymbol(text: SymbolText): Token | undefined {
    return this.isSymbol(text) ? this.next() : undefined;
  }

  takeKeyword(text: Keyword): Token | undefined {
    return this.isKeyword(text) ? this.next() : undefined;
  }

  /** The next token if it is this symbol; otherwise reports what was found and unwinds. */
  expectSymbol(text: SymbolText, why: string): Token {
    return this.takeSymbol(text) ?? this.failUnexpected(`\`${text}\` ${why}`);
  }

  report(code: DiagnosticCode, span: Span, message: string, help?: string, fix?: Fix): void {
    this.#sink.report(code, span, message, { help, ...(fix === undefined ? {} : { fix }) });
  }

  fail(code: DiagnosticCode, span: Span, message: string, help?: string, fix?: Fix): never {
    this.report(code, span, message, help, fix);
    throw new SyntaxPanic(message);
  }

  failUnexpected(expected: string, help?: string): never {
    const token = this.peek();
    // The lexer has already said what is wrong with an invalid token.
    if (token.kind === "invalid") throw new SyntaxPanic("invalid token");
    return this.fail("EQL100", token.span, `Expected ${expected}, found ${describeToken(token)}.`, help);
  }

  /** Runs `parse` one level deeper; reports and unwinds where the query nests too deep. */
  deeper<T>(parse: () => T): T {
    if (this.#depth >= queryLimits.maxDepth) {
      this.fail(
        "EQL117",
        this.peek().span,
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

  /** Counts one condition, list item or argument; reports and unwinds where there are too many. */
  countTerm(): void {
    this.#terms += 1;
    // Reported once: what follows is skipped to its end.
    if (this.#terms === queryLimits.maxTerms + 1) {
      this.report(
        "EQL117",
        this.peek().span,
        `The query has more than ${queryLimits.maxTerms} terms.`,
        "Split it into several rules, or match a pattern instead of a list of values.",
      );
    }
    if (this.#terms > queryLimits.maxTerms) {
      this.#at = this.#tokens.length - 1;
      throw new SyntaxPanic("too many terms");
    }
  }

  /** Skips to the first token for which `stop` holds outside the brackets opened on the way, or to the end. */
  skipTo(stop: (token: Token) => boolean): void {
    let open = 0;
    for (let token = this.peek(); token.kind !== "end"; token = this.peek()) {
      if (open === 0 && stop(token)) return;
      if (token.kind === "symbol") {
        if (token.text === "(" || token.text === "[" || token.text === "![") open += 1;
        if ((token.text === ")" || token.text === "]") && open > 0) open -= 1;
      }
      this.next();
    }
  }
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
      return `the name \`\`${shorten(token.text)}\`\``;
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
