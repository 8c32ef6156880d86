import type { CheckContext } from "./check-context.ts";
import type { Expression, Field } from "./syntax-tree.ts";

/**
 * Warns of a `*` in a text that is compared exactly: in the older dialect `==` matched patterns, here the star is an
 * ordinary character (specification sections 3.2 and 9).
 */
export function warnOfWildcard(
  operator: "==" | "!=" | "in" | "in~",
  operand: Expression,
  constants: readonly Expression[],
  context: CheckContext,
): void {
  const starred = constants.find(
    (constant) =>
      constant.kind === "Literal" && typeof constant.value === "string" && constant.value.includes("*"),
  );
  if (starred === undefined) return;
  const not = operator === "!=" ? "not " : "";
  const subject = operand.kind === "Field" ? shownName(operand) : "…";
  const patterns = operator === "in" || operator === "in~" ? "(…)" : '"…"';
  context.sink.report("EQL403", starred.span, `To \`${operator}\` a \`*\` is an ordinary character.`, {
    severity: "warning",
    help: `To match a pattern write \`${not}${subject} : ${patterns}\`, or \`like\` to respect the case of letters.`,
  });
}

function shownName(field: Field): string {
  return `${field.optional ? "?" : ""}${field.name}`;
}
