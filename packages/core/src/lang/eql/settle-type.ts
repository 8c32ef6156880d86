import type { FieldType } from "../field-catalogue.ts";
import type { ValueType } from "../values.ts";
import type { Typed } from "./check-context.ts";

/**
 * A field of unknown type takes the type that its place wants: each mention is judged alone, so the same field can
 * be a string in one condition and a number in the next, as its values happen to be.
 */
export function settleType(typed: Typed, wanted: ValueType | "any"): Typed {
  if (typed.term.kind !== "FieldValue" || typed.term.fieldType !== "unknown") return typed;
  const fieldType = fieldTypeFor(wanted);
  if (fieldType === undefined) return typed;
  return { ...typed, term: { ...typed.term, fieldType }, type: wanted === "any" ? typed.type : wanted };
}

function fieldTypeFor(wanted: ValueType | "any"): FieldType | undefined {
  switch (wanted) {
    case "string":
      return "keyword";
    case "integer":
      return "long";
    case "double":
    case "number":
      return "double";
    case "boolean":
      return "boolean";
    case "date":
      return "date";
    case "ip":
      return "ip";
    case "version":
      return "version";
    case "null":
    case "unknown":
    case "any":
      return undefined;
  }
}
