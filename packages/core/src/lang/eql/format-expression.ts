import { type CommentFeed, formatUnit, withLineEnds } from "./format-comments.ts";
import {
  filled,
  group,
  hardLine,
  indented,
  isForced,
  joined,
  type Layout,
  line,
  parts,
  softLine,
} from "./format-layout.ts";
import { formatFieldName, formatLiteral } from "./format-name.ts";
import type { Arithmetic, Expression, Logical } from "./syntax-tree.ts";

/** How tightly an expression binds (specification 3.1); an operand that binds less goes in parentheses. */
const levels = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  sum: 5,
  product: 6,
  sign: 7,
  test: 8,
  primary: 9,
} as const;

function levelOf(expression: Expression): number {
  switch (expression.kind) {
    case "Logical":
      return levels[expression.operator];
    case "Not":
      return levels.not;
    case "Comparison":
      return levels.comparison;
    case "Arithmetic":
      return arithmeticLevel(expression);
    case "Sign":
      return levels.sign;
    case "Membership":
    case "PatternTest":
      return levels.test;
    case "Literal":
    case "Field":
    case "Call":
    case "Failed":
      return levels.primary;
  }
}

function arithmeticLevel(arithmetic: Arithmetic): number {
  return arithmetic.operator === "+" || arithmetic.operator === "-" ? levels.sum : levels.product;
}

/** An expression as a part of another, in parentheses where it binds less than `least`. */
export function formatExpression(
  expression: Expression,
  feed: CommentFeed,
  least: number = levels.or,
): Layout {
  if (levelOf(expression) < least) return formatParenthesised(expression, feed);
  switch (expression.kind) {
    case "Literal":
      return formatLiteral(expression.value);
    case "Field":
      return `${expression.optional ? "?" : ""}${formatFieldName(expression.name)}`;
    case "Call":
      return parts(
        `${expression.name}${expression.ignoreCase ? "~" : ""}`,
        formatList(expression.arguments, expression.span.to, feed),
      );
    case "Sign":
      return parts(expression.operator, formatExpression(expression.operand, feed, levels.sign));
    case "Arithmetic": {
      const level = arithmeticLevel(expression);
      return parts(
        formatExpression(expression.left, feed, level),
        ` ${expression.operator} `,
        formatExpression(expression.right, feed, level + 1),
      );
    }
    case "Comparison":
      return parts(
        formatExpression(expression.left, feed, levels.sum),
        ` ${expression.operator} `,
        formatExpression(expression.right, feed, levels.sum),
      );
    case "Membership":
      return parts(
        formatExpression(expression.operand, feed, levels.primary),
        `${expression.negated ? " not" : ""} in${expression.ignoreCase ? "~" : ""} `,
        formatList(expression.items, expression.span.to, feed),
      );
    case "PatternTest":
      return parts(
        formatExpression(expression.operand, feed, levels.primary),
        ` ${expression.operator} `,
        formatPatterns(expression.patterns, expression.span.to, feed),
      );
    case "Not":
      return parts("not ", formatExpression(expression.operand, feed, levels.not));
    case "Logical": {
      // The further lines are indented, to tell them from the lines around.
      const [first = "", ...others] = formatOperands(expression, "directly inside", feed);
      return group(first, indented(...others));
    }
    case "Failed":
      throw new Error("a query with syntax errors cannot be formatted");
  }
}

function formatParenthesised(expression: Expression, feed: CommentFeed): Layout {
  const content =
    expression.kind === "Logical"
      ? formatOperands(expression, "in parentheses", feed)
      : [formatExpression(expression, feed)];
  return group("(", indented(softLine, ...content), softLine, ")");
}

/**
 * The operands of `and` or `or`, each but the first with its operator and line break before it. Comments behind the
 * last belong to it only where a line break follows, in parentheses; comments before the first belong to the unit
 * that the operands are directly inside of.
 */
export function formatOperands(
  logical: Logical,
  place: "directly inside" | "in parentheses" | "whole condition",
  feed: CommentFeed,
): readonly Layout[] {
  const { operator, operands, span } = logical;
  const least = levels[operator] + 1;
  return operands.map((operand, at) => {
    const end = place === "in parentheses" ? span.to : operand.span.to;
    const limit = operands[at + 1]?.span.from ?? end;
    const format = (): Layout => formatExpression(operand, feed, least);
    if (at === 0 && place === "directly inside") return withLineEnds(format(), feed, limit);
    const formatted = formatUnit(feed, operand.span, limit, format);
    return at === 0 ? formatted : parts(` ${operator}`, line, formatted);
  });
}

function formatPatterns(patterns: readonly Expression[], to: number, feed: CommentFeed): Layout {
  const [only] = patterns;
  if (only === undefined || patterns.length > 1) return formatList(patterns, to, feed);
  return formatExpression(only, feed);
}

/** `(a, b)`; a list that is too long is filled line by line, or has one item a line where it has comments. */
function formatList(items: readonly Expression[], to: number, feed: CommentFeed): Layout {
  if (items.length === 0) return "()";
  const formatted = items.map((item, at) =>
    formatUnit(feed, item.span, items[at + 1]?.span.from ?? to, () => formatExpression(item, feed)),
  );
  const content = formatted.some(isForced) ? joined(parts(",", hardLine), formatted) : filled(formatted);
  return group("(", indented(softLine, content), softLine, ")");
}
