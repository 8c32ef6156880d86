import type { JsonObject, JsonValue, MutableJsonObject } from "./document.ts";

// How the XML of an event becomes JSON, the same from binary EVTX and from text: an element is a member of its parent;
// its value is its text, null where it is empty, or an object where it has attributes (`#attributes`, then `#text`) or
// children. Repeated elements become an array. `Data` elements of `EventData` are members by their `Name`.

/** The value of an element without children; `text` is null where it is empty. */
export function textWithAttributes(attributes: JsonObject | undefined, text: JsonValue): JsonValue {
  if (attributes === undefined) return text;
  return text === null ? { "#attributes": attributes } : { "#attributes": attributes, "#text": text };
}

/** Adds a member. A second one of the same name makes an array; an array given stands for several elements. */
export function addMember(parent: MutableJsonObject, key: string, value: JsonValue): void {
  if (!Object.hasOwn(parent, key)) {
    setMember(parent, key, value);
    return;
  }
  // An array among the values was made for this document, so that it can grow: copying it each time would be quadratic.
  const before = parent[key] as JsonValue;
  const items: JsonValue[] = Array.isArray(before) ? before : [before];
  if (Array.isArray(value)) for (const item of value) items.push(item);
  else items.push(value);
  setMember(parent, key, items);
}

/** Plain assignment to `__proto__` would set the prototype. */
export function setMember(object: MutableJsonObject, key: string, value: JsonValue): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}
