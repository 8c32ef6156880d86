import type { Condition, Term } from "../condition.ts";
import { foldTerm, toCondition } from "../fold-constants.ts";
import type { CheckContext } from "./check-context.ts";
import { checkCondition } from "./check-expression.ts";
import { checkField } from "./check-field.ts";
import type { Category, EventQuery } from "./syntax-tree.ts";

/** `category where condition` as one condition; undefined where it failed. */
export function checkEventQuery(query: EventQuery, context: CheckContext, categoryField: string): Condition | undefined {
  const category = query.category.name === undefined ? "any" : checkCategory(query.category, context, categoryField);
  const condition = checkCondition(query.condition, context);
  if (category === undefined || condition === undefined) return undefined;
  if (category !== "any") return toCondition(foldTerm({ kind: "AllOf", operands: [category, condition.term] }));
  // After a category the null would be part of an `and`; alone it is no condition (specification 2.1).
  if (condition.type === "null") {
    context.sink.report("EQL203", condition.span, "A condition is true or false; this is always null.", {
      help: "Compare it with something, for example `== …` or `!= null`.",
    });
    return undefined;
  }
  return toCondition(condition.term);
}

/** The ordinary `==` on the category field, so that any element of an array will do. */
function checkCategory(category: Category, context: CheckContext, categoryField: string): Term | undefined {
  const field = checkField({ kind: "Field", name: categoryField, optional: false, span: category.span }, context);
  if (field === undefined) return undefined;
  return { kind: "Compare", operator: "==", left: field.term, right: { kind: "Constant", value: category.name ?? null } };
}
