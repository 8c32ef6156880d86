import { isJsonObject, type JsonObject, type JsonValue, type MutableJsonObject } from "../events/index.ts";
import { put } from "./copy-source.ts";

/** What all documents of a sequence have in common, left to right (specification 3.2.1, intersection rule). */
export function commonFields(documents: readonly JsonObject[]): JsonObject {
  const [first, ...rest] = documents;
  if (first === undefined) return {};
  return rest.reduce((common, document) => intersectObjects(common, document) ?? {}, first);
}

function intersectObjects(a: JsonObject, b: JsonObject): JsonObject | undefined {
  const common: MutableJsonObject = {};
  for (const key of Object.keys(a)) {
    if (!Object.hasOwn(b, key)) continue;
    const value = intersect(a[key] ?? null, b[key] ?? null);
    if (value !== undefined) put(common, key, value);
  }
  return Object.keys(common).length === 0 ? undefined : common;
}

function intersect(a: JsonValue, b: JsonValue): JsonValue | undefined {
  if (isJsonObject(a) && isJsonObject(b)) return intersectObjects(a, b);
  if (isList(a) || isList(b)) {
    // A single value beside a list counts as a list of one; what is left may be empty.
    const [left, right] = [isList(a) ? a : [a], isList(b) ? b : [b]];
    return left.filter((item) => right.includes(item));
  }
  return a === b ? a : undefined;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
