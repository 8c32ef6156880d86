import { isJsonObject, type JsonObject, type JsonValue } from "../document.ts";

/** Whether a document has a value for a dotted name, nested or written with dots at any level. Null is no value. */
export function hasField(document: JsonObject, path: readonly string[]): boolean {
  for (let end = path.length; end > 0; end -= 1) {
    const key = end === 1 ? (path[0] as string) : path.slice(0, end).join(".");
    if (!Object.hasOwn(document, key)) continue;
    const value = document[key];
    if (value === null || value === undefined) continue;
    if (end === path.length) return true;
    if (isJsonObject(value) ? hasField(value, path.slice(end)) : true) return true;
  }
  return false;
}

/**
 * The document with the filler's fields where it has none of its own. Fields that are there are never overwritten, in
 * whatever form they are written; where a field stands in the way of an object, nothing is added below it.
 */
export function fillMissing(document: JsonObject, filler: JsonObject): JsonObject {
  return fillLevel(document, document, filler, []);
}

function fillLevel(
  root: JsonObject,
  level: JsonObject,
  filler: JsonObject,
  path: readonly string[],
): JsonObject {
  // Entries, not assignments: the filler's event data has names from outside, and `__proto__` may be one of them.
  const filled = new Map<string, JsonValue>(Object.entries(level));
  for (const key of Object.keys(filler)) {
    const value = filler[key] as JsonValue;
    const fieldPath = [...path, key];
    const existing = filled.get(key);
    if (isJsonObject(value) && (existing === undefined || existing === null || isJsonObject(existing))) {
      const below = fillLevel(root, isJsonObject(existing) ? existing : {}, value, fieldPath);
      if (Object.keys(below).length > 0) filled.set(key, below);
    } else if (!hasField(root, fieldPath)) {
      filled.set(key, value);
    }
  }
  return Object.fromEntries(filled);
}
