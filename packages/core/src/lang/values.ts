import { compareIp, type IpAddress } from "./ip-address.ts";
import { compareVersions } from "./version-order.ts";

/** An instant: milliseconds since 1970 in UTC, and for `date_nanos` the nanoseconds beyond them (0 to 999,999). */
export interface DateValue {
  readonly kind: "date";
  readonly ms: number;
  readonly nanos: number;
}

export interface IpValue {
  readonly kind: "ip";
  readonly address: IpAddress;
}

export interface VersionValue {
  readonly kind: "version";
  readonly text: string;
}

/**
 * A single value of a field or a computation. Integers are bigint and doubles are number, so that `3 / 2` and
 * `3.0 / 2` differ as they must (specification 3.7). `null` is "no value".
 */
export type Value = null | string | bigint | number | boolean | DateValue | IpValue | VersionValue;

/** What the checker knows of a value before there is an event. */
export type ValueType =
  | "string"
  | "integer"
  | "double"
  /** Integer or double, known only with the value. */
  | "number"
  | "boolean"
  | "date"
  | "ip"
  | "version"
  | "null"
  /** A field of unknown type: fits everywhere. */
  | "unknown";

export function isNumericType(type: ValueType): boolean {
  return type === "integer" || type === "double" || type === "number";
}

/** The type of a single value. */
export function typeOfValue(value: Value): ValueType {
  switch (typeof value) {
    case "string":
      return "string";
    case "bigint":
      return "integer";
    case "number":
      return "double";
    case "boolean":
      return "boolean";
    default:
      return value === null ? "null" : value.kind;
  }
}

/**
 * Orders two values: negative, zero or positive; undefined where they are of different kinds or one is null.
 * Integers and doubles are one kind (specification 4.5). NaN is unordered.
 */
export function compareValues(a: Value, b: Value): number | undefined {
  if (a === null || b === null) return undefined;
  if (typeof a === "string") return typeof b === "string" ? compareStrings(a, b) : undefined;
  if (typeof a === "bigint" || typeof a === "number") {
    if (typeof b !== "bigint" && typeof b !== "number") return undefined;
    if (a < b) return -1;
    if (a > b) return 1;
    // biome-ignore lint/suspicious/noDoubleEquals: the only way to compare a bigint and a number by value
    return a == b ? 0 : undefined;
  }
  if (typeof a === "boolean") return typeof b === "boolean" ? Number(a) - Number(b) : undefined;
  if (typeof b !== "object") return undefined;
  switch (a.kind) {
    case "date":
      return b.kind === "date" ? compareDates(a, b) : undefined;
    case "ip":
      return b.kind === "ip" ? compareIp(a.address, b.address) : undefined;
    case "version":
      return b.kind === "version" ? compareVersions(a.text, b.text) : undefined;
  }
}

export function compareDates(a: DateValue, b: DateValue): number {
  return a.ms - b.ms || a.nanos - b.nanos;
}

/**
 * Orders strings by the bytes of their UTF-8 form, which is the order of code points and not that of UTF-16 units:
 * surrogates stand below U+E000 to U+FFFF as units, but above them as characters.
 */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x2000 : unit + 0x2000;
}
