import { parseEventQuery } from "./parse-event-query.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseRuns } from "./parse-options.ts";
import type { EventQuery, Expression, Stage } from "./syntax-tree.ts";
import type { Token } from "./token.ts";
import { SyntaxPanic, type TokenCursor } from "./token-cursor.ts";

export function isStageStart(token: Token): boolean {
  return token.kind === "symbol" && (token.text === "[" || token.text === "![");
}

export function startsStage(cursor: TokenCursor): boolean {
  return isStageStart(cursor.peek());
}

/** The stages or filters, with what stands between them by mistake passed over. */
export function parseStages(cursor: TokenCursor, word: "stage" | "filter"): Stage[] {
  const stages: Stage[] = [];
  for (;;) {
    if (startsStage(cursor)) stages.push(parseStage(cursor));
    else if (stages.length === 0 || endsStages(cursor.peek())) return stages;
    else {
      if (cursor.isName("fork")) {
        const { span } = cursor.peek();
        cursor.report(
          "EQL110",
          span,
          "`fork` does not exist.",
          "Remove it: an event may serve several sequences.",
        );
      } else {
        cursor.reportUnexpected(`the next ${word} or the end of the query`, commaHelp(cursor, word));
      }
      cursor.skipTo((token) => isStageStart(token) || endsStages(token));
    }
  }
}

function commaHelp(cursor: TokenCursor, word: string): string | undefined {
  return cursor.isSymbol(",") ? `Nothing stands between one ${word} and the next.` : undefined;
}

function endsStages(token: Token): boolean {
  return (
    token.kind === "end" ||
    (token.kind === "keyword" && token.text === "until") ||
    (token.kind === "symbol" && token.text === "|")
  );
}

/** `by key, key`; the caller has seen the `by`. */
export function parseKeys(cursor: TokenCursor): readonly Expression[] {
  cursor.next();
  const keys: Expression[] = [];
  do keys.push(parseExpression(cursor));
  while (cursor.takeSymbol(",") !== undefined);
  return keys;
}

/** `[category where condition] by key with runs=3`, or `![…]`. */
export function parseStage(cursor: TokenCursor): Stage {
  const open = cursor.next();
  const event = parseStageEvent(cursor, open);
  const close = cursor.takeSymbol("]");
  const span = {
    from: open.span.from,
    to: close?.span.to ?? Math.max(open.span.to, cursor.peek().span.from),
  };
  const missing = open.kind === "symbol" && open.text === "![";
  // Without its end it cannot be told what belongs to the stage.
  const unread: Expression = { kind: "Failed", span };
  if (close === undefined) return { missing, event, keys: [unread], keysSpan: span, runs: undefined, span };
  const keysFrom = cursor.peek().span.from;
  const keys = cursor.isKeyword("by") ? parseKeys(cursor) : [];
  const keysSpan = keys.length === 0 ? span : { from: keysFrom, to: keys.at(-1)?.span.to ?? span.to };
  const runs = cursor.isKeyword("with") ? parseRunsOrSkip(cursor) : undefined;
  if (runs !== undefined && cursor.isKeyword("by")) {
    cursor.report(
      "EQL109",
      cursor.peek().span,
      "`by` comes before `with runs`.",
      "Swap them: `[...] by host.id with runs=3`.",
    );
    return { missing, event, keys: [...keys, ...parseKeys(cursor)], keysSpan, runs, span };
  }
  return { missing, event, keys, keysSpan, runs, span };
}

/** What stands in the brackets of a stage. After an error there the rest of the stage is passed over. */
function parseStageEvent(cursor: TokenCursor, open: Token): EventQuery {
  try {
    const event = parseEventQuery(cursor);
    if (!cursor.isSymbol("]"))
      cursor.failUnexpected("`and`, `or` or `]` to close the stage", undefined, open);
    return event;
  } catch (error) {
    if (!(error instanceof SyntaxPanic)) throw error;
    cursor.skipTo((token) => isStageStart(token) || (token.kind === "symbol" && token.text === "]"));
    const { to: from } = open.span;
    const span = { from, to: Math.max(from, cursor.peek().span.from) };
    return {
      kind: "EventQuery",
      category: { name: undefined, span },
      condition: { kind: "Failed", span },
      span,
    };
  }
}

function parseRunsOrSkip(cursor: TokenCursor): Stage["runs"] {
  try {
    return parseRuns(cursor);
  } catch (error) {
    if (!(error instanceof SyntaxPanic)) throw error;
    cursor.skipTo((token) => isStageStart(token) || endsStages(token));
    return undefined;
  }
}
