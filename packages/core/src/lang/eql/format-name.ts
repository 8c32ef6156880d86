import { keywords } from "./token.ts";

const keywordSet: ReadonlySet<string> = new Set(keywords);

function isBareName(name: string): boolean {
  return /^[A-Za-z_@][A-Za-z0-9_]*$/.test(name) && !keywordSet.has(name);
}

function quoteName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/**
 * A field name, with backquotes around the segments that need them (specification 1.4). A condition that starts with
 * a bare `NOT` would be taken for a mistyped keyword.
 */
export function formatFieldName(name: string): string {
  const segments = name.split(".");
  // An empty segment cannot stand alone; inside backquotes dots are ordinary characters.
  if (segments.includes("")) return quoteName(name);
  return segments
    .map((segment, at) =>
      isBareName(segment) && !(at === 0 && segment === "NOT") ? segment : quoteName(segment),
    )
    .join(".");
}

/** An event category: a bare name where it can be one, else a string (specification 2.1). */
export function formatCategory(name: string | undefined): string {
  if (name === undefined) return "any";
  return isBareName(name) ? name : formatString(name);
}

/** A raw string where the value has backslashes and needs no escapes, else a plain one (specification 1.5). */
export function formatString(value: string): string {
  const isRawSafe = !value.includes('"""') && value.search(hiddenCharacters) === -1;
  if (isRawSafe && value.includes("\\")) return `"""${value}"""`;
  return `"${value.replace(/["\\]/g, "\\$&").replaceAll(hiddenCharacters, escapeCharacter)}"`;
}

// Controls, and what a reader could not see or would take for a plain space.
const hiddenCharacters = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

const shortEscapes: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

function escapeCharacter(char: string): string {
  const codePoint = (char.codePointAt(0) ?? 0).toString(16).padStart(2, "0");
  return shortEscapes[char] ?? `\\u{${codePoint}}`;
}

/** A literal as it is written. Doubles have a decimal point or an exponent, so that they are read as doubles again. */
export function formatLiteral(value: string | bigint | number | boolean | null): string {
  if (typeof value === "string") return formatString(value);
  if (typeof value !== "number") return String(value);
  // `1e999` is read as infinity, the only way to write it.
  if (value === Number.POSITIVE_INFINITY) return "1e999";
  const text = String(value);
  return /^\d+$/.test(text) ? `${text}.0` : text;
}
