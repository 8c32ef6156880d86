import type { JsonObject, JsonValue } from "./document.ts";

/** A value that holds no others. */
export type Leaf = Exclude<JsonValue, null | JsonObject | readonly JsonValue[]>;

/** Calls `visit` with the dotted name of every value of an event; an array gives each of its values, null none. */
export type FieldWalker = (document: JsonObject, visit: (name: string, value: Leaf) => void) => void;

// What a walker remembers. Names beyond, and longer ones (in UTF-16 units), are put together anew for every event.
const maxRememberedKeys = 100_000;
const maxRememberedLength = 1_024;

/** An object's place in events: its dotted name and the places of the keys seen in it. */
interface Place {
  readonly name: string;
  readonly inside: Map<string, Place>;
}

/**
 * Creates a walker over the fields of events. Events of one source share their names, so the walker remembers them:
 * joining the keys of each event again would cost more than the walk.
 */
export function createFieldWalker(): FieldWalker {
  const root: Place = { name: "", inside: new Map() };
  let remembered = 0;

  const placeOf = (key: string, parent: Place): Place => {
    const known = parent.inside.get(key);
    if (known !== undefined) return known;
    const place: Place = { name: parent === root ? key : `${parent.name}.${key}`, inside: new Map() };
    if (remembered < maxRememberedKeys && place.name.length <= maxRememberedLength) {
      parent.inside.set(key, place);
      remembered += 1;
    }
    return place;
  };

  const walkObject = (object: JsonObject, place: Place, visit: (name: string, value: Leaf) => void): void => {
    for (const key of Object.keys(object)) walkValue(object[key], placeOf(key, place), visit);
  };

  const walkValue = (
    value: JsonValue | undefined,
    place: Place,
    visit: (name: string, value: Leaf) => void,
  ): void => {
    if (value === null || value === undefined) return;
    if (typeof value !== "object") visit(place.name, value);
    else if (isArray(value)) for (const item of value) walkValue(item, place, visit);
    else walkObject(value, place, visit);
  };

  return (document, visit) => walkObject(document, root, visit);
}

function isArray(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value);
}
