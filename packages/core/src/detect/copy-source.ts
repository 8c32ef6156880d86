import { isJsonObject, type JsonObject, type JsonValue, type MutableJsonObject } from "../events/index.ts";
import { type FieldCatalogue, queryType } from "../lang/index.ts";
import { convertFieldValue } from "../match/index.ts";

/** Top-level fields of an event that an alert never takes over (specification 5.1). */
const notCopied: ReadonlySet<string> = new Set(["kibana", "signal", "threshold_result"]);

/**
 * The event's fields for an alert: all but those an alert makes itself, and without values that do not fit the type
 * of their field, which an index of alerts would refuse (specification 5.1).
 */
export function copySource(document: JsonObject, catalogue: FieldCatalogue): JsonObject {
  const copy: MutableJsonObject = {};
  for (const [key, value] of Object.entries(document)) {
    if (notCopied.has(key) || key.startsWith("kibana.") || key.startsWith("signal.")) continue;
    const fitting = fit(value, key, catalogue);
    if (fitting !== undefined) put(copy, key, fitting);
  }
  return copy;
}

/** Sets an own property, also one named `__proto__`: an assignment would change the prototype there. */
export function put(object: MutableJsonObject, key: string, value: JsonValue): void {
  // Only where it must be: it makes the object slow for all that follows.
  if (key === "__proto__")
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

function fit(value: JsonValue, name: string, catalogue: FieldCatalogue): JsonValue | undefined {
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).flatMap((item) => fit(item, name, catalogue) ?? []);
    return items.length === 0 && value.length > 0 ? undefined : items;
  }
  if (isJsonObject(value)) return fitObject(value, name, catalogue);
  return value === null || fitsType(value, name, catalogue) ? value : undefined;
}

function fitObject(value: JsonObject, name: string, catalogue: FieldCatalogue): JsonValue | undefined {
  // An object where the catalogue has a single value.
  const type = catalogue.typeOf(name);
  if (type !== undefined && type !== "flattened" && type !== "unknown" && queryType(type) !== undefined)
    return undefined;
  const copy: MutableJsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const fitting = fit(inner, `${name}.${key}`, catalogue);
    if (fitting !== undefined) put(copy, key, fitting);
  }
  return copy;
}

function fitsType(value: JsonValue, name: string, catalogue: FieldCatalogue): boolean {
  const type = catalogue.typeOf(name);
  if (type === undefined || type === "unknown") return true;
  // A single value where the catalogue has an object.
  if (type === "object" || type === "nested") return false;
  return queryType(type) === undefined || convertFieldValue(value, type) !== undefined;
}
