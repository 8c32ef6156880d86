import type { Span } from "../source.ts";
import { parseLiteral } from "./parse-primary.ts";
import type { Expression, Literal, PatternOperator } from "./syntax-tree.ts";
import type { TokenCursor } from "./token-cursor.ts";

/**
 * The right side of `:`, `like` and `regex`, which the caller has read: a literal or a list of literals in parentheses
 * (specification 3.4).
 */
export function parsePatterns(
  cursor: TokenCursor,
  operand: Expression,
  operator: PatternOperator,
  operatorSpan: Span,
): Expression {
  const patterns: Literal[] = [];
  const open = cursor.takeSymbol("(");
  do {
    cursor.countTerm();
    patterns.push(expectLiteral(cursor, operand, operator));
  } while (open !== undefined && cursor.takeSymbol(",") !== undefined);
  const end =
    open === undefined
      ? (patterns.at(-1)?.span.to ?? operatorSpan.to)
      : cursor.expectSymbol(")", "to close the list of patterns", open).span.to;
  return {
    kind: "PatternTest",
    operator,
    operand,
    patterns,
    operatorSpan,
    span: { from: operand.span.from, to: end },
  };
}

function expectLiteral(cursor: TokenCursor, operand: Expression, operator: PatternOperator): Literal {
  const literal = parseLiteral(cursor);
  if (literal !== undefined) return literal;
  const token = cursor.peek();
  if (token.kind === "name" && operator === ":" && cursor.isSymbol("(", 1)) {
    const value = operand.kind === "Field" ? operand.name : "…";
    return cursor.fail(
      "EQL114",
      token.span,
      "A function does not follow its value: `:` compares with a pattern.",
      `Write \`${token.text}(${value})\`.`,
    );
  }
  if (token.kind === "name" || token.kind === "quoted-name" || token.kind === "tilde-name") {
    return cursor.fail(
      "EQL114",
      token.span,
      `The right side of \`${operator}\` is a string or a list of strings, not a field or a call.`,
      "Put the text in double quotes. Two fields cannot be compared with each other.",
    );
  }
  return cursor.failUnexpected(`a pattern behind \`${operator}\`, such as \`"cmd*"\``);
}
