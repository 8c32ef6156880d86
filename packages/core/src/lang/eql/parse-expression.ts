import type { Span } from "../source.ts";
import { parsePatterns } from "./parse-patterns.ts";
import { parsePrimary } from "./parse-primary.ts";
import type { ArithmeticOperator, ComparisonOperator, Expression, PatternOperator } from "./syntax-tree.ts";
import type { Token } from "./token.ts";
import { reportUpperCase, SyntaxPanic, type TokenCursor } from "./token-cursor.ts";

// Precedence climbs from `or`, the loosest, to the primary (specification 3.1): one function a level.

/** A condition or value. Where the text cannot be read the result holds `Failed` parts and the rest is still read. */
export function parseExpression(cursor: TokenCursor): Expression {
  return cursor.deeper(() => parseLogical(cursor, "or"));
}

function parseLogical(cursor: TokenCursor, operator: "and" | "or"): Expression {
  const parseOperand = operator === "or" ? parseConjunction : parseTerm;
  const first = parseOperand(cursor);
  const operands = [first];
  while (cursor.isKeyword(operator) || takeUpperCase(cursor, operator)) {
    if (cursor.isKeyword(operator)) cursor.next();
    operands.push(parseOperand(cursor));
  }
  const last = operands.at(-1);
  if (operands.length === 1 || last === undefined) return first;
  return { kind: "Logical", operator, operands, span: { from: first.span.from, to: last.span.to } };
}

function parseConjunction(cursor: TokenCursor): Expression {
  return parseLogical(cursor, "and");
}

/** `AND` where `and` is meant: reported, then read as if it were written well. */
function takeUpperCase(cursor: TokenCursor, keyword: "and" | "or" | "not"): boolean {
  const token = cursor.peek();
  if (token.kind !== "name" || token.text.toLowerCase() !== keyword) return false;
  reportUpperCase(cursor, token, keyword);
  cursor.next();
  return true;
}

/** One operand of `and`: the place where the parser goes on after an error. */
function parseTerm(cursor: TokenCursor): Expression {
  const start = cursor.peek().span.from;
  try {
    cursor.countTerm();
    const term = parseNot(cursor);
    if (!mayFollowTerm(cursor.peek())) failNoOperator(cursor);
    return term;
  } catch (error) {
    if (!(error instanceof SyntaxPanic)) throw error;
    cursor.skipTo((token) => endsTerm(token) || opensStage(cursor));
    return { kind: "Failed", span: { from: start, to: Math.max(start, cursor.peek().span.from) } };
  }
}

function failNoOperator(cursor: TokenCursor): never {
  const { kind } = cursor.peek();
  const isLiteral = kind === "string" || kind === "integer" || kind === "decimal";
  return cursor.failUnexpected(
    "an operator, `and` or `or`",
    isLiteral ? "Compare with `==` for exactly equal, or with `:` for a pattern." : undefined,
  );
}

function endsTerm(token: Token): boolean {
  if (token.kind === "keyword") return token.text === "and" || token.text === "or" || token.text === "until";
  if (token.kind === "name") return isUpperCaseLogical(token);
  return (
    token.kind === "symbol" &&
    (token.text === ")" || token.text === "]" || token.text === "|" || token.text === ",")
  );
}

/** Whether an expression can end before this token; a join key also ends before a stage or an option. */
function mayFollowTerm(token: Token): boolean {
  if (token.kind === "keyword") return endsTerm(token) || token.text === "with" || token.text === "by";
  return token.kind === "end" || isOpenBracket(token) || endsTerm(token);
}

/** `[process where`, which belongs to no expression. */
function opensStage(cursor: TokenCursor): boolean {
  return isOpenBracket(cursor.peek()) && cursor.isKeyword("where", 2);
}

function isOpenBracket(token: Token): boolean {
  return token.kind === "symbol" && (token.text === "[" || token.text === "![");
}

function isUpperCaseLogical(token: Token): boolean {
  return token.kind === "name" && /^(?:and|or)$/i.test(token.text);
}

