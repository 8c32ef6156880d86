import type { CaseFold, FieldCatalogue, FieldType, Term } from "../lang/index.ts";

/** How the values of a field are compared in an exception. */
export type ValueKind = "exact" | "words" | "number" | "boolean" | "date" | "ip" | "version";

/** A field of an exception as events hold it. */
export interface ExceptionField {
  readonly kind: ValueKind;
  readonly fold: CaseFold;
  readonly term: Extract<Term, { kind: "FieldValue" }>;
  /** The catalogue does not know the name: perhaps a misspelling. */
  readonly isUnknown: boolean;
}

export type ResolvedField =
  | { readonly ok: true; readonly field: ExceptionField }
  /** No event can pass a test of it; `problem` completes "the field …". */
  | { readonly ok: false; readonly problem: string };

/**
 * Finds out what a name stands for. Sub-fields such as `process.name.caseless` are other views of a value that events hold
 * under the shorter name. A field of unknown type is compared by its text, numbers and booleans as they are written.
 *
 * @param isNested the field stands inside of nested objects, whose fields the catalogue does not list one by one
 */
export function resolveExceptionField(
  name: string,
  catalogue: FieldCatalogue,
  isNested: boolean,
): ResolvedField {
  const mapped = catalogue.typeOf(name);
  const parent = viewedField(name, catalogue);
  if (parent !== undefined) {
    if (name.endsWith(".caseless")) return text(parent, "keyword", "exact", "unicode");
    if (name.endsWith(".text")) return text(parent, "match_only_text", "words", "ascii");
    return text(parent, "keyword", "exact", "none");
  }
  if (mapped === undefined) {
    if (catalogue.onUnknownField === "error") return { ok: false, problem: "is not known" };
    return text(name, "keyword", "exact", "none", !isNested);
  }
  return resolveType(name, mapped, isNested);
}

function resolveType(name: string, fieldType: FieldType, isNested: boolean): ResolvedField {
  switch (fieldType) {
    case "keyword":
    case "constant_keyword":
    case "wildcard":
    case "flattened":
      return text(name, fieldType, "exact", "none");
    case "unknown":
      return text(name, "keyword", "exact", "none");
    case "normalized_keyword":
      return text(name, "keyword", "exact", "unicode");
    case "text":
    case "match_only_text":
      return text(name, fieldType, "words", "ascii");
    case "long":
    case "integer":
    case "short":
    case "byte":
    case "unsigned_long":
    case "double":
    case "float":
    case "half_float":
    case "scaled_float":
      return typed(name, fieldType, "number");
    case "boolean":
      return typed(name, fieldType, "boolean");
    case "date":
    case "date_nanos":
      return typed(name, fieldType, "date");
    case "ip":
      return typed(name, fieldType, "ip");
    case "version":
      return typed(name, fieldType, "version");
    case "nested":
      if (isNested) return text(name, "keyword", "exact", "none");
      return { ok: false, problem: "stands in nested objects, which only a nested entry looks into" };
    case "object":
    case "geo_point":
    case "geo_shape":
    case "binary":
    case "range":
    case "other":
      return { ok: false, problem: `has the type \`${fieldType}\`, which exceptions do not compare` };
  }
}

function text(
  name: string,
  fieldType: FieldType,
  kind: ValueKind,
  fold: CaseFold,
  isUnknown = false,
): ResolvedField {
  return { ok: true, field: { kind, fold, isUnknown, term: { kind: "FieldValue", name, fieldType } } };
}

function typed(name: string, fieldType: FieldType, kind: ValueKind): ResolvedField {
  return text(name, fieldType, kind, "none");
}

const textTypes: ReadonlySet<FieldType | undefined> = new Set<FieldType>([
  "keyword",
  "constant_keyword",
  "wildcard",
  "text",
  "match_only_text",
]);

/** The field that a sub-field is another view of; undefined where the name is no sub-field. */
function viewedField(name: string, catalogue: FieldCatalogue): string | undefined {
  const dot = name.lastIndexOf(".");
  const parent = name.slice(0, Math.max(0, dot));
  const view = name.slice(dot + 1);
  if (!["caseless", "text", "keyword", "raw"].includes(view)) return undefined;
  return textTypes.has(catalogue.typeOf(parent)) ? parent : undefined;
}
