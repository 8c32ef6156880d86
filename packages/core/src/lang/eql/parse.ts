import { createDiagnosticSink, type DiagnosticSink } from "../diagnostic-sink.ts";
import type { Diagnostic } from "../diagnostics.ts";
import { queryLimits } from "../query-limits.ts";
import type { Span } from "../source.ts";
import { type Comment, placeComments } from "./comment.ts";
import { lex } from "./lex.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseQuery } from "./parse-query.ts";
import type { Pipe, Statement } from "./syntax-tree.ts";
import { SyntaxPanic, TokenCursor } from "./token-cursor.ts";

export interface ParsedStatement {
  /** Undefined where not even the form of the query could be told. */
  readonly statement: Statement | undefined;
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a query. All errors are reported, not only the first; never throws. */
export function parse(text: string): ParsedStatement {
  const sink = createDiagnosticSink();
  if (text.length > queryLimits.maxLength) {
    sink.report(
      "EQL117",
      { from: 0, to: 0 },
      `The query has ${text.length} characters; the limit is ${queryLimits.maxLength}.`,
      { help: "Split it into several queries." },
    );
    return { statement: undefined, comments: [], diagnostics: sink.all };
  }
  const commentSpans: Span[] = [];
  const tokens = lex(text, sink, (span) => commentSpans.push(span));
  const statement = parseStatement(new TokenCursor(tokens, sink), text);
  return { statement, comments: placeComments(text, tokens, commentSpans), diagnostics: inOrder(sink) };
}

/** The lexer reports before the parser starts; a reader wants the order of the text. */
function inOrder(sink: DiagnosticSink): readonly Diagnostic[] {
  return sink.all.toSorted((a, b) => a.primary.span.from - b.primary.span.from);
}

function parseStatement(cursor: TokenCursor, text: string): Statement | undefined {
  const query = orUndefined(() => parseQuery(cursor));
  if (query === undefined) return undefined;
  const pipes: Pipe[] = [];
  while (cursor.peek().kind !== "end") {
    const pipe = orUndefined(() => parsePipe(cursor));
    if (pipe !== undefined) pipes.push(pipe);
    else cursor.skipTo((token) => token.kind === "symbol" && token.text === "|");
  }
  return { query, pipes, span: { from: 0, to: text.length } };
}

/** What `read` gives, or undefined where it met a syntax error, which it has reported. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxPanic) return undefined;
    throw error;
  }
}

function parsePipe(cursor: TokenCursor): Pipe {
  const bar = cursor.takeSymbol("|") ?? cursor.failUnexpected("`and`, `or`, `|` or the end of the query");
  const nameToken = cursor.peek();
  if (nameToken.kind !== "name") return cursor.failUnexpected("the name of a pipe, `head` or `tail`");
  cursor.next();
  const args = [];
  const startsArgument = cursor.peek().kind !== "end" && !cursor.isSymbol("|");
  if (startsArgument) {
    do args.push(parseExpression(cursor));
    while (cursor.takeSymbol(",") !== undefined);
  }
  const end = args.at(-1)?.span.to ?? nameToken.span.to;
  return {
    name: nameToken.text,
    nameSpan: nameToken.span,
    arguments: args,
    span: { from: bar.span.from, to: end },
  };
}
