import type { Span } from "../source.ts";
import { parsePatterns } from "./parse-patterns.ts";
import { parsePrimary } from "./parse-primary.ts";
import type { ArithmeticOperator, ComparisonOperator, Expression } from "./syntax-tree.ts";
import { keywords, type Token } from "./token.ts";
import { SyntaxPanic, type TokenCursor } from "./token-cursor.ts";

// Precedence climbs from `or`, the loosest, to the primary (specification 3.1): one function a level.

/** A condition or value. Where the text cannot be read the result holds `Failed` parts and the rest is still read. */
export function parseExpression(cursor: TokenCursor): Expression {
  return cursor.deeper(() => parseLogical(cursor, "or"));
}

function parseLogical(cursor: TokenCursor, operator: "and" | "or"): Expression {
  const parseOperand = (): Expression =>
    operator === "or" ? parseLogical(cursor, "and") : parseTerm(cursor);
  const first = parseOperand();
  const operands = [first];
  while (cursor.isKeyword(operator) || takeUpperCase(cursor, operator)) {
    if (cursor.isKeyword(operator)) cursor.next();
    operands.push(parseOperand());
  }
  const last = operands.at(-1);
  if (operands.length === 1 || last === undefined) return first;
  return { kind: "Logical", operator, operands, span: { from: first.span.from, to: last.span.to } };
}

/** `AND` where `and` is meant: reported, then read as if it were written well. */
function takeUpperCase(cursor: TokenCursor, keyword: "and" | "or"): boolean {
  const token = cursor.peek();
  if (token.kind !== "name" || token.text.toLowerCase() !== keyword) return false;
  cursor.report(
    "EQL111",
    token.span,
    `Keywords are lower case: \`${token.text}\` is a name here.`,
    `Write \`${keyword}\`.`,
    {
      span: token.span,
      replacement: keyword,
    },
  );
  cursor.next();
  return true;
}

/** One operand of `and`: the place where the parser goes on after an error. */
function parseTerm(cursor: TokenCursor): Expression {
  const start = cursor.peek().span.from;
  try {
    return parseNot(cursor);
  } catch (error) {
    if (!(error instanceof SyntaxPanic)) throw error;
    cursor.skipTo(endsTerm);
    return { kind: "Failed", span: { from: start, to: Math.max(start, cursor.peek().span.from) } };
  }
}

function endsTerm(token: Token): boolean {
  if (token.kind === "keyword") return token.text === "and" || token.text === "or" || token.text === "until";
  return (
    token.kind === "symbol" &&
    (token.text === ")" || token.text === "]" || token.text === "|" || token.text === ",")
  );
}

function parseNot(cursor: TokenCursor): Expression {
  const token = cursor.peek();
  if (token.kind === "name" && token.text === "NOT") {
    cursor.fail("EQL111", token.span, "Keywords are lower case: `NOT` is a name here.", "Write `not`.", {
      span: token.span,
      replacement: "not",
    });
  }
  if (cursor.takeKeyword("not") === undefined) return parseComparison(cursor);
  const operand = cursor.deeper(() => parseNot(cursor));
  return { kind: "Not", operand, span: { from: token.span.from, to: operand.span.to } };
}

const comparisonOperators: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

function parseComparison(cursor: TokenCursor): Expression {
  const left = parseSum(cursor);
  const operator = takeComparisonOperator(cursor);
  if (operator === undefined) return left;
  const right = parseSum(cursor);
  const chained = cursor.peek();
  if (chained.kind === "symbol" && comparisonOperators.has(chained.text)) {
    cursor.fail(
      "EQL108",
      chained.span,
      "Comparisons do not chain.",
      "Join two comparisons with `and`: `1 < x and x < 5`.",
    );
  }
  return {
    kind: "Comparison",
    operator: operator.text,
    left,
    right,
    operatorSpan: operator.span,
    span: join(left, right),
  };
}

function takeComparisonOperator(cursor: TokenCursor): { text: ComparisonOperator; span: Span } | undefined {
  const token = cursor.peek();
  if (token.kind !== "symbol") return undefined;
  if (token.text === "=") {
    cursor.report(
      "EQL107",
      token.span,
      "A single `=` does not compare.",
      "Write `==` for exactly equal, or `:` to ignore case and allow wildcards.",
      {
        span: token.span,
        replacement: "==",
      },
    );
    cursor.next();
    return { text: "==", span: token.span };
  }
  if (!comparisonOperators.has(token.text)) return undefined;
  cursor.next();
  return { text: token.text as ComparisonOperator, span: token.span };
}

