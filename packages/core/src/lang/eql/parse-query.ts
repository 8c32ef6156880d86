import { parseExpression } from "./parse-expression.ts";
import { parseMaxspan, parseRuns } from "./parse-options.ts";
import type { Category, EventQuery, Expression, Query, Stage } from "./syntax-tree.ts";
import { SyntaxPanic, type TokenCursor } from "./token-cursor.ts";

/** One of the query forms of specification section 2. */
export function parseQuery(cursor: TokenCursor): Query {
  if (cursor.isKeyword("sequence")) return parseSequence(cursor);
  if (cursor.isKeyword("sample")) return parseSample(cursor);
  if (cursor.isKeyword("join")) return parseJoin(cursor);
  return parseEventQuery(cursor);
}

function parseEventQuery(cursor: TokenCursor): EventQuery {
  const category = parseCategory(cursor);
  if (cursor.takeKeyword("where") === undefined) {
    const token = cursor.peek();
    if (token.kind === "name" && token.text.toLowerCase() === "where") {
      cursor.report(
        "EQL111",
        token.span,
        `Keywords are lower case: \`${token.text}\` is a name here.`,
        "Write `where`.",
        {
          span: token.span,
          replacement: "where",
        },
      );
      cursor.next();
    } else {
      failNoWhere(cursor, category);
    }
  }
  const condition = parseExpression(cursor);
  return {
    kind: "EventQuery",
    category,
    condition,
    span: { from: category.span.from, to: condition.span.to },
  };
}

function failNoWhere(cursor: TokenCursor, category: Category): never {
  const token = cursor.peek();
  const looksLikeCondition = token.kind === "symbol" && /^(==|!=|[<>]=?|:|=|\.)$/.test(token.text);
  if (looksLikeCondition) {
    return cursor.fail(
      "EQL118",
      category.span,
      "A query starts with an event category and `where`.",
      "Put `any where` before the condition, or name a category: `process where …`.",
    );
  }
  return cursor.failUnexpected(
    "`where` behind the event category",
    'A query reads `process where process.name == "cmd.exe"`.',
  );
}

function parseCategory(cursor: TokenCursor): Category {
  const token = cursor.peek();
  if (token.kind === "keyword" && token.text === "any") {
    cursor.next();
    return { name: undefined, span: token.span };
  }
  if (token.kind === "name" || token.kind === "string") {
    cursor.next();
    return { name: token.kind === "name" ? token.text : token.value, span: token.span };
  }
  if (token.kind === "quoted-name") {
    return cursor.fail(
      "EQL113",
      token.span,
      "An event category is not written in backquotes.",
      `Write it as a string: \`"${token.text}"\`.`,
      {
        span: token.span,
        replacement: JSON.stringify(token.text),
      },
    );
  }
  if (token.kind === "keyword" && cursor.isKeyword("where", 1)) {
    return cursor.fail(
      "EQL112",
      token.span,
      `\`${token.text}\` is a keyword and no event category as it stands.`,
      `Write it as a string: \`"${token.text}"\`.`,
      {
        span: token.span,
        replacement: `"${token.text}"`,
      },
    );
  }
  return cursor.failUnexpected(
    "an event category, `any`, `sequence` or `sample`",
    'A query reads `process where process.name == "cmd.exe"`.',
  );
}

