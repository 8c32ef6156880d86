import type { Span } from "../source.ts";
import { formatString } from "./format-name.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseMaxspan, parseRuns } from "./parse-options.ts";
import type { Category, EventQuery, Expression, Maxspan, Query, Stage } from "./syntax-tree.ts";
import type { Token } from "./token.ts";
import { reportUpperCase, SyntaxPanic, type TokenCursor } from "./token-cursor.ts";

/** One of the query forms of specification section 2. */
export function parseQuery(cursor: TokenCursor): Query {
  const form = formAt(cursor);
  if (form === undefined) return parseEventQuery(cursor);
  const token = cursor.next();
  if (token.kind === "name") reportUpperCase(cursor, token, form);
  switch (form) {
    case "sequence":
      return parseSequence(cursor, token.span);
    case "sample":
      return parseSample(cursor, token.span);
    case "join":
      return parseJoin(cursor, token.span);
  }
}

/** The word a query of several parts starts with, also in upper case where no event query can be meant. */
function formAt(cursor: TokenCursor): "sequence" | "sample" | "join" | undefined {
  const token = cursor.peek();
  if (token.kind !== "keyword" && token.kind !== "name") return undefined;
  if (cursor.isKeyword("where", 1) || (token.kind === "name" && !opensPart(cursor))) return undefined;
  const word = token.text.toLowerCase();
  return word === "sequence" || word === "sample" || word === "join" ? word : undefined;
}

function opensPart(cursor: TokenCursor): boolean {
  return (
    cursor.isKeyword("by", 1) || cursor.isKeyword("with", 1) || cursor.isSymbol("[", 1) || cursor.isSymbol("![", 1)
  );
}

function parseEventQuery(cursor: TokenCursor): EventQuery {
  const category = parseCategory(cursor);
  const condition = parseExpression(cursor);
  return {
    kind: "EventQuery",
    category,
    condition,
    span: { from: category.span.from, to: condition.span.to },
  };
}

/** `process where`, or what is meant by it. */
function parseCategory(cursor: TokenCursor): Category {
  if (startsCondition(cursor)) {
    const { span } = cursor.peek();
    cursor.report(
      "EQL118",
      span,
      "A query starts with an event category and `where`.",
      "Put `any where` before the condition, or name a category: `process where …`.",
    );
    return { name: undefined, span: { from: span.from, to: span.from } };
  }
  const category = parseCategoryName(cursor);
  if (cursor.takeKeyword("where") !== undefined) return category;
  const token = cursor.peek();
  if (token.kind !== "name" || token.text.toLowerCase() !== "where") {
    return cursor.failUnexpected("`where` behind the event category", exampleHelp);
  }
  reportUpperCase(cursor, token, "where");
  cursor.next();
  return category;
}

const exampleHelp = 'A query reads `process where process.name == "cmd.exe"`.';