function parseSum(cursor: TokenCursor): Expression {
  return parseArithmetic(cursor, ["+", "-"], () =>
    parseArithmetic(cursor, ["*", "/", "%"], () => parseSign(cursor)),
  );
}

/** Left to right, without recursion: `a + b + c` is no deeper than `a + b` to read, but it is as a tree. */
function parseArithmetic(
  cursor: TokenCursor,
  operators: readonly ArithmeticOperator[],
  parseOperand: () => Expression,
): Expression {
  let left = parseOperand();
  for (
    let operator = takeOneOf(cursor, operators);
    operator !== undefined;
    operator = takeOneOf(cursor, operators)
  ) {
    const right = parseOperand();
    left = { kind: "Arithmetic", operator, left, right, span: join(left, right) };
    requireShallow(cursor, left);
  }
  return left;
}

function takeOneOf(
  cursor: TokenCursor,
  operators: readonly ArithmeticOperator[],
): ArithmeticOperator | undefined {
  const operator = operators.find((candidate) => cursor.isSymbol(candidate));
  if (operator !== undefined) cursor.next();
  return operator;
}

const maxArithmeticChain = 200;

/** A chain of operators leans to the left; what walks the tree later must not meet a thousand levels. */
function requireShallow(cursor: TokenCursor, expression: Expression): void {
  let levels = 0;
  for (let at = expression; at.kind === "Arithmetic"; at = at.left) levels += 1;
  if (levels > maxArithmeticChain) {
    cursor.fail(
      "EQL117",
      expression.span,
      `A chain of arithmetic has more than ${maxArithmeticChain} operators.`,
    );
  }
}

function parseSign(cursor: TokenCursor): Expression {
  const token = cursor.peek();
  if (token.kind !== "symbol" || (token.text !== "-" && token.text !== "+")) return parseTest(cursor);
  cursor.next();
  const operand = cursor.deeper(() => parseSign(cursor));
  return {
    kind: "Sign",
    operator: token.text,
    operand,
    span: { from: token.span.from, to: operand.span.to },
  };
}

/** A primary with `in`, `:`, `like` or `regex` behind it: these bind to the primary, not to a sum. */
function parseTest(cursor: TokenCursor): Expression {
  const operand = parsePrimary(cursor, parseExpression);
  const token = cursor.peek();
  if (token.kind === "symbol" && token.text === ":") return parsePatterns(cursor, operand, ":");
  if (token.kind !== "keyword") return operand;
  switch (token.text) {
    case "like":
    case "like~":
    case "regex":
    case "regex~":
      return parsePatterns(cursor, operand, token.text);
    case "in":
    case "in~":
      return parseMembership(cursor, operand, false);
    case "not":
      if (cursor.isKeyword("in", 1) || cursor.isKeyword("in~", 1)) {
        cursor.next();
        return parseMembership(cursor, operand, true);
      }
      return failNotBeforeOperator(cursor);
    default:
      return operand;
  }
}

function failNotBeforeOperator(cursor: TokenCursor): never {
  const following = cursor.peek(1);
  const isPattern =
    (following.kind === "keyword" &&
      (keywords as readonly string[]).includes(following.text) &&
      /^(like|regex)/.test(following.text)) ||
    (following.kind === "symbol" && following.text === ":");
  if (!isPattern) return cursor.failUnexpected("an operator, `and` or `or`");
  return cursor.fail(
    "EQL115",
    cursor.peek().span,
    "Only `in` has a form with `not` behind the operand.",
    'Put `not` before the operand: `not process.name like "a*"`.',
  );
}

function parseMembership(cursor: TokenCursor, operand: Expression, negated: boolean): Expression {
  const ignoreCase = cursor.isKeyword("in~");
  cursor.next();
  cursor.expectSymbol("(", "to open the list of values");
  if (cursor.isSymbol(")")) {
    cursor.fail("EQL100", cursor.peek().span, "The list is empty.", "Give at least one value.");
  }
  const items: Expression[] = [];
  do {
    cursor.countTerm();
    items.push(parseExpression(cursor));
  } while (cursor.takeSymbol(",") !== undefined);
  const close = cursor.expectSymbol(")", "to close the list of values");
  return {
    kind: "Membership",
    operand,
    items,
    negated,
    ignoreCase,
    span: { from: operand.span.from, to: close.span.to },
  };
}

function join(left: Expression, right: Expression): Span {
  return { from: left.span.from, to: right.span.to };
}
