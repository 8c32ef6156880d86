import type { CheckContext } from "./check-context.ts";
import { formatFieldName } from "./format-name.ts";
import type { Arithmetic, Expression, Field } from "./syntax-tree.ts";

/**
 * `my-field` without backquotes is `my` minus `field` (specification 1.4). Where the parts are not known but the whole
 * is, the whole is meant: this is reported, and nothing else about the parts.
 */
export function reportHyphenatedName(arithmetic: Arithmetic, context: CheckContext): boolean {
  const { catalogue, sink } = context;
  const fields = hyphenatedFields(arithmetic, maxParts);
  if (fields === undefined || catalogue.onUnknownField !== "error") return false;
  const name = fields.map((field) => field.name).join("-");
  const areKnown = fields.every((field) => catalogue.typeOf(field.name) !== undefined);
  if (areKnown || catalogue.typeOf(name) === undefined) return false;
  const quoted = formatFieldName(name);
  sink.report(
    "EQL201",
    arithmetic.span,
    `This is read as \`${fields.map((field) => field.name).join("` minus `")}\`.`,
    {
      help: `Put the name in backquotes: ${quoted}.`,
      fix: { span: arithmetic.span, replacement: quoted },
    },
  );
  return true;
}

/** Longer chains are not taken for names. */
const maxParts = 10;

/** The fields of `a-b-c`, written without spaces. */
function hyphenatedFields(expression: Expression, most: number): readonly Field[] | undefined {
  if (most === 0) return undefined;
  if (expression.kind === "Field") return expression.optional ? undefined : [expression];
  if (expression.kind !== "Arithmetic" || expression.operator !== "-") return undefined;
  const { left, right } = expression;
  if (right.kind !== "Field" || right.optional || right.span.from !== left.span.to + 1) return undefined;
  const before = hyphenatedFields(left, most - 1);
  return before === undefined ? undefined : [...before, right];
}
