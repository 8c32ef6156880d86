import { queryType } from "../convert-constant.ts";
import { isNumericType, type ValueType } from "../values.ts";
import { type CheckContext, describeType } from "./check-context.ts";
import { checkField } from "./check-field.ts";
import type { CheckedStage, JoinKey } from "./checked-query.ts";
import type { Expression, Stage } from "./syntax-tree.ts";

/** A join key: a plain field with a type that can be compared (specification 6.4). */
export function checkJoinKey(key: Expression, context: CheckContext): JoinKey | undefined {
  if (key.kind === "Failed") return undefined;
  if (key.kind !== "Field") {
    context.sink.report("EQL305", key.span, "A join key is a field.", {
      help: "Calls, literals and arithmetic cannot be keys.",
    });
    return undefined;
  }
  const checked = checkField(key, context);
  if (checked === undefined) return undefined;
  // An optional field that is unmapped has become the constant null.
  const { term } = checked;
  if (term.kind !== "FieldValue") return { name: key.name, fieldType: undefined, optional: key.optional };
  return { name: term.name, fieldType: term.fieldType, optional: key.optional };
}

/** All stages and `until` have as many keys as the first stage; those that could not be read are passed over. */
export function checkKeyCount(stages: readonly Stage[], context: CheckContext): boolean {
  const read = stages.filter((stage) => stage.keys.every((key) => key.kind !== "Failed"));
  const [first] = read;
  const odd = read.find((stage) => stage.keys.length !== first?.keys.length);
  if (first === undefined || odd === undefined) return true;
  context.sink.report(
    "EQL305",
    odd.keysSpan,
    `This stage has ${count(odd.keys.length)}, the first has ${count(first.keys.length)}.`,
    {
      related: [{ span: first.keysSpan, text: `${count(first.keys.length)} here` }],
      help: "Every stage is joined by the same number of keys.",
    },
  );
  return false;
}

function count(keys: number): string {
  return `${keys} key${keys === 1 ? "" : "s"}`;
}

/** Keys at the same position have comparable types: all numbers with each other, otherwise the same type. */
export function checkKeyTypes(
  stages: readonly CheckedStage[],
  written: readonly Stage[],
  sharedKeys: readonly Expression[],
  context: CheckContext,
): boolean {
  const [first] = stages;
  if (first === undefined) return true;
  for (const [position, expected] of first.keys.entries()) {
    for (const [at, stage] of stages.entries()) {
      const found = stage.keys[position];
      if (found === undefined || areComparable(keyType(expected), keyType(found))) continue;
      const own = position - sharedKeys.length;
      const [here, there] = [written[at]?.keys[own], written[0]?.keys[own]];
      context.sink.report(
        "EQL305",
        here?.span ?? stage.span,
        `The keys \`${expected.name}\` (${describeType(keyType(expected))}) and \`${found.name}\` (${describeType(keyType(found))}) cannot be compared.`,
        { related: there === undefined ? [] : [{ span: there.span, text: describeType(keyType(expected)) }] },
      );
      return false;
    }
  }
  return true;
}

function keyType(key: JoinKey): ValueType {
  return key.fieldType === undefined ? "null" : (queryType(key.fieldType) ?? "unknown");
}

function areComparable(a: ValueType, b: ValueType): boolean {
  if (a === "null" || b === "null" || a === "unknown" || b === "unknown") return true;
  return a === b || (isNumericType(a) && isNumericType(b));
}
