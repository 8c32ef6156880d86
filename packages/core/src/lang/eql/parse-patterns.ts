import { parseLiteral } from "./parse-primary.ts";
import type { Expression, Literal, PatternOperator } from "./syntax-tree.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** The right side of `:`, `like` and `regex`: a literal or a list of literals in parentheses (specification 3.4). */
export function parsePatterns(
  cursor: TokenCursor,
  operand: Expression,
  operator: PatternOperator,
): Expression {
  const operatorSpan = cursor.next().span;
  const patterns: Literal[] = [];
  const isList = cursor.takeSymbol("(") !== undefined;
  do {
    cursor.countTerm();
    patterns.push(expectLiteral(cursor, operator));
  } while (isList && cursor.takeSymbol(",") !== undefined);
  const end = isList
    ? cursor.expectSymbol(")", "to close the list of patterns").span.to
    : (patterns.at(-1)?.span.to ?? operatorSpan.to);
  return {
    kind: "PatternTest",
    operator,
    operand,
    patterns,
    operatorSpan,
    span: { from: operand.span.from, to: end },
  };
}

function expectLiteral(cursor: TokenCursor, operator: PatternOperator): Literal {
  const literal = parseLiteral(cursor);
  if (literal !== undefined) return literal;
  const token = cursor.peek();
  if (token.kind === "name" || token.kind === "quoted-name" || token.kind === "tilde-name") {
    return cursor.fail(
      "EQL114",
      token.span,
      `The right side of \`${operator}\` is a string or a list of strings, not a field or a call.`,
      "Put the text in double quotes, or compare with `==`.",
    );
  }
  return cursor.failUnexpected(`a pattern behind \`${operator}\`, such as \`"cmd*"\``);
}
