import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { OperationalError } from "../platform/operational-error.ts";
import { exceptionLimits } from "./exception-limits.ts";

/** Reads the members of a body that somebody sent. Throws `bad-request` naming the member. */
export interface BodyReader {
  has(name: string): boolean;
  text(name: string, maxUnits?: number): string;
  texts(name: string, maxCount: number): readonly string[];
  oneOf<T extends string>(name: string, values: readonly T[]): T;
  wholeNumber(name: string, max: number): number;
  object(name: string): JsonObject;
  bodies(name: string, maxCount: number): readonly BodyReader[];
  fail(name: string, what: string): OperationalError;
}

export function createBodyReader(body: JsonValue, place = ""): BodyReader {
  const at = (name: string): string => (place === "" ? name : `${place}.${name}`);
  const fail = (name: string, what: string) => new OperationalError("bad-request", `"${at(name)}" ${what}`);
  if (!isJsonObject(body)) {
    throw new OperationalError("bad-request", `${place === "" ? "The body" : `"${place}"`} is no object`);
  }
  const member = (name: string): JsonValue | undefined =>
    Object.hasOwn(body, name) ? body[name] : undefined;
  const checkText = (name: string, value: JsonValue | undefined, maxUnits: number): string => {
    if (typeof value !== "string") throw fail(name, "is no text");
    if (value.length > maxUnits) throw fail(name, `is longer than ${maxUnits} characters`);
    if (value.includes("\0")) throw fail(name, "holds a NUL character");
    return value;
  };
  const list = (name: string, maxCount: number): readonly JsonValue[] => {
    const value = member(name);
    if (!Array.isArray(value)) throw fail(name, "is no list");
    if (value.length > maxCount) throw fail(name, `has more than ${maxCount} entries`);
    return value;
  };
  return {
    has: (name) => member(name) !== undefined && member(name) !== null,
    text(name, maxUnits = exceptionLimits.maxTextUnits) {
      const text = checkText(name, member(name), maxUnits);
      if (text === "") throw fail(name, "is empty");
      return text;
    },
    texts: (name, maxCount) =>
      list(name, maxCount).map((item) => checkText(name, item, exceptionLimits.maxTextUnits)),
    oneOf(name, values) {
      const value = member(name);
      const found = values.find((candidate) => candidate === value);
      if (found === undefined) throw fail(name, `is none of ${values.join(", ")}`);
      return found;
    },
    wholeNumber(name, max) {
      const value = member(name);
      if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max) return value;
      throw fail(name, `is no whole number from 0 to ${max}`);
    },
    object(name) {
      const value = member(name);
      if (isJsonObject(value)) return value;
      throw fail(name, "is no object");
    },
    bodies: (name, maxCount) =>
      list(name, maxCount).map((item, index) => createBodyReader(item, `${at(name)}[${index}]`)),
    fail,
  };
}
