import type { JsonObject, JsonValue } from "../document.ts";

/** The text of a scalar; undefined for null, lists and objects. */
export function scalarText(value: JsonValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (value === null || value === undefined || typeof value === "object") return undefined;
  return String(value);
}

/** The text of a scalar that says something: `""` and `"-"` are how Windows writes nothing. */
export function meaningfulText(value: JsonValue | undefined): string | undefined {
  const text = scalarText(value);
  return text === "" || text === "-" ? undefined : text;
}

/**
 * The named values of one event. Mapping takes values out; what nobody took becomes `winlog.event_data`. Values that mean
 * nothing (`""`, `"-"`, null) are as good as absent (windows-to-ecs.md section 1).
 */
export interface EventData {
  /** The text of a scalar value that is still there. */
  read(name: string): string | undefined;
  take(name: string): void;
  /** Adds a value, or puts it in the place of the one that is there. */
  set(name: string, value: JsonValue): void;
  /** Makes one more text mean nothing: Sysmon's all-zero GUID. */
  ignoreText(text: string): void;
  /**
   * What is left, scalars as text or as they came, nested values always as they came; undefined when nothing is.
   */
  remaining(scalars: "as text" | "as they came"): JsonObject | undefined;
}

/**
 * Event data over an object that holds it, which is only read. In a flat export other things stand beside the values:
 * `isOther` tells their names.
 */
export function createEventData(
  values: JsonObject,
  isOther: (name: string) => boolean = () => false,
): EventData {
  const taken = new Set<string>();
  let ignored: string | undefined;
  let added: [string, JsonValue][] | undefined;

  function meaningful(value: JsonValue | undefined): string | undefined {
    const text = meaningfulText(value);
    return text === ignored ? undefined : text;
  }

  return {
    read: (name) => (taken.has(name) || isOther(name) ? undefined : meaningful(values[name])),
    take: (name) => {
      taken.add(name);
    },
    set: (name, value) => {
      taken.add(name);
      added ??= [];
      added.push([name, value]);
    },
    ignoreText: (text) => {
      ignored = text;
    },
    remaining: (scalars) => {
      const entries: [string, JsonValue][] = [];
      for (const name of Object.keys(values)) {
        if (taken.has(name) || isOther(name)) continue;
        const value = values[name];
        if (value === null || value === undefined) continue;
        if (typeof value === "object") {
          entries.push([name, value]);
          continue;
        }
        const text = meaningful(value);
        if (text !== undefined) entries.push([name, scalars === "as text" ? text : value]);
      }
      if (added !== undefined) entries.push(...added);
      // Entries, not assignments: the names come from outside, and `__proto__` may be one of them.
      return entries.length === 0 ? undefined : Object.fromEntries(entries);
    },
  };
}