/** Whether a condition starts here, without a category before it. */
function startsCondition(cursor: TokenCursor): boolean {
  const token = cursor.peek();
  if (token.kind === "symbol") return token.text === "?" || token.text === "(";
  if (token.kind === "keyword") return token.text === "not";
  if (token.kind === "end" || token.kind === "invalid") return false;
  const following = cursor.peek(1);
  if (following.kind === "symbol") return /^(?:[=!]=|[<>]=?|[:=.+\-*/%(])$/.test(following.text);
  return following.kind === "keyword" && /^(?:in|like|regex)~?$/.test(following.text);
}

function parseCategoryName(cursor: TokenCursor): Category {
  const token = cursor.peek();
  const { span } = token;
  if (token.kind === "name" || token.kind === "string") {
    cursor.next();
    return { name: token.kind === "name" ? token.text : token.value, span };
  }
  if (token.kind === "keyword" && token.text === "any") {
    cursor.next();
    return { name: undefined, span };
  }
  if (token.kind === "quoted-name") {
    reportAsString(cursor, "EQL113", span, "An event category is not written in backquotes.", token.text);
    cursor.next();
    return { name: token.text, span };
  }
  if (token.kind === "keyword" && cursor.isKeyword("where", 1)) {
    const message = `\`${token.text}\` is a keyword and no event category as it stands.`;
    reportAsString(cursor, "EQL112", span, message, token.text);
    cursor.next();
    return { name: token.text, span };
  }
  return cursor.failUnexpected("an event category, `any`, `sequence` or `sample`", exampleHelp);
}

function reportAsString(
  cursor: TokenCursor,
  code: "EQL112" | "EQL113",
  span: Span,
  message: string,
  name: string,
): void {
  const written = formatString(name);
  cursor.report(code, span, message, `Write it as a string: \`${written}\`.`, { span, replacement: written });
}

/** `by`, `with maxspan` and stages; the caller has read the `sequence`. */
function parseSequence(cursor: TokenCursor, start: Span): Query {
  const { keys, maxspan } = parseHeaderOrSkip(cursor, start);
  const stages = parseStages(cursor, "stage");
  if (stages.length === 0) {
    cursor.failUnexpected(
      "the first stage, `[category where condition]`",
      "A sequence reads `sequence by host.id [process where …] [file where …]`.",
    );
  }
  const until = cursor.isKeyword("until") ? parseUntil(cursor) : undefined;
  const end = until?.span.to ?? stages.at(-1)?.span.to ?? start.to;
  return { kind: "SequenceQuery", keys, maxspan, stages, until, span: { from: start.from, to: end } };
}

interface Header {
  readonly keys: readonly Expression[];
  readonly maxspan: Maxspan | undefined;
}

/** What stands between `sequence` and the first stage. After an error there the stages are still read. */
function parseHeaderOrSkip(cursor: TokenCursor, start: Span): Header {
  let keys: readonly Expression[] = [];
  try {
    if (cursor.isKeyword("by")) keys = parseKeys(cursor);
    const maxspan = cursor.isKeyword("with") ? parseMaxspan(cursor) : undefined;
    if (maxspan === undefined || !cursor.isKeyword("by")) return { keys, maxspan };
    cursor.report(
      "EQL109",
      { from: start.from, to: cursor.peek().span.to },
      "`by` comes before `with maxspan`.",
      "Swap them: `sequence by host.id with maxspan=1m …`.",
    );
    return { keys: [...keys, ...parseKeys(cursor)], maxspan };
  } catch (error) {
    if (!(error instanceof SyntaxPanic)) throw error;
    const { span } = cursor.peek();
    cursor.skipTo(isStageStart);
    // There may have been a maxspan; that it is missing must not be the next error.
    return { keys, maxspan: { ms: 1, span } };
  }
}

function isStageStart(token: Token): boolean {
  return token.kind === "symbol" && (token.text === "[" || token.text === "![");
}

function startsStage(cursor: TokenCursor): boolean {
  return isStageStart(cursor.peek());
}

/** The stages or filters, with what stands between them by mistake passed over. */
function parseStages(cursor: TokenCursor, word: "stage" | "filter"): Stage[] {
  const stages: Stage[] = [];
  for (;;) {
    if (startsStage(cursor)) stages.push(parseStage(cursor));
    else if (stages.length === 0 || endsStages(cursor.peek())) return stages;
    else {
      if (cursor.isName("fork")) {
        const { span } = cursor.peek();
        cursor.report("EQL110", span, "`fork` does not exist.", "Remove it: an event may serve several sequences.");
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
function parseKeys(cursor: TokenCursor): readonly Expression[] {
  cursor.next();
  const keys: Expression[] = [];
  do keys.push(parseExpression(cursor));
  while (cursor.takeSymbol(",") !== undefined);
  return keys;
}

function parseStage(cursor: TokenCursor): Stage {
  const open = cursor.next();
  const event = parseStageEvent(cursor, open.span);
  const close = cursor.takeSymbol("]");
  const span = { from: open.span.from, to: close?.span.to ?? Math.max(open.span.to, cursor.peek().span.from) };
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
function parseStageEvent(cursor: TokenCursor, open: Span): EventQuery {
  try {
    const event = parseEventQuery(cursor);
    if (!cursor.isSymbol("]")) cursor.failUnexpected("`and`, `or` or `]` to close the stage");
    return event;
  } catch (error) {
    if (!(error instanceof SyntaxPanic)) throw error;
    cursor.skipTo((token) => isStageStart(token) || (token.kind === "symbol" && token.text === "]"));
    const span = { from: open.to, to: Math.max(open.to, cursor.peek().span.from) };
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

function parseUntil(cursor: TokenCursor): Stage {
  const word = cursor.next();
  if (!startsStage(cursor)) cursor.failUnexpected("a stage behind `until`, `[category where condition]`");
  const stage = parseStage(cursor);
  // The original reads `![` here as `[` and miscounts runs; both are refused (specification 2.2).
  if (stage.missing) {
    cursor.report(
      "EQL116",
      stage.span,
      "`until` takes an ordinary stage, not a missing event.",
      "Write `until [...]`.",
    );
  }
  if (stage.runs !== undefined)
    cursor.report("EQL116", stage.runs.span, "`until` takes no `with runs`.", "Remove it.");
  return { ...stage, span: { from: word.span.from, to: stage.span.to } };
}

function parseSample(cursor: TokenCursor, start: Span): Query {
  const keys = cursor.isKeyword("by") ? parseKeys(cursor) : [];
  if (cursor.isKeyword("with")) reportSampleOption(cursor);
  const filters = parseStages(cursor, "filter");
  for (const filter of filters) {
    if (filter.missing) {
      cursor.report(
        "EQL209",
        filter.span,
        "A sample has no missing events.",
        "Write `[...]`, or a sequence with `maxspan`.",
      );
    }
    if (filter.runs !== undefined) {
      cursor.report("EQL122", filter.runs.span, "A sample has no `with runs`.", "Repeat the filter instead.");
    }
  }
  if (filters.length === 0) cursor.failUnexpected("the first filter, `[category where condition]`");
  if (cursor.isKeyword("until")) {
    const { span } = cursor.peek();
    cursor.report("EQL122", span, "A sample has no `until`.", "A sample has no order in time; use a sequence.");
    parseUntil(cursor);
  }
  return {
    kind: "SampleQuery",
    keys,
    filters,
    span: { from: start.from, to: filters.at(-1)?.span.to ?? start.to },
  };
}

function reportSampleOption(cursor: TokenCursor): void {
  cursor.report(
    "EQL122",
    cursor.peek().span,
    "A sample has no `maxspan`: it has no order in time.",
    "Remove it, or write a sequence.",
  );
  cursor.skipTo(isStageStart);
}

/** `join by k [...] [...]` parses and is refused (specification 2.5). */
function parseJoin(cursor: TokenCursor, start: Span): Query {
  if (cursor.isKeyword("by")) parseKeys(cursor);
  parseStages(cursor, "stage");
  if (cursor.isKeyword("until")) parseUntil(cursor);
  cursor.report(
    "EQL209",
    start,
    "Joins are not supported.",
    "A `sample` is the nearest: it finds events that share key values, in any order.",
  );
  return { kind: "JoinQuery", span: start };
}
