import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { refuse } from "./search-error.ts";

// Reads the parts of a request. Each function refuses what does not fit and names its path.

export function readObject(value: JsonValue | undefined, path: string): JsonObject {
  if (isJsonObject(value)) return value;
  return refuse(path, `an object is expected, this is ${describe(value)}`);
}

export function readText(value: JsonValue | undefined, path: string): string {
  if (typeof value === "string") return value;
  return refuse(path, `a string is expected, this is ${describe(value)}`);
}

export type Scalar = string | number | bigint | boolean;

export function readScalar(value: JsonValue | undefined, path: string): Scalar {
  if (value !== undefined && value !== null && typeof value !== "object") return value;
  return refuse(path, `a single value is expected, this is ${describe(value)}`);
}

export function readBoolean(value: JsonValue | undefined, path: string): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  return refuse(path, `true or false is expected, this is ${describe(value)}`);
}

/** A whole number from `least` to `most`; clients send them as texts too. */
export function readWhole(value: JsonValue | undefined, path: string, least: number, most: number): number {
  const number = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= least && number <= most)
    return number;
  return refuse(
    path,
    `a whole number from ${least} to ${most} is expected, this is ${describe(value)}`,
    "illegal_argument_exception",
  );
}

export function readNumber(value: JsonValue | undefined, path: string): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  return refuse(path, `a number is expected, this is ${describe(value)}`);
}

/** A list, or a single item that stands for a list of one. */
export function readList(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as JsonValue];
}

/** The only member of an object, such as the name and body of a query. */
export function readOnlyMember(
  value: JsonValue | undefined,
  path: string,
  what: string,
): readonly [name: string, value: JsonValue] {
  const members = Object.entries(readObject(value, path));
  const [only] = members;
  if (only === undefined || members.length > 1)
    return refuse(path, `exactly one ${what} is expected, there are ${members.length}`);
  return only;
}

/** Refuses members that are not known: what is not understood must not be ignored. */
export function refuseOthers(object: JsonObject, known: readonly string[], path: string): void {
  for (const name of Object.keys(object)) {
    if (!known.includes(name)) refuse(path, `[${name}] is not supported here`);
  }
}

function describe(value: JsonValue | undefined): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  const text = String(value);
  return text.length > 60 ? `"${text.slice(0, 60)}…"` : `"${text}"`;
}
