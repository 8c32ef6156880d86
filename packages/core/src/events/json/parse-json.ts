import { isJsonObject, type JsonValue, type MutableJsonObject } from "../document.ts";
import { readLimits } from "../read-limits.ts";
import { parseMarked } from "./parse-marked.ts";
import { integerOf, type ParsedJson, parseJsonStrictly } from "./strict-json-parser.ts";

export type { ParsedJson } from "./strict-json-parser.ts";

/**
 * Parses as `JSON.parse` does, except that whole numbers written without fraction and exponent that are no safe
 * integers come out as exact bigints, and that nesting deeper than `maxDepth` is refused. Never throws.
 */
export function parseJson(text: string, maxDepth: number = readLimits.maxDepth): ParsedJson {
  // JSON.parse does the work wherever it can: it is several times faster than the strict parser.
  if (!mayNestDeeperThan(maxDepth, text)) {
    try {
      const value = JSON.parse(text) as JsonValue;
      // A big integer has become an unsafe number. Looking at the values costs less than looking for digits in the text.
      const unsafe = unsafeNamesOf(value);
      if (unsafe === noNames || restoreNamedIntegers(value, unsafe, text)) return { ok: true, value };
      const marked = parseMarked(text);
      if (marked !== undefined) return { ok: true, value: marked };
    } catch {
      // The wording of JSON.parse differs between engines and has no dependable offset: the strict parser finds it again.
    }
  }
  return parseJsonStrictly(text, maxDepth);
}

/** Counts opening brackets, also those in strings: a text with at most `maxDepth` of them cannot nest deeper. */
function mayNestDeeperThan(maxDepth: number, text: string): boolean {
  let count = 0;
  for (const bracket of ["{", "["]) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > maxDepth) return true;
    }
  }
  return false;
}

/** Names under which an object itself holds unsafe numbers; "elsewhere" where such a number stands anywhere else. */
type UnsafeNames = readonly string[] | "elsewhere";

const noNames: UnsafeNames = [];

function unsafeNamesOf(value: JsonValue): UnsafeNames {
  if (!isJsonObject(value)) return holdsUnsafeNumber(value) ? "elsewhere" : noNames;
  let names: string[] | undefined;
  // Of all loops over an object this one reads values several times faster; what is parsed inherits nothing enumerable.
  for (const key in value) {
    const member = value[key];
    if (typeof member === "string") continue;
    if (typeof member !== "number") {
      if (holdsUnsafeNumber(member ?? null)) return "elsewhere";
    } else if (isUnsafe(member)) {
      names ??= [];
      names.push(key);
    }
  }
  return names ?? noNames;
}

/** Recursion is safe: brackets have been counted. */
function holdsUnsafeNumber(value: JsonValue): boolean {
  if (typeof value === "number") return isUnsafe(value);
  if (typeof value !== "object" || value === null) return false;
  if (!isJsonObject(value)) return value.some(holdsUnsafeNumber);
  for (const key in value) {
    const member = value[key];
    if (typeof member === "string") continue;
    if (typeof member === "number" ? isUnsafe(member) : holdsUnsafeNumber(member ?? null)) return true;
  }
  return false;
}

/** Not `Number.isSafeInteger`: fractions are as they were written. */
function isUnsafe(value: number): boolean {
  return !(value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER);
}

/** Each name costs two searches through the text. */
const maxNames = 4;
const plainName = /^\w+$/;
const namedInteger = /\s*:\s*(-?\d+)(?![\d.eE])/y;

/**
 * Puts exact integers in the place of unsafe numbers that an object holds itself, such as the `Keywords` of NXLog's
 * records and the timestamps of Endgame's. False where it cannot be told for sure which digits of the text are theirs.
 */
function restoreNamedIntegers(value: JsonValue, names: UnsafeNames, text: string): boolean {
  // With escapes a name can be written in several ways, and stand twice.
  if (names === "elsewhere" || names.length > maxNames || text.includes("u00")) return false;
  const exact: [string, number | bigint][] = [];
  for (const name of names) {
    if (!plainName.test(name)) return false;
    const nameEnd = onlyEndOf(name, text);
    if (nameEnd === undefined) return false;
    const integer = integerAt(text, nameEnd);
    // Anything else is a fraction or has an exponent, and stays as it is.
    if (integer !== undefined) exact.push([name, integer]);
  }
  for (const [name, integer] of exact) (value as MutableJsonObject)[name] = integer;
  return true;
}

/** The last integer that was read, and its digits: many records have the same one. */
let lastInteger: number | bigint = 0;
let lastDigits = "0";

/** The integer behind a colon. */
function integerAt(text: string, colon: number): number | bigint | undefined {
  const end = colon + 1 + lastDigits.length;
  if (
    text[colon] === ":" &&
    text.startsWith(lastDigits, colon + 1) &&
    (text[end] === "," || text[end] === "}")
  )
    return lastInteger;
  namedInteger.lastIndex = colon;
  const digits = namedInteger.exec(text)?.[1];
  if (digits === undefined) return undefined;
  lastInteger = integerOf(digits);
  // Not a part of the text, which would be kept whole for it.
  lastDigits = String(lastInteger);
  return lastInteger;
}

/**
 * Where a plain name in quotes ends, if it stands in the text only once. Its first quote is not escaped and does not end
 * another string, which a letter could not follow: the name is a string of its own.
 */
function onlyEndOf(name: string, text: string): number | undefined {
  let end: number | undefined;
  // The name as it is, not with a quote added to it: searching for a text put together just now is many times slower.
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (text[at + name.length] !== '"') continue;
    if (end !== undefined || at < 2 || text[at - 1] !== '"' || text[at - 2] === "\\") return undefined;
    end = at + name.length + 1;
  }
  return end;
}
