import type { JsonValue, MutableJsonObject } from "../document.ts";
import { integerOf, maxBigIntegerDigits } from "./strict-json-parser.ts";

/**
 * Parses as `JSON.parse` does and as it throws, but with exact integers. Undefined where the text does not allow it.
 * Big integers are turned into strings that begin with a mark, and these into integers.
 */
export function parseMarked(text: string): JsonValue | undefined {
  return text.includes(mark) ? undefined : unmark(JSON.parse(markBigIntegers(text)) as JsonValue);
}

const bigInteger = new RegExp(
  `((?:^|[:,[])\\s*)(-?[1-9]\\d{15,${maxBigIntegerDigits - 1}})(?=\\s*(?:[,}\\]]|$))`,
  "g",
);

/** The only way to write the character in a JSON string: no string begins with it in a text without the mark. */
const mark = "\\u0000";

/**
 * What only looks like a big integer in a string gets a quote there, which ends the string, and a backslash right after
 * it, so that the text is no JSON any more.
 */
function markBigIntegers(text: string): string {
  return text.replace(bigInteger, `$1"${mark}$2"`);
}

/** Turns marked strings into integers, in place. Recursion is safe where brackets have been counted. */
function unmark(value: JsonValue): JsonValue {
  if (typeof value === "string") return value.startsWith("\0") ? integerOf(value.slice(1)) : value;
  if (typeof value !== "object" || value === null) return value;
  const container = value as MutableJsonObject;
  for (const key of Object.keys(container)) {
    const item = container[key];
    if (typeof item === "string" ? item.startsWith("\0") : typeof item === "object") {
      container[key] = unmark(item ?? null);
    }
  }
  return value;
}
