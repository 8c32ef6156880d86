import type { Fix } from "../diagnostics.ts";
import { queryLimits } from "../query-limits.ts";
import type { Span } from "../source.ts";
import type { Maxspan } from "./syntax-tree.ts";
import type { TokenCursor } from "./token-cursor.ts";

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `with maxspan=30s`; the caller has seen the `with`. */
export function parseMaxspan(cursor: TokenCursor): Maxspan {
  cursor.next();
  if (cursor.takeKeyword("maxspan") === undefined) {
    const token = cursor.peek();
    if (token.kind === "name" && token.text === "runs") {
      cursor.fail(
        "EQL122",
        token.span,
        "`with runs` belongs behind a stage, not behind `sequence`.",
        "Write `[...] with runs=3`.",
      );
    }
    cursor.failUnexpected("`maxspan` behind `with`", "Write `with maxspan=1m`.");
  }
  cursor.expectSymbol("=", "behind `maxspan`");
  return parseDuration(cursor);
}

function parseDuration(cursor: TokenCursor): Maxspan {
  const number = cursor.peek();
  if (number.kind !== "integer" && number.kind !== "decimal") {
    return cursor.failUnexpected("a duration such as `30s`");
  }
  cursor.next();
  if (number.kind === "decimal") {
    return refuseDuration(
      cursor,
      number.span,
      "A duration is a whole number.",
      "Use a smaller unit: `1500ms` for one and a half seconds.",
    );
  }
  const unit = cursor.peek();
  if (unit.kind !== "name") {
    return refuseDuration(
      cursor,
      number.span,
      "This duration has no unit.",
      `Write \`${number.text}s\` for seconds. Units are ms, s, m, h and d.`,
      {
        span: number.span,
        replacement: `${number.text}s`,
      },
    );
  }
  cursor.next();
  const ms = Object.hasOwn(unitMs, unit.text) ? unitMs[unit.text] : undefined;
  if (ms === undefined) {
    return refuseDuration(
      cursor,
      unit.span,
      `\`${unit.text}\` is no unit of time.`,
      "Units are ms, s, m, h and d, in lower case.",
    );
  }
  const value = Number(number.text) * ms;
  if (value === 0) return refuseDuration(cursor, number.span, "A duration is longer than zero.");
  if (!Number.isSafeInteger(value)) {
    return refuseDuration(cursor, number.span, "This duration is too long to be counted in milliseconds.");
  }
  return { ms: value, span: { from: number.span.from, to: unit.span.to } };
}

/** Reports a duration and goes on with another: the query will not run, but all of it is to be checked. */
function refuseDuration(cursor: TokenCursor, span: Span, message: string, help?: string, fix?: Fix): Maxspan {
  cursor.report("EQL121", span, message, help, fix);
  const unit = cursor.peek();
  if (unit.kind === "name") cursor.next();
  return { ms: 1, span };
}

/** `with runs=3` behind a stage; the caller has seen the `with`. */
export function parseRuns(cursor: TokenCursor): { readonly count: number; readonly span: Span } {
  const start = cursor.next().span;
  const option = cursor.peek();
  if (option.kind === "keyword" && option.text === "maxspan") {
    return cursor.fail(
      "EQL122",
      option.span,
      "`with maxspan` belongs behind `sequence`, not behind a stage.",
      "Write `sequence with maxspan=1m [...] [...]`.",
    );
  }
  if (option.kind !== "name" || option.text !== "runs") {
    return cursor.fail(
      "EQL110",
      option.span,
      "A stage has no such option.",
      "Only `runs` exists: `[...] with runs=3`.",
    );
  }
  cursor.next();
  cursor.expectSymbol("=", "behind `runs`");
  const number = cursor.peek();
  if (number.kind !== "integer" && number.kind !== "decimal")
    return cursor.failUnexpected("a whole number behind `runs=`");
  cursor.next();
  const count = Number(number.text);
  const span = { from: start.from, to: number.span.to };
  // A decimal would be read as 1 by the original (specification 2.2).
  if (number.kind === "decimal" || count < 1 || count > queryLimits.maxRuns) {
    cursor.report(
      "EQL302",
      number.span,
      `\`runs\` is a whole number from 1 to ${queryLimits.maxRuns}; this is ${number.text}.`,
    );
    return { count: 1, span };
  }
  return { count, span };
}
