import type { JsonValue } from "../events/index.ts";
import { type DateValue, dateFromMs, type FieldType, parseDate, parseIp, type Value } from "../lang/index.ts";

/**
 * A value of an event in the type its field has in the catalogue, as indexing would have made it: numbers in text
 * are read, decimals in whole-number fields are cut. Undefined where it does not fit the type: such a value is not
 * there for a query.
 */
export function convertFieldValue(raw: JsonValue, fieldType: FieldType): Value | undefined {
  switch (fieldType) {
    case "long":
    case "integer":
    case "short":
    case "byte":
    case "unsigned_long":
      return toInteger(raw);
    case "double":
    case "float":
    case "half_float":
    case "scaled_float":
      return toDouble(raw);
    case "boolean":
      return toBoolean(raw);
    case "date":
      return toDateWithoutNanos(raw);
    case "date_nanos":
      return convertToDate(raw);
    case "ip": {
      const address = typeof raw === "string" ? parseIp(raw) : undefined;
      return address === undefined ? undefined : { kind: "ip", address };
    }
    case "version":
      return typeof raw === "string" ? { kind: "version", text: raw } : undefined;
    case "unknown":
      return asItIs(raw);
    case "keyword":
    case "constant_keyword":
    case "wildcard":
    case "flattened":
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
      return toText(raw);
  }
}

function toText(raw: JsonValue): string | undefined {
  if (typeof raw === "string") return raw;
  return typeof raw === "number" || typeof raw === "bigint" || typeof raw === "boolean"
    ? String(raw)
    : undefined;
}

function toInteger(raw: JsonValue): bigint | undefined {
  if (typeof raw === "bigint") return raw;
  const text = typeof raw === "string" ? raw.trim() : "";
  if (/^[+-]?\d{1,20}$/.test(text)) return BigInt(text.replace("+", ""));
  const double = toDouble(raw);
  return double === undefined ? undefined : BigInt(Math.trunc(double));
}

/** A decimal number. Digits can be read in one way only: a text from outside must not cost more than linear time. */
const decimal = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

function toDouble(raw: JsonValue): number | undefined {
  if (typeof raw !== "number" && typeof raw !== "bigint" && (typeof raw !== "string" || !decimal.test(raw)))
    return undefined;
  const double = Number(raw);
  // What is beyond the range of doubles is no number to an index either.
  return Number.isFinite(double) ? double : undefined;
}

function toBoolean(raw: JsonValue): boolean | undefined {
  if (typeof raw === "boolean") return raw;
  return raw === "true" || raw === "false" ? raw === "true" : undefined;
}

/** A value as an instant, with nanoseconds, as a `date_nanos` field keeps it; undefined where it is none. */
export function convertToDate(raw: JsonValue): DateValue | undefined {
  if (typeof raw === "string") return parseDateText(raw);
  return typeof raw === "number" ? dateFromMs(raw) : undefined;
}

/** The clock of a `date` field has milliseconds. */
function toDateWithoutNanos(raw: JsonValue): DateValue | undefined {
  const date = convertToDate(raw);
  return date === undefined ? undefined : { ...date, nanos: 0 };
}

/** ISO 8601, or epoch milliseconds as text. */
function parseDateText(text: string): ReturnType<typeof parseDate> {
  return /^-?\d{5,16}$/.test(text) ? dateFromMs(Number(text)) : parseDate(text);
}

function asItIs(raw: JsonValue): Value | undefined {
  if (typeof raw === "string" || typeof raw === "boolean" || typeof raw === "bigint") return raw;
  if (typeof raw !== "number") return undefined;
  return Number.isSafeInteger(raw) ? BigInt(raw) : toDouble(raw);
}
