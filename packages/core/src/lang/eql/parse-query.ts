import type { Span } from "../source.ts";
import { parseEventQuery } from "./parse-event-query.ts";
import { parseMaxspan } from "./parse-options.ts";
import { isStageStart, parseKeys, parseStage, parseStages, startsStage } from "./parse-stages.ts";
import type { Expression, Maxspan, Query, Stage } from "./syntax-tree.ts";
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
    cursor.isKeyword("by", 1) ||
    cursor.isKeyword("with", 1) ||
    cursor.isSymbol("[", 1) ||
    cursor.isSymbol("![", 1)
  );
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
    cursor.report(
      "EQL122",
      span,
      "A sample has no `until`.",
      "A sample has no order in time; use a sequence.",
    );
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
