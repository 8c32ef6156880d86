import { type Checked, hasErrors } from "../diagnostics.ts";
import type { Comment } from "./comment.ts";
import {
  CommentFeed,
  formatBlock,
  formatLeading,
  formatUnit,
  withDangling,
  withLineEnds,
} from "./format-comments.ts";
import { formatExpression, formatOperands } from "./format-expression.ts";
import { group, hardLine, indented, joined, type Layout, line, parts, printLayout } from "./format-layout.ts";
import { formatCategory } from "./format-name.ts";
import { parse } from "./parse.ts";
import type {
  EventQuery,
  Expression,
  Maxspan,
  Pipe,
  Query,
  SampleQuery,
  SequenceQuery,
  Stage,
  Statement,
} from "./syntax-tree.ts";

/** Longest line, where the text has places to break it. */
const lineWidth = 110;

/** A query in its canonical layout, without a line break at its end; the diagnostics alone where it does not parse. */
export function formatQuery(text: string): Checked<string> {
  const { statement, comments, diagnostics } = parse(text);
  if (statement === undefined || hasErrors(diagnostics)) return { ok: false, diagnostics };
  return { ok: true, value: formatStatement(statement, comments), diagnostics };
}

/** The canonical layout of a statement that parsed without errors, with its comments. */
export function formatStatement(statement: Statement, comments: readonly Comment[]): string {
  const { query, pipes } = statement;
  const feed = new CommentFeed(comments);
  // Sequences and samples begin with a block that takes these comments.
  const leading = query.kind === "EventQuery" ? formatLeading(feed.takeBefore(query.span.from)) : "";
  const firstPipe = pipes[0]?.span.from;
  const form = formatForm(query, firstPipe === undefined ? Number.POSITIVE_INFINITY : query.span.to, feed);
  const behind = withLineEnds(form, feed, firstPipe ?? Number.POSITIVE_INFINITY);
  const pipeLine = query.kind === "EventQuery" ? line : hardLine;
  const formattedPipes = pipes.map((pipe, at) => {
    const limit = pipes[at + 1]?.span.from ?? pipe.span.to;
    return parts(
      pipeLine,
      formatUnit(feed, pipe.span, limit, () => formatPipe(pipe, feed)),
    );
  });
  const whole = pipes.length === 0 ? behind : group(behind, ...formattedPipes);
  const dangling = withDangling(whole, feed.takeBefore(Number.POSITIVE_INFINITY));
  return printLayout(parts(leading, dangling.layout), lineWidth);
}

/** A query. Comments before `end` that stand behind it are its own. */
function formatForm(query: Query, end: number, feed: CommentFeed): Layout {
  switch (query.kind) {
    case "EventQuery":
      return group(formatEvent(query, end, "", feed));
    case "SequenceQuery":
      return formatSequence(query, feed);
    case "SampleQuery":
      return formatSample(query, feed);
    case "JoinQuery":
      throw new Error("a join is refused by the parser and cannot be formatted");
  }
}

/** `category where condition` and what closes it; the lines directly inside break together. */
function formatEvent(event: EventQuery, end: number, close: string, feed: CommentFeed): Layout {
  const condition = formatCondition(event.condition, feed);
  const { layout, endsLine } = withDangling(condition, feed.hasOther(end) ? feed.takeBefore(end) : []);
  return parts(
    `${formatCategory(event.category.name)} where`,
    indented(line, layout),
    endsLine && close !== "" ? hardLine : "",
    close,
  );
}

function formatCondition(condition: Expression, feed: CommentFeed): Layout {
  if (condition.kind === "Logical") return parts(...formatOperands(condition, "whole condition", feed));
  return formatUnit(feed, condition.span, condition.span.to, () => formatExpression(condition, feed));
}

function formatSequence(sequence: SequenceQuery, feed: CommentFeed): Layout {
  const { maxspan, stages, until, span } = sequence;
  const header = formatHeader("sequence", sequence, maxspan, stages[0]?.span.from ?? span.to, feed);
  const body = formatStages(stages, until?.span.from ?? stageEnd(stages.at(-1)) ?? span.to, feed);
  if (until === undefined) return parts(header, body);
  const untilSpan = { from: until.span.from, to: stageEnd(until) ?? until.span.to };
  const formattedUntil = formatBlock(feed, untilSpan, untilSpan.to, () =>
    parts("until ", formatStage(until, feed)),
  );
  return parts(header, body, hardLine, formattedUntil);
}

function formatSample(sample: SampleQuery, feed: CommentFeed): Layout {
  const { filters, span } = sample;
  const header = formatHeader("sample", sample, undefined, filters[0]?.span.from ?? span.to, feed);
  return parts(header, formatStages(filters, stageEnd(filters.at(-1)) ?? span.to, feed));
}

/** `sequence by a, b with maxspan=1m`. Its comments go before it, or to the end of its line. */
function formatHeader(
  word: string,
  { keys, span }: SequenceQuery | SampleQuery,
  maxspan: Maxspan | undefined,
  limit: number,
  feed: CommentFeed,
): Layout {
  const to = maxspan?.span.to ?? keys.at(-1)?.span.to ?? span.from;
  return formatBlock(feed, { from: span.from, to }, limit, () => {
    const options: Layout[] = [];
    if (keys.length > 0) options.push(line, formatKeys(keys, feed));
    if (maxspan !== undefined) options.push(line, `with maxspan=${formatDuration(maxspan.ms)}`);
    return group(word, indented(...options));
  });
}

function formatKeys(keys: readonly Expression[], feed: CommentFeed): Layout {
  return parts(
    "by ",
    joined(
      ", ",
      keys.map((key) => formatExpression(key, feed)),
    ),
  );
}

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
] as const;

/** In the largest unit of which it is a whole number. */
function formatDuration(ms: number): string {
  const [unit, length] = units.find(([, candidate]) => ms % candidate === 0) ?? ["ms", 1];
  return `${ms / length}${unit}`;
}

function formatStages(stages: readonly Stage[], limit: number, feed: CommentFeed): Layout {
  return indented(
    ...stages.flatMap((stage, at) => [
      hardLine,
      formatBlock(
        feed,
        { from: stage.span.from, to: stageEnd(stage) ?? stage.span.to },
        stages[at + 1]?.span.from ?? limit,
        () => formatStage(stage, feed),
      ),
    ]),
  );
}

/** Where a stage ends with its keys and `runs`, which its span does not cover. */
function stageEnd(stage: Stage | undefined): number | undefined {
  return stage === undefined
    ? undefined
    : Math.max(stage.span.to, stage.keysSpan.to, stage.runs?.span.to ?? 0);
}

function formatStage(stage: Stage, feed: CommentFeed): Layout {
  const event = formatEvent(stage.event, stage.span.to, "]", feed);
  const keys = stage.keys.length === 0 ? "" : parts(" ", formatKeys(stage.keys, feed));
  const runs = stage.runs === undefined ? "" : ` with runs=${stage.runs.count}`;
  return parts(group(stage.missing ? "![" : "[", event), keys, runs);
}

function formatPipe(pipe: Pipe, feed: CommentFeed): Layout {
  const args = pipe.arguments.map((argument) => formatExpression(argument, feed));
  return parts(`| ${pipe.name}${args.length === 0 ? "" : " "}`, joined(", ", args));
}