function parseSequence(cursor: TokenCursor): Query {
  const start = cursor.next().span;
  const keys = cursor.isKeyword("by") ? parseKeys(cursor) : [];
  const maxspan = cursor.isKeyword("with") ? parseMaxspan(cursor) : undefined;
  if (maxspan !== undefined && cursor.isKeyword("by")) failKeysAfterMaxspan(cursor, start.from);
  const stages: Stage[] = [];
  while (startsStage(cursor)) stages.push(parseStageOrSkip(cursor));
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

function failKeysAfterMaxspan(cursor: TokenCursor, from: number): never {
  const by = cursor.peek().span;
  return cursor.fail(
    "EQL109",
    { from, to: by.to },
    "`by` comes before `with maxspan`.",
    "Swap them: `sequence by host.id with maxspan=1m …`.",
  );
}

function startsStage(cursor: TokenCursor): boolean {
  return cursor.isSymbol("[") || cursor.isSymbol("![");
}

/** `by key, key`; the caller has seen the `by`. */
function parseKeys(cursor: TokenCursor): readonly Expression[] {
  cursor.next();
  const keys: Expression[] = [];
  do {
    cursor.countTerm();
    keys.push(parseExpression(cursor));
  } while (cursor.takeSymbol(",") !== undefined);
  return keys;
}

function parseStageOrSkip(cursor: TokenCursor): Stage {
  const start = cursor.peek().span;
  try {
    return parseStage(cursor);
  } catch (error) {
    if (!(error instanceof SyntaxPanic)) throw error;
    // Go on with the next stage; what is left of this one is passed over.
    cursor.skipTo(
      (token) => token.kind === "symbol" && (token.text === "[" || token.text === "![" || token.text === "]"),
    );
    cursor.takeSymbol("]");
    const span = { from: start.from, to: Math.max(start.to, cursor.peek().span.from) };
    const failed: EventQuery = {
      kind: "EventQuery",
      category: { name: undefined, span },
      condition: { kind: "Failed", span },
      span,
    };
    return { missing: false, event: failed, keys: [], keysSpan: span, runs: undefined, span };
  }
}

function parseStage(cursor: TokenCursor): Stage {
  const open = cursor.next();
  const event = parseEventQuery(cursor);
  const close = cursor.expectSymbol("]", "to close the stage");
  const span = { from: open.span.from, to: close.span.to };
  const keysFrom = cursor.peek().span.from;
  const keys = cursor.isKeyword("by") ? parseKeys(cursor) : [];
  const keysSpan = keys.length === 0 ? span : { from: keysFrom, to: keys.at(-1)?.span.to ?? span.to };
  const runs = cursor.isKeyword("with") ? parseRuns(cursor) : undefined;
  return { missing: open.kind === "symbol" && open.text === "![", event, keys, keysSpan, runs, span };
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

function parseSample(cursor: TokenCursor): Query {
  const start = cursor.next().span;
  const keys = cursor.isKeyword("by") ? parseKeys(cursor) : [];
  if (cursor.isKeyword("with")) failSampleOption(cursor);
  const filters: Stage[] = [];
  while (startsStage(cursor)) {
    const filter = parseStageOrSkip(cursor);
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
    filters.push(filter);
  }
  if (filters.length === 0) cursor.failUnexpected("the first filter, `[category where condition]`");
  if (cursor.isKeyword("until")) {
    cursor.fail(
      "EQL122",
      cursor.peek().span,
      "A sample has no `until`.",
      "A sample has no order in time; use a sequence.",
    );
  }
  return {
    kind: "SampleQuery",
    keys,
    filters,
    span: { from: start.from, to: filters.at(-1)?.span.to ?? start.to },
  };
}

function failSampleOption(cursor: TokenCursor): never {
  return cursor.fail(
    "EQL122",
    cursor.peek().span,
    "A sample has no `maxspan`: it has no order in time.",
    "Remove it, or write a sequence.",
  );
}

/** `join by k [...] [...]` parses and is refused (specification 2.5). */
function parseJoin(cursor: TokenCursor): Query {
  const start = cursor.next().span;
  if (cursor.isKeyword("by")) parseKeys(cursor);
  while (startsStage(cursor)) parseStageOrSkip(cursor);
  if (cursor.isKeyword("until")) parseUntil(cursor);
  cursor.report(
    "EQL209",
    start,
    "Joins are not supported.",
    "A `sample` is the nearest: it finds events that share key values, in any order.",
  );
  return { kind: "JoinQuery", span: start };
}
