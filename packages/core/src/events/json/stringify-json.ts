import { isJsonObject, type JsonObject, type JsonValue } from "../document.ts";

/** The compact JSON text of a value: what `JSON.stringify` gives, with bigints as plain digits. */
export function stringifyJson(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch {
    // It refuses bigints, which are rare, and is many times faster than writing member by member.
    return write(value, Object.keys);
  }
}

/** The compact JSON text with the keys of every object in code-unit order: equal for equal values. */
export function canonicalJson(value: JsonValue): string {
  return write(value, (object) => Object.keys(object).sort());
}

function write(value: JsonValue, keysOf: (object: JsonObject) => readonly string[]): string {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => write(item, keysOf)).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = keysOf(value).map((key) => `${JSON.stringify(key)}:${write(value[key] ?? null, keysOf)}`);
  return `{${members.join(",")}}`;
}
