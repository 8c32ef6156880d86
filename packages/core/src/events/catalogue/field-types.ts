import type { FieldType } from "../../lang/field-catalogue.ts";

/** Every field type by its name; the compiler keeps it complete. */
const knownTypes: Readonly<Record<FieldType, true>> = {
  keyword: true,
  constant_keyword: true,
  wildcard: true,
  long: true,
  integer: true,
  short: true,
  byte: true,
  unsigned_long: true,
  double: true,
  float: true,
  half_float: true,
  scaled_float: true,
  boolean: true,
  date: true,
  date_nanos: true,
  ip: true,
  version: true,
  text: true,
  match_only_text: true,
  normalized_keyword: true,
  nested: true,
  object: true,
  flattened: true,
  geo_point: true,
  geo_shape: true,
  binary: true,
  range: true,
  unknown: true,
  other: true,
};

/** The mapping types that hold an interval; a query may use none of them. */
const rangeTypes: ReadonlySet<string> = new Set([
  "integer_range",
  "long_range",
  "float_range",
  "double_range",
  "date_range",
  "ip_range",
]);

function isFieldType(name: string): name is FieldType {
  return Object.hasOwn(knownTypes, name);
}

/** The field type that a mapping or a schema file calls `name`; "other" for one this engine does not know. */
export function toFieldType(name: string): FieldType {
  if (rangeTypes.has(name)) return "range";
  return isFieldType(name) ? name : "other";
}
