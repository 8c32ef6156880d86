import type { JsonValue, MutableJsonObject } from "@eqlite/core/events";
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
    const items: JsonValue[] = [];
    for (const item of value) {
      const json = toJsonValue(item, depth + 1);
      if (json === undefined) return undefined;
      items.push(json);
    }
    return items;
  }
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) return null;
  const object: MutableJsonObject = {};
  for (const key of Object.keys(value)) {
    const json = toJsonValue((value as Readonly<Record<string, unknown>>)[key], depth + 1);
    if (json === undefined) return undefined;
    // A plain assignment to this one name would set the prototype instead.
    if (key === "__proto__") Object.defineProperty(object, key, { value: json, ...ordinaryProperty });
    else object[key] = json;
  }
  return object;
}

const ordinaryProperty = { enumerable: true, configurable: true, writable: true } as const;
