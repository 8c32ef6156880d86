import type { JsonObject } from "@eqlite/core/events";
import { type Value, valueText } from "@eqlite/core/lang";
import { formatDate } from "../format-date.ts";
import { keyJson } from "../sort-order.ts";

type PresentValue = Exclude<Value, null>;

/** A text that is equal for equal values and for no others. */
export function valueId(value: PresentValue): string {
  switch (typeof value) {
    case "string":
      return `s${value}`;
    case "bigint":
      return `n${value}`;
    case "number":
      return `n${value}`;
    case "boolean":
      return `b${value}`;
    case "object":
      return value.kind === "date" ? `d${value.ms}` : `${value.kind} ${valueText(value) ?? ""}`;
  }
}

/** `key` and `key_as_string` of a bucket. */
export function keyMembers(value: PresentValue, format: string | undefined): JsonObject {
  if (typeof value === "boolean") return { key: value ? 1 : 0, key_as_string: String(value) };
  if (typeof value === "object" && value.kind === "date")
    return { key: value.ms, key_as_string: formatDate(value.ms, format, 0, "format") };
  return { key: keyJson(value) };
}

/** A value as a number, as metrics count it; undefined where it is none. */
export function numberOf(value: PresentValue): number | undefined {
  switch (typeof value) {
    case "number":
      return value;
    case "bigint":
      return Number(value);
    case "boolean":
      return value ? 1 : 0;
    case "string":
      return undefined;
    case "object":
      return value.kind === "date" ? value.ms : undefined;
  }
}
