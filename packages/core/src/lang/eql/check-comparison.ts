import { isConstant, type Term, type TermOperator } from "../condition.ts";
import { type ConvertedConstant, convertConstant } from "../convert-constant.ts";
import { foldTerm } from "../fold-constants.ts";
import { typeOfValue } from "../values.ts";
import type { CheckContext, MaybeTyped, Typed } from "./check-context.ts";
import { warnOfWildcard } from "./check-literal-wildcard.ts";
import { settleType } from "./settle-type.ts";
import type { Comparison, ComparisonOperator, Expression } from "./syntax-tree.ts";

type CheckExpression = (expression: Expression, context: CheckContext) => MaybeTyped;

const mirrored: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

/** A comparison: one side must be constant; it is put on the right (specification 3.2). */
export function checkComparison(
  comparison: Comparison,
  context: CheckContext,
  checkExpression: CheckExpression,
): MaybeTyped {
  const left = checkExpression(comparison.left, context);
  const right = checkExpression(comparison.right, context);
  if (left === undefined || right === undefined) return undefined;
  const swap = isConstant(left.term) && !isConstant(right.term);
  const [subject, bound] = swap ? [right, left] : [left, right];
  if (!isConstant(bound.term)) {
    context.sink.report("EQL208", comparison.span, "Comparing fields with fields is not supported.", {
      related: [
        { span: left.span, text: "this depends on the event" },
        { span: right.span, text: "and so does this" },
      ],
      help: 'One side must be a constant. Two fields can meet inside one side: `concat(a, "|", b) == "x|y"`.',
    });
    return undefined;
  }
  if ((comparison.operator === "==" || comparison.operator === "!=") && mayBeString(subject)) {
    const [operand, constant] = swap
      ? [comparison.right, comparison.left]
      : [comparison.left, comparison.right];
    warnOfWildcard(comparison.operator, operand, [constant], context);
  }
  return compare(
    swap ? mirrored[comparison.operator] : comparison.operator,
    subject,
    bound,
    comparison,
    context,
  );
}

function mayBeString(subject: Typed): boolean {
  return !isConstant(subject.term) && (subject.type === "string" || subject.type === "unknown");
}

function compare(
  operator: TermOperator,
  subject: Typed,
  bound: Typed,
  comparison: Comparison,
  context: CheckContext,
): MaybeTyped {
  const term = compareTerm(operator, subject, bound, comparison, context);
  if (term === undefined) return undefined;
  const folded = foldTerm(term);
  const isNull = folded.kind === "Constant" && folded.value === null;
  return { term: folded, type: isNull ? "null" : "boolean", span: comparison.span };
}

function compareTerm(
  operator: TermOperator,
  subject: Typed,
  bound: Typed,
  comparison: Comparison,
  context: CheckContext,
): Term | undefined {
  const value = bound.term.kind === "Constant" ? bound.term.value : null;
  const settled = value === null ? subject : settleType(subject, typeOfValue(value));
  const plain: Term = { kind: "Compare", operator, left: settled.term, right: bound.term };
  // Only a field has a type to convert the constant to; on a computed value nothing is converted (4.5).
  if (settled.term.kind !== "FieldValue") return plain;
  const constant = convertConstant(value, settled.type, settled.term.fieldType, context.nowMs);
  if (!constant.ok) return reportUnconvertible(constant.problem, bound, comparison, context);
  if ("value" in constant) return { ...plain, right: { kind: "Constant", value: constant.value } };
  if (constant.bound.kind === "IpBlock" && operator !== "==" && operator !== "!=") {
    return reportUnconvertible("a block of addresses has no order; use `==`", bound, comparison, context);
  }
  return { kind: "CompareBound", operator, left: settled.term, bound: constant.bound };
}

/** The original finds this out when the query runs, and fails it there; the kind of the error is the same. */
function reportUnconvertible(
  problem: Extract<ConvertedConstant, { ok: false }>["problem"],
  bound: Typed,
  comparison: Comparison,
  context: CheckContext,
): undefined {
  context.sink.report("EQL210", comparison.span, "The constant does not fit the field.", {
    related: [{ span: bound.span, text: problem }],
  });
  return undefined;
}