function parseNot(cursor: TokenCursor): Expression {
  const { from } = cursor.peek().span;
  const isUpperCase = cursor.isName("NOT") && takeUpperCase(cursor, "not");
  if (!isUpperCase && cursor.takeKeyword("not") === undefined) return parseComparison(cursor);
  const operand = cursor.deeper(() => parseNot(cursor));
  return { kind: "Not", operand, span: { from, to: operand.span.to } };
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

const sumOperators: readonly ArithmeticOperator[] = ["+", "-"];
const productOperators: readonly ArithmeticOperator[] = ["*", "/", "%"];

function parseSum(cursor: TokenCursor): Expression {
  return parseArithmetic(cursor, sumOperators, parseProduct);
}

function parseProduct(cursor: TokenCursor): Expression {
  return parseArithmetic(cursor, productOperators, parseSign);
}

/** Left to right, without recursion: `a + b + c` is no deeper than `a + b` to read, but it is as a tree. */
function parseArithmetic(
  cursor: TokenCursor,
  operators: readonly ArithmeticOperator[],
  parseOperand: (cursor: TokenCursor) => Expression,
): Expression {
  let left = parseOperand(cursor);
  for (
    let operator = takeOneOf(cursor, operators);
    operator !== undefined;
    operator = takeOneOf(cursor, operators)
  ) {
    const right = parseOperand(cursor);
    left = { kind: "Arithmetic", operator, left, right, span: join(left, right) };
  }
  return left;
}

function takeOneOf(
  cursor: TokenCursor,
  operators: readonly ArithmeticOperator[],
): ArithmeticOperator | undefined {
  const token = cursor.peek();
  const operator = token.kind === "symbol" ? operators.find((sign) => sign === token.text) : undefined;
  if (operator === undefined) return undefined;
  cursor.countOperator();
  cursor.next();
  return operator;
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
  const negated = cursor.isKeyword("not") || (cursor.peek().kind === "name" && takeUpperCase(cursor, "not"));
  if (cursor.isKeyword("not")) {
    const following = operatorAt(cursor, 1);
    if (following !== "in" && following !== "in~") failNotBeforeOperator(cursor, following);
    cursor.next();
  }
  const operator = operatorAt(cursor, 0);
  if (operator === undefined) {
    if (negated) cursor.failUnexpected("`in` behind `not`");
    return operand;
  }
  const token = cursor.peek();
  if (token.kind === "name" || token.kind === "tilde-name") reportUpperCase(cursor, token, operator);
  cursor.next();
  return operator === "in" || operator === "in~"
    ? parseMembership(cursor, operand, negated, operator === "in~")
    : parsePatterns(cursor, operand, operator, token.span);
}

type TestOperator = "in" | "in~" | PatternOperator;

/** The operator of a test at the cursor, also one in upper case: behind an operand no name has a place. */
function operatorAt(cursor: TokenCursor, ahead: number): TestOperator | undefined {
  const token = cursor.peek(ahead);
  if (token.kind === "symbol") return token.text === ":" ? ":" : undefined;
  if (token.kind !== "keyword" && token.kind !== "name" && token.kind !== "tilde-name") return undefined;
  const word = `${token.text.toLowerCase()}${token.kind === "tilde-name" ? "~" : ""}`;
  switch (word) {
    case "in":
    case "in~":
    case "like":
    case "like~":
    case "regex":
    case "regex~":
      return word;
    default:
      return undefined;
  }
}

function failNotBeforeOperator(cursor: TokenCursor, following: TestOperator | undefined): never {
  if (following === undefined) return cursor.failUnexpected("an operator, `and` or `or`");
  return cursor.fail(
    "EQL115",
    cursor.peek().span,
    `Only \`in\` has a form with \`not\` behind the operand; \`${following}\` has none.`,
    `Put \`not\` before the operand: \`not process.name ${following} "a*"\`.`,
  );
}

/** The list behind `in`, which the caller has read. */
function parseMembership(
  cursor: TokenCursor,
  operand: Expression,
  negated: boolean,
  ignoreCase: boolean,
): Expression {
  const open = cursor.expectSymbol("(", "to open the list of values");
  const items: Expression[] = [];
  if (cursor.isSymbol(")")) {
    const { span } = cursor.peek();
    cursor.report("EQL100", span, "The list is empty.", "Give at least one value.");
    items.push({ kind: "Failed", span });
  } else {
    do items.push(parseExpression(cursor));
    while (cursor.takeSymbol(",") !== undefined);
  }
  const close = cursor.expectSymbol(")", "to close the list of values", open);
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
