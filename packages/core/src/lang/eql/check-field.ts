import { queryType } from "../convert-constant.ts";
import type { FieldCatalogue, FieldType } from "../field-catalogue.ts";
import { suggestNames } from "../suggest-names.ts";
import type { CheckContext, MaybeTyped } from "./check-context.ts";
import type { Field } from "./syntax-tree.ts";

/** A mention of a field: its type from the catalogue, null where it is optional and unmapped (specification 4.2). */
export function checkField(field: Field, context: CheckContext): MaybeTyped {
  const { catalogue, sink } = context;
  const mapped = catalogue.typeOf(field.name);
  if (mapped === undefined && field.optional && catalogue.onUnknownField === "error") {
    context.absentNames.push(field.name);
    return { term: { kind: "Constant", value: null }, type: "null", span: field.span };
  }
  if (mapped === undefined && catalogue.onUnknownField === "error") {
    sink.report("EQL201", field.span, `The field \`${field.name}\` is not known.`, {
      help: sink.isFull("error") ? undefined : unknownFieldHelp(field.name, catalogue),
    });
    return undefined;
  }
  // A catalogue that is not the whole truth cannot tell that no event has the field: it then counts as mapped.
  // One warning for each name is enough.
  if (mapped === undefined && !field.optional && !context.fieldNames.has(field.name)) {
    sink.report("EQL401", field.span, `The field \`${field.name}\` is not in the catalogue.`, {
      severity: "warning",
      help: sink.isFull("warning") ? undefined : unknownFieldHelp(field.name, catalogue),
    });
  }
  const fieldType = exactType(field.name, mapped ?? "unknown", catalogue);
  const type = queryType(fieldType);
  if (type === undefined) {
    sink.report(
      "EQL206",
      field.span,
      `The field \`${field.name}\` has the type \`${fieldType}\`, which EQL cannot query.`,
      {
        help: untypableHelp(fieldType),
      },
    );
    return undefined;
  }
  const name = valueFieldName(field.name, catalogue);
  context.fieldNames.add(name);
  return { term: { kind: "FieldValue", name, fieldType }, type, span: field.span };
}

/** A text field is queried through an exact sub-field, if it has one (specification 4.1). */
function exactType(name: string, fieldType: FieldType, catalogue: FieldCatalogue): FieldType {
  if (fieldType !== "text" && fieldType !== "match_only_text") return fieldType;
  const exact = ["keyword", "raw"].map((subField) => catalogue.typeOf(`${name}.${subField}`));
  return exact.find((type) => type === "keyword" || type === "wildcard") ?? fieldType;
}

/** `message.keyword` is another view of `message`: events hold the value under the shorter name only. */
function valueFieldName(name: string, catalogue: FieldCatalogue): string {
  if (!name.endsWith(".keyword") && !name.endsWith(".raw")) return name;
  const parent = name.slice(0, name.lastIndexOf("."));
  const parentType = catalogue.typeOf(parent);
  return parent !== "" && (parentType === "text" || parentType === "match_only_text") ? parent : name;
}

function untypableHelp(fieldType: FieldType): string {
  switch (fieldType) {
    case "text":
    case "match_only_text":
      return "Text fields hold words, not one exact value. Use a field of type keyword or wildcard.";
    case "normalized_keyword":
      return "The stored value is folded to lower case. Use the field without this ending, with `:` to ignore case.";
    case "nested":
      return "Nested objects cannot be queried. Use a field outside of them.";
    default:
      return "Use a field of type keyword, number, boolean, date, ip or version.";
  }
}

/** What may be meant instead: a keyword, a close name, or an optional field. */
export function unknownFieldHelp(name: string, catalogue: FieldCatalogue): string {
  if (/^(?:true|false|null)$/i.test(name)) return `Keywords are lower case: write \`${name.toLowerCase()}\`.`;
  const close = suggestNames(name, catalogue.names());
  const optional = `Write \`?${name}\` if it may be missing.`;
  if (close.length === 0) return optional;
  return `Did you mean ${close.map((candidate) => `\`${candidate}\``).join(" or ")}? ${optional}`;
}
