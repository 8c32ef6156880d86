import type { JsonObject, JsonValue } from "./document.ts";
import { readLimits } from "./read-limits.ts";

/** All values that an event holds for one field; empty where it has none. */
export type FieldReader = (document: JsonObject) => readonly JsonValue[];

const noValues: readonly JsonValue[] = Object.freeze([]);

/** The ways on from one object of an event: each key that the name can go on with. */
type Steps = readonly Step[];

interface Step {
  readonly key: string;
  /** How the name goes on under the key; undefined where the key ends it, so that the values are there. */
  readonly next: Steps | undefined;
  /** `constructor` and the like are found on every object: such a key counts only as the object's own. */
  readonly isInherited: boolean;
}

/**
 * Compiles the reading of a field by its dotted name. In an event the name may nest, stand as one dotted key, or mix
 * the two at every level: `{"a": {"b.c": 1}}` and `{"a.b": {"c": 1}}` both hold `a.b.c`. An array stands for each of
 * its items, nested arrays too; null and objects are no values.
 * A name of more segments than events may nest has no values anywhere.
 */
export function compileFieldReader(name: string): FieldReader {
  const segments = name.split(".");
  if (segments.length > readLimits.maxDepth) return () => noValues;
  const steps = stepsFor(segments);
  return (document) => collectFromObject(document, steps, undefined) ?? noValues;
}

/** For `a.b.c`: `a` with the steps for `b.c`, `a.b` with those for `c`, and `a.b.c`. */
function stepsFor(segments: readonly string[]): Steps {
  const stepsFrom: Steps[] = [];
  for (let from = segments.length - 1; from >= 0; from -= 1) {
    stepsFrom[from] = segments.slice(from).map((_, index) => {
      const to = from + index + 1;
      const key = segments.slice(from, to).join(".");
      return { key, next: stepsFrom[to], isInherited: key in Object.prototype };
    });
  }
  return stepsFrom[0] ?? [];
}

// The array of values is made when the first value is found: most events lack most fields.
type Found = JsonValue[] | undefined;

function collectFromObject(object: JsonObject, steps: Steps, found: Found): Found {
  let values = found;
  for (const step of steps) {
    if (step.isInherited && !Object.hasOwn(object, step.key)) continue;
    const value = object[step.key];
    if (value === undefined || value === null) continue;
    values = step.next === undefined ? collectValues(value, values) : collectBelow(value, step.next, values);
  }
  return values;
}

function collectBelow(value: JsonValue, steps: Steps, found: Found): Found {
  if (typeof value !== "object" || value === null) return found;
  if (!isArray(value)) return collectFromObject(value, steps, found);
  let values = found;
  for (const item of value) values = collectBelow(item, steps, values);
  return values;
}

function collectValues(value: JsonValue, found: Found): Found {
  if (value === null) return found;
  if (typeof value !== "object") {
    if (found === undefined) return [value];
    found.push(value);
    return found;
  }
  if (!isArray(value)) return found;
  let values = found;
  for (const item of value) values = collectValues(item, values);
  return values;
}

function isArray(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value);
}
