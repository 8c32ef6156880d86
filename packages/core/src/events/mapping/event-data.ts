import type { JsonObject, JsonValue, MutableJsonObject } from "../document.ts";
import { setMember } from "../element-members.ts";

/** The text of a scalar; undefined for null, lists and objects. */
export function scalarText(value: JsonValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (value === null || value === undefined || typeof value === "object") return undefined;
  return String(value);
}

/** The text of a scalar that says something: `""` and `"-"` are how Windows writes nothing. */
export function meaningfulText(value: JsonValue | undefined): string | undefined {
  const text = scalarText(value);
  return text === undefined || (text.length < 2 && (text === "" || text === "-")) ? undefined : text;
}

const noNames: ReadonlySet<string> = new Set();

/**
 * The named values of one event. Mapping takes values out; what nobody took becomes `winlog.event_data`. Values that mean
 * nothing (`""`, `"-"`, null) are as good as absent (windows-to-ecs.md section 1).
 */
export class EventData {
  readonly #values: JsonObject;
  readonly #others: ReadonlySet<string>;
  // A list, not a set: an event has few values, and most are read once.
  readonly #taken: string[] = [];
  #ignored: string | undefined;
  #added: [string, JsonValue][] | undefined;

  /**
   * Event data over an object that holds it, which is only read. In a flat export other things stand beside the values,
   * under the names of `others`.
   */
  constructor(values: JsonObject, others: ReadonlySet<string> = noNames) {
    this.#values = values;
    this.#others = others;
  }

  /** The text of a scalar value that is still there. */
  read(name: string): string | undefined {
    const value = this.#values[name];
    if (value === undefined || this.#others.has(name) || this.#isTaken(name)) return undefined;
    return this.#meaningful(value);
  }

  take(name: string): void {
    this.#taken.push(name);
  }

  /** Adds a value, or puts it in the place of the one that is there. */
  set(name: string, value: JsonValue): void {
    this.#taken.push(name);
    this.#added ??= [];
    this.#added.push([name, value]);
  }

  /** Makes one more text mean nothing: Sysmon's all-zero GUID. */
  ignoreText(text: string): void {
    this.#ignored = text;
  }

  /**
   * What is left, scalars as text or as they came, nested values always as they came; undefined when nothing is.
   *
   * @param wanted only values of these names; of all where it is left out
   */
  remaining(scalars: "as text" | "as they came", wanted?: ReadonlySet<string>): JsonObject | undefined {
    const values = this.#values;
    const others = this.#others;
    let left: MutableJsonObject | undefined;
    // Of all loops over an object this one reads values several times faster; records inherit nothing enumerable.
    for (const name in values) {
      if (wanted !== undefined && !wanted.has(name)) continue;
      const value = values[name];
      if (value === null || value === undefined || others.has(name) || this.#isTaken(name)) continue;
      const isNested = typeof value === "object";
      const text = isNested ? undefined : this.#meaningful(value);
      if (!isNested && text === undefined) continue;
      left ??= {};
      // The names come from outside, and `__proto__` may be one of them.
      setMember(left, name, text === undefined || scalars === "as they came" ? value : text);
    }
    if (this.#added === undefined) return left;
    for (const [name, value] of this.#added) {
      if (wanted !== undefined && !wanted.has(name)) continue;
      left ??= {};
      setMember(left, name, value);
    }
    return left;
  }

  #isTaken(name: string): boolean {
    for (const taken of this.#taken) if (taken === name) return true;
    return false;
  }

  #meaningful(value: JsonValue): string | undefined {
    const text = meaningfulText(value);
    return text === this.#ignored ? undefined : text;
  }
}
