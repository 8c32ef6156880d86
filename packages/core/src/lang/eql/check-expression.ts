import { isConstant, type Term } from "../condition.ts";
import { foldTerm } from "../fold-constants.ts";
import { QueryFailure } from "../query-failure.ts";
import { isNumericType, typeOfValue, type ValueType } from "../values.ts";
import { checkCall, widestType } from "./check-call.ts";
import { checkComparison } from "./check-comparison.ts";
import { type CheckContext, describeType, type MaybeTyped, type Typed } from "./check-context.ts";
import { checkField } from "./check-field.ts";
import { reportHyphenatedName } from "./check-hyphenated-name.ts";
import { checkMembership } from "./check-membership.ts";
import { checkPatternTest } from "./check-pattern-test.ts";
import { settleType } from "./settle-type.ts";
import type { Arithmetic, Expression, Logical, Not, Sign } from "./syntax-tree.ts";

/** Checks an expression and computes its constant parts; undefined where it failed, with diagnostics given. */
export function checkExpression(expression: Expression, context: CheckContext): MaybeTyped {
  switch (expression.kind) {
    case "Literal":
      return {
        term: { kind: "Constant", value: expression.value },
        type: typeOfValue(expression.value),
        span: expression.span,
      };
    case "Field":
      return checkField(expression, context);
    case "Call":
      return checkCall(expression, context, checkExpression);
    case "Sign":
      return checkSign(expression, context);
    case "Arithmetic":
      return checkArithmetic(expression, context);
    case "Comparison":
      return checkComparison(expression, context, checkExpression);
    case "Membership":
      return checkMembership(expression, context, checkExpression);
    case "PatternTest":
      return checkPatternTest(expression, context, checkExpression);
    case "Not":
      return checkNot(expression, context);
    case "Logical":
      return checkLogical(expression, context);
    case "Failed":
      return undefined;
  }
}

/** An expression where a condition is wanted: it must be boolean; null is left to the caller. */
export function checkCondition(expression: Expression, context: CheckContext): MaybeTyped {
  const typed = checkExpression(expression, context);
  if (typed === undefined) return undefined;
  if (typed.type === "boolean" || typed.type === "null") return typed;
  if (typed.type === "unknown") return settleType(typed, "boolean");
  context.sink.report(
    "EQL203",
    typed.span,
    `A condition is true or false; this is ${describeType(typed.type)}.`,
    {
      help: "Compare it with something, for example `== …` or `!= null`.",
    },
  );
  return undefined;
}

function checkNot(not: Not, context: CheckContext): MaybeTyped {
  const operand = checkCondition(not.operand, context);
  if (operand === undefined) return undefined;
  return condition(foldTerm({ kind: "Negation", operand: operand.term }), not.span);
}

function checkLogical(logical: Logical, context: CheckContext): MaybeTyped {
  const operands = logical.operands.map((operand) => checkCondition(operand, context));
  const terms = operands.flatMap((operand) => (operand === undefined ? [] : [operand.term]));
  if (terms.length < operands.length) return undefined;
  return condition(
    foldTerm({ kind: logical.operator === "and" ? "AllOf" : "AnyOf", operands: terms }),
    logical.span,
  );
}

function condition(term: Term, span: Typed["span"]): Typed {
  return { term, type: term.kind === "Constant" && term.value === null ? "null" : "boolean", span };
}

function checkSign(sign: Sign, context: CheckContext): MaybeTyped {
  const operand = checkNumber(sign.operand, sign.span, context);
  if (operand === undefined) return undefined;
  if (sign.operator === "+") return { ...operand, span: sign.span };
  return foldNumber({ kind: "Negative", operand: operand.term }, operand.type, sign.span, context);
}

function checkArithmetic(arithmetic: Arithmetic, context: CheckContext): MaybeTyped {
  if (reportHyphenatedName(arithmetic, context)) return undefined;
  const left = checkNumber(arithmetic.left, arithmetic.span, context);
  const right = checkNumber(arithmetic.right, arithmetic.span, context);
  if (left === undefined || right === undefined) return undefined;
  return foldNumber(
    { kind: "Arithmetic", operator: arithmetic.operator, left: left.term, right: right.term },
    widestType([left, right]),
    arithmetic.span,
    context,
  );
}

function checkNumber(operand: Expression, whole: Typed["span"], context: CheckContext): MaybeTyped {
  const typed = checkExpression(operand, context);
  if (typed === undefined || isNumericType(typed.type) || typed.type === "null") return typed;
  if (typed.type === "unknown") return settleType(typed, "number");
  context.sink.report("EQL203", whole, `Arithmetic takes numbers; this is ${describeType(typed.type)}.`, {
    related: [{ span: typed.span, text: `${describeType(typed.type)}, not a number` }],
    help: textHelp(typed),
  });
  return undefined;
}

function textHelp(typed: Typed): string | undefined {
  return typed.type === "string" && !isConstant(typed.term)
    ? "Use `concat(…)` to join texts, `number(…)` to read a number."
    : undefined;
}

function foldNumber(term: Term, type: ValueType, span: Typed["span"], context: CheckContext): MaybeTyped {
  try {
    const folded = foldTerm(term);
    return { term: folded, type: folded.kind === "Constant" && folded.value === null ? "null" : type, span };
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    context.sink.report("EQL210", span, `This cannot be computed: ${error.message}.`);
    return undefined;
  }
}
