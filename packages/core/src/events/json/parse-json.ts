import type { JsonValue, MutableJsonObject } from "../document.ts";
import { readLimits } from "../read-limits.ts";
import { integerOf, maxBigIntegerDigits, type ParsedJson, parseJsonStrictly } from "./strict-json-parser.ts";

export type { ParsedJson } from "./strict-json-parser.ts";

/**
 * Parses as `JSON.parse` does, except that whole numbers written without fraction and exponent that are no safe
 * integers come out as exact bigints, and that nesting deeper than `maxDepth` is refused. Never throws.
 */
export function parseJson(text: string, maxDepth: number = readLimits.maxDepth): ParsedJson {
  // JSON.parse does the work wherever it can: it is several times faster than the parser below.
  if (!mayNestDeeperThan(maxDepth, text)) {
    try {
      if (!mayHoldBigInteger.test(text)) return { ok: true, value: JSON.parse(text) as JsonValue };
      if (!text.includes(mark))
        return { ok: true, value: unmark(JSON.parse(markBigIntegers(text)) as JsonValue) };
    } catch {
      // The wording of JSON.parse differs between engines and has no dependable offset: the parser below finds it again.
    }
  }
  return parseJsonStrictly(text, maxDepth);
}

/** True for every text with an integer of 16 digits outside of strings, and for few others. */
const mayHoldBigInteger = /(?:^|[:,[])\s*-?\d{16}/;

const bigInteger = new RegExp(
  `((?:^|[:,[])\\s*)(-?[1-9]\\d{15,${maxBigIntegerDigits - 1}})(?=\\s*(?:[,}\\]]|$))`,
  "g",
);

/** The only way to write the character in a JSON string: no string begins with it in a text without the mark. */
const mark = "\\u0000";

/**
 * Turns big integers into strings that begin with the mark. What only looks like one in a string gets a quote there,
 * which ends the string, and a backslash right after it, so that the text is no JSON any more.
 */
function markBigIntegers(text: string): string {
  return text.replace(bigInteger, `$1"${mark}$2"`);
}

/** Turns marked strings into integers, in place. Recursion is safe: brackets have been counted. */
function unmark(value: JsonValue): JsonValue {
  if (typeof value === "string") return value.startsWith("\0") ? integerOf(value.slice(1)) : value;
  if (typeof value !== "object" || value === null) return value;
  const container = value as MutableJsonObject;
  for (const key of Object.keys(container)) {
    const item = container[key];
    if (item !== undefined) container[key] = unmark(item);
  }
  return value;
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
