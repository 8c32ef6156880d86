import type { Condition, Term } from "../condition.ts";
import { foldTerm, toCondition } from "../fold-constants.ts";
import type { CheckContext, Typed } from "./check-context.ts";
import { checkCondition } from "./check-expression.ts";
import { checkField } from "./check-field.ts";
import type { Category, EventQuery, Expression } from "./syntax-tree.ts";

/** `category where condition` as one condition; undefined where it failed. */
export function checkEventQuery(
  query: EventQuery,
  context: CheckContext,
  categoryField: string,
): Condition | undefined {
  const category =
    query.category.name === undefined ? "any" : checkCategory(query.category, context, categoryField);
  const absentBefore = context.absentNames.length;
  const condition = checkCondition(query.condition, context);
  if (category === undefined || condition === undefined) return undefined;
  const isRefused = category === "any" && isBareNull(query.condition, condition.term);
  if (isNeverTrue(condition.term) && !isRefused) {
    warnNeverTrue(condition, context.absentNames.slice(absentBefore), context);
  }
  if (category !== "any")
    return toCondition(foldTerm({ kind: "AllOf", operands: [category, condition.term] }));
  // After a category the null would be part of an `and`; alone it is no condition (specification 2.1).
  if (isRefused) {
    context.sink.report("EQL203", condition.span, "A condition is true or false; this is always null.", {
      help: "Compare it with something, for example `== …` or `!= null`.",
    });
    return undefined;
  }
  return toCondition(condition.term);
}

/** The literal `null` or an unmapped optional field, and not a condition that works out to null. */
function isBareNull(written: Expression, term: Term): boolean {
  const isPlain = written.kind === "Literal" || written.kind === "Field";
  return isPlain && term.kind === "Constant" && term.value === null;
}

function isNeverTrue(term: Term): boolean {
  return term.kind === "Constant" && term.value !== true;
}

function warnNeverTrue(condition: Typed, absentNames: readonly string[], context: CheckContext): void {
  const names = [...new Set(absentNames)].slice(0, maxShownNames).map((name) => `\`?${name}\``);
  context.sink.report("EQL402", condition.span, "This condition is never true.", {
    severity: "warning",
    help:
      names.length === 0
        ? "Its constants decide it, whatever the event holds."
        : `An optional field that is not known has no value: ${names.join(", ")}.`,
  });
}

/** Fields named in one message. */
const maxShownNames = 3;

/** The ordinary `==` on the category field, so that any element of an array will do. */
function checkCategory(category: Category, context: CheckContext, categoryField: string): Term | undefined {
  if (context.catalogue.typeOf(categoryField) === undefined) {
    reportUnknownCategoryField(category, context, categoryField);
    if (context.catalogue.onUnknownField === "error") return undefined;
  }
  const field = checkField(
    { kind: "Field", name: categoryField, optional: false, span: category.span },
    context,
  );
  if (field === undefined) return undefined;
  return {
    kind: "Compare",
    operator: "==",
    left: field.term,
    right: { kind: "Constant", value: category.name ?? null },
  };
}

/** Once where it is a warning; `checkField` then has nothing to add. */
function reportUnknownCategoryField(category: Category, context: CheckContext, categoryField: string): void {
  const isError = context.catalogue.onUnknownField === "error";
  if (!isError && context.fieldNames.has(categoryField)) return;
  context.fieldNames.add(categoryField);
  context.sink.report(
    isError ? "EQL201" : "EQL401",
    category.span,
    `The field of the event category, \`${categoryField}\`, is not known.`,
    {
      severity: isError ? "error" : "warning",
      help: "Write `any where` for events of every category, or choose another field for the event category.",
    },
  );
}
