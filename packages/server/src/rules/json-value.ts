import type { JsonValue } from "@eqlite/core/events";
import { ruleFileLimits } from "./rule-file-limits.ts";

/**
 * A parser library's value as JSON: dates become their text, what JSON has no word for becomes null.
 * Undefined when it nests too deep (a cycle does).
 */
export function toJsonValue(value: unknown, depth = 0): JsonValue | undefined {
  if (depth > ruleFileLimits.maxDepth) return undefined;
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "bigint":
      return value;
    case "object":
      break;
    case "undefined":
    case "function":
    case "symbol":
      return null;
  }
  if (value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) {
    const items = value.map((item) => toJsonValue(item, depth + 1));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) return null;
  const entries = Object.entries(value).map(([key, item]) => [key, toJsonValue(item, depth + 1)] as const);
  return entries.every((entry): entry is [string, JsonValue] => entry[1] !== undefined)
    ? Object.fromEntries(entries)
    : undefined;
}
