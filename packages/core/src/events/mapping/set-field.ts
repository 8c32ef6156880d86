import { isJsonObject, type JsonObject, type JsonValue, type MutableJsonObject } from "../document.ts";

/**
 * Sets a nested field of a document under construction. The first value stays; returns whether this one was stored.
 * `path` comes from our own tables, never from the input.
 */
export function setField(document: MutableJsonObject, path: readonly string[], value: JsonValue): boolean {
  let parent = document;
  const last = path.length - 1;
  for (let depth = 0; depth < last; depth += 1) {
    const key = path[depth] as string;
    const child = parent[key];
    if (isJsonObject(child)) {
      // Objects of a document under construction are our own, so they may be changed.
      parent = child as MutableJsonObject;
    } else {
      const created: MutableJsonObject = {};
      parent[key] = created;
      parent = created;
    }
  }
  const key = path[last] as string;
  if (parent[key] !== undefined) return false;
  parent[key] = value;
  return true;
}

/** Adds values to `related.<kind>`, each once. */
export function addRelated(
  document: MutableJsonObject,
  kind: "hash" | "hosts" | "ip" | "user",
  values: readonly string[],
): void {
  if (values.length === 0) return;
  const related = (document["related"] ?? {}) as MutableJsonObject;
  const known = (related[kind] ?? []) as readonly string[];
  related[kind] = union(known, values);
  document["related"] = related;
}

/** Up to so many values are compared with each other, which costs less than a set of them. */
const fewValues = 16;

function union(known: readonly string[], values: readonly string[]): string[] {
  if (known.length + values.length > fewValues) return [...new Set([...known, ...values])];
  const all = [...known];
  for (const value of values) if (!all.includes(value)) all.push(value);
  return all;
}

/** The member as a JSON object, or an empty one. */
export function objectMember(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}
