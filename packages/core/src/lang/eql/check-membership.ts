import { isConstant, type Term } from "../condition.ts";
import { foldTerm } from "../fold-constants.ts";
import { isNumericType } from "../values.ts";
import { type CheckContext, describeType, type MaybeTyped, type Typed } from "./check-context.ts";
import { warnOfWildcard } from "./check-literal-wildcard.ts";
import { settleType } from "./settle-type.ts";
import type { Expression, Membership } from "./syntax-tree.ts";

type CheckExpression = (expression: Expression, context: CheckContext) => MaybeTyped;

/** `x in (…)`: constant items of the kind of x; strings only for `in~` (specification 3.3). */
export function checkMembership(
  membership: Membership,
  context: CheckContext,
  checkExpression: CheckExpression,
): MaybeTyped {
  const operand = checkExpression(membership.operand, context);
  const items = membership.items.map((item) => checkExpression(item, context));
  const typedItems = items.filter((item) => item !== undefined);
  if (operand === undefined || typedItems.length < items.length) return undefined;
  const settled = settleType(operand, typedItems.find((item) => item.type !== "null")?.type ?? "any");
  if (!checkOperand(membership, settled, context)) return undefined;
  if (!typedItems.map((item) => checkItem(membership, settled, item, context)).every(Boolean))
    return undefined;
  if (settled.type === "string" && !isConstant(settled.term)) {
    warnOfWildcard(membership.ignoreCase ? "in~" : "in", membership.operand, membership.items, context);
  }
  return foldMembership(membership, settled, typedItems);
}

function checkOperand(membership: Membership, operand: Typed, context: CheckContext): boolean {
  const operator = membership.ignoreCase ? "in~" : "in";
  const allowed = membership.ignoreCase
    ? operand.type === "string"
    : operand.type === "string" || operand.type === "boolean" || isNumericType(operand.type);
  if (allowed || operand.type === "null" || operand.type === "unknown") return true;
  context.sink.report(
    "EQL203",
    membership.span,
    `\`${operator}\` cannot be used on ${describeType(operand.type)}.`,
    {
      related: [{ span: operand.span, text: `this is ${describeType(operand.type)}` }],
      help:
        operand.type === "ip"
          ? "Use `==` with `or`, `cidrMatch`, or `string(…) in (…)`."
          : membership.ignoreCase
            ? "`in~` compares strings; use `in`."
            : "Use `==` with `or`, or `string(…) in (…)`.",
    },
  );
  return false;
}

function checkItem(membership: Membership, operand: Typed, item: Typed, context: CheckContext): boolean {
  if (!isConstant(item.term)) {
    context.sink.report("EQL208", membership.span, "The items of a list must be constants.", {
      related: [{ span: item.span, text: "this depends on the event" }],
    });
    return false;
  }
  if (item.type === "null" || operand.type === "unknown" || operand.type === "null") {
    return (
      !membership.ignoreCase ||
      item.type === "null" ||
      item.type === "string" ||
      reportItem(membership, "a string", item, context)
    );
  }
  const fits = isNumericType(operand.type) ? isNumericType(item.type) : item.type === operand.type;
  return fits || reportItem(membership, describeType(operand.type), item, context);
}

function reportItem(membership: Membership, expected: string, item: Typed, context: CheckContext): false {
  context.sink.report(
    "EQL203",
    membership.span,
    `An item of the list is ${describeType(item.type)} where ${expected} is expected.`,
    {
      related: [{ span: item.span, text: `this is ${describeType(item.type)}` }],
      help: "Items are not converted: write strings in quotes and numbers without.",
    },
  );
  return false;
}

function foldMembership(membership: Membership, operand: Typed, items: readonly Typed[]): Typed {
  const values = items.flatMap((item) =>
    item.term.kind === "Constant" && item.term.value !== null ? [item.term.value] : [],
  );
  const fold = !membership.ignoreCase ? "none" : operand.term.kind === "FieldValue" ? "ascii" : "unicode";
  const test: Term = foldTerm({ kind: "OneOf", operand: operand.term, values, fold });
  const term = membership.negated ? foldTerm({ kind: "Negation", operand: test }) : test;
  return {
    term,
    type: term.kind === "Constant" && term.value === null ? "null" : "boolean",
    span: membership.span,
  };
}
