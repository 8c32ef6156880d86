import type { Bound } from "./condition.ts";
import { dateFromMs, parseDateMath } from "./date-time.ts";
import type { FieldType } from "./field-catalogue.ts";
import { parseCidr, parseIp } from "./ip-address.ts";
import { valueText } from "./value-text.ts";
import type { DateValue, Value, ValueType } from "./values.ts";

/** A constant in the type of the field it is compared with, or why it cannot be converted. */
export type ConvertedConstant =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: true; readonly bound: Bound }
  | { readonly ok: false; readonly problem: string };

const converted = (value: Value): ConvertedConstant => ({ ok: true, value });
const refused = (problem: string): ConvertedConstant => ({ ok: false, problem });

/** The query type of a mapping type, or undefined where fields of that type cannot be queried (specification 4.1). */
export function queryType(fieldType: FieldType): ValueType | undefined {
  switch (fieldType) {
    case "keyword":
    case "constant_keyword":
    case "wildcard":
    case "flattened":
      return "string";
    case "long":
    case "integer":
    case "short":
    case "byte":
    case "unsigned_long":
      return "integer";
    case "double":
    case "float":
    case "half_float":
    case "scaled_float":
      return "double";
    case "boolean":
      return "boolean";
    case "date":
    case "date_nanos":
      return "date";
    case "ip":
      return "ip";
    case "version":
      return "version";
    case "unknown":
      return "unknown";
    case "text":
    case "match_only_text":
    case "normalized_keyword":
    case "nested":
    case "object":
    case "geo_point":
    case "geo_shape":
    case "binary":
    case "range":
    case "other":
      return undefined;
  }
}

/**
 * Converts the constant side of a comparison to the type of the field on the other side (specification 4.5).
 * `nowMs` stands for `now` in date math.
 */
export function convertConstant(
  value: Value,
  type: ValueType,
  fieldType: FieldType,
  nowMs: number | undefined,
): ConvertedConstant {
  if (value === null) return converted(null);
  switch (type) {
    case "string":
      return converted(valueText(value));
    case "integer":
    case "double":
    case "number":
      return convertToNumber(value);
    case "boolean":
      return convertToBoolean(value);
    case "date":
      return convertToDate(value, fieldType, nowMs);
    case "ip":
      return convertToIp(value);
    case "version":
      return converted({ kind: "version", text: valueText(value) ?? "" });
    case "null":
    case "unknown":
      return converted(value);
  }
}

function convertToNumber(value: Value): ConvertedConstant {
  if (typeof value === "bigint" || typeof value === "number") return converted(value);
  const text = typeof value === "string" ? value.trim() : "";
  if (/^[+-]?\d{1,18}$/.test(text)) return converted(BigInt(text.replace("+", "")));
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return converted(Number(text));
  return refused("the field is a number, this is not");
}

function convertToBoolean(value: Value): ConvertedConstant {
  if (typeof value === "boolean") return converted(value);
  if (value === "true" || value === "false") return converted(value === "true");
  return refused("the field is a boolean, which is `true` or `false`");
}

function convertToDate(value: Value, fieldType: FieldType, nowMs: number | undefined): ConvertedConstant {
  if (typeof value === "bigint" || typeof value === "number") {
    const instant = dateFromMs(Number(value));
    if (instant === undefined) return refused("this is beyond the calendar in milliseconds since 1970");
    return { ok: true, bound: { kind: "DateSpan", span: { from: instant, to: instant } } };
  }
  const span = typeof value === "string" ? parseDateMath(value, nowMs) : undefined;
  if (span === undefined)
    return refused("the field is a date; write it as `2024-05-01T10:00:00Z`, epoch milliseconds or `now-1h`");
  // The clock of a `date` field has milliseconds; what is finer in the constant does not exist there.
  const toMs = (date: DateValue): DateValue => (fieldType === "date_nanos" ? date : { ...date, nanos: 0 });
  return { ok: true, bound: { kind: "DateSpan", span: { from: toMs(span.from), to: toMs(span.to) } } };
}

function convertToIp(value: Value): ConvertedConstant {
  if (typeof value !== "string") return refused("the field is an address, which is written as a string");
  const address = parseIp(value);
  if (address !== undefined) return converted({ kind: "ip", address });
  const block = value.includes("/") ? parseCidr(value) : undefined;
  return block === undefined
    ? refused("the field is an address, this is not")
    : { ok: true, bound: { kind: "IpBlock", block } };
}
