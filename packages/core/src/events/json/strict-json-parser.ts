import type { JsonValue, MutableJsonObject } from "../document.ts";

/** A parsed JSON text, or why it is none. `offset` is in UTF-16 units and `reason` a phrase such as "a comma is missing". */
export type ParsedJson =
  | { readonly ok: true; readonly value: JsonValue }
  | {
      readonly ok: false;
      /** "truncated" where the text is the beginning of a JSON text. */
      readonly kind: "json" | "truncated" | "too-deep";
      readonly reason: string;
      readonly offset: number;
    };

type Failure = Extract<ParsedJson, { ok: false }>;

// Longer integers become doubles as in JSON.parse: BigInt() takes more than linear time.
export const maxBigIntegerDigits = 1000;

/** The value of an integer's digits: a number where that is exact. */
export function integerOf(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) || digits.length > maxBigIntegerDigits ? number : BigInt(digits);
}

const numberPattern = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const unfinishedNumber = /^(?:\.|[eE][+-]?)$/;
const whiteSpace = /[ \t\n\r]*/y;
const literals: readonly (readonly [string, JsonValue])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

const quote = 0x22;
const backslash = 0x5c;
const space = 0x20;

/** Parses character by character, and knows where and why a text is no JSON. See `parseJson` for what differs from JSON.parse. */
export function parseJsonStrictly(text: string, maxDepth: number): ParsedJson {
  let at = 0;
  let depth = 0;
  let failure: Failure | undefined;

  // Every reading function returns undefined after it has noted why; undefined is no JSON value.
  function fail(kind: Failure["kind"], reason: string): undefined {
    failure ??= { ok: false, kind, reason, offset: at };
  }

  function failExpecting(expected: string): undefined {
    if (at >= text.length) return fail("truncated", `the text ends where ${expected} is expected`);
    const found = String.fromCodePoint(text.codePointAt(at) ?? 0);
    return fail("json", `${JSON.stringify(found)} stands where ${expected} is expected`);
  }

  function skipWhiteSpace(): void {
    if (text.charCodeAt(at) > space) return;
    whiteSpace.lastIndex = at;
    whiteSpace.test(text);
    at = whiteSpace.lastIndex;
  }

  function readValue(): JsonValue | undefined {
    switch (text[at]) {
      case "{":
        return readNested(readObject);
      case "[":
        return readNested(readArray);
      case '"':
        return readString();
      case "t":
      case "f":
      case "n":
        return readLiteral();
      default:
        return readNumber();
    }
  }

  // Recursion is safe: it is as deep as maxDepth at most.
  function readNested(read: () => JsonValue | undefined): JsonValue | undefined {
    if (depth >= maxDepth) return fail("too-deep", `objects and arrays nest deeper than ${maxDepth}`);
    depth += 1;
    at += 1;
    const value = read();
    depth -= 1;
    return value;
  }

  function readObject(): JsonValue | undefined {
    const object: MutableJsonObject = {};
    skipWhiteSpace();
    if (text[at] === "}") {
      at += 1;
      return object;
    }
    for (;;) {
      skipWhiteSpace();
      if (text[at] !== '"') return failExpecting("a quoted key");
      const key = readString();
      if (key === undefined) return undefined;
      skipWhiteSpace();
      if (text[at] !== ":") return failExpecting("a colon");
      at += 1;
      skipWhiteSpace();
      const value = readValue();
      if (value === undefined) return undefined;
      setOwn(object, key, value);
      skipWhiteSpace();
      const next = text[at];
      if (next !== "," && next !== "}") return failExpecting('a comma or "}"');
      at += 1;
      if (next === "}") return object;
    }
  }

  function readArray(): JsonValue | undefined {
    const array: JsonValue[] = [];
    skipWhiteSpace();
    if (text[at] === "]") {
      at += 1;
      return array;
    }
    for (;;) {
      skipWhiteSpace();
      const value = readValue();
      if (value === undefined) return undefined;
      array.push(value);
      skipWhiteSpace();
      const next = text[at];
      if (next !== "," && next !== "]") return failExpecting('a comma or "]"');
      at += 1;
      if (next === "]") return array;
    }
  }

  function readString(): string | undefined {
    at += 1;
    let value = "";
    let from = at;
    while (at < text.length) {
      const unit = text.charCodeAt(at);
      if (unit === quote) {
        value += text.slice(from, at);
        at += 1;
        return value;
      }
      if (unit < space) return fail("json", "a control character stands in a string");
      if (unit === backslash) {
        value += text.slice(from, at);
        const escaped = readEscape();
        if (escaped === undefined) return undefined;
        value += escaped;
        from = at;
      } else {
        at += 1;
      }
    }
    return fail("truncated", "the text ends in a string");
  }

  function readEscape(): string | undefined {
    const letter = text[at + 1];
    if (letter === undefined) {
      at = text.length;
      return fail("truncated", "the text ends in a string");
    }
    const plain = escapes[letter];
    if (plain !== undefined) {
      at += 2;
      return plain;
    }
    if (letter !== "u") return fail("json", `\\${letter} is no escape in JSON`);
    const digits = text.slice(at + 2, at + 6);
    if (!/^[0-9a-fA-F]*$/.test(digits)) return fail("json", "\\u stands without four hexadecimal digits");
    if (digits.length < 4) {
      at = text.length;
      return fail("truncated", "the text ends in a string");
    }
    at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  function readLiteral(): JsonValue | undefined {
    for (const [word, value] of literals) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return value;
      }
      if (word.startsWith(text.slice(at, at + word.length))) {
        at = text.length;
        return fail("truncated", "the text ends in a word");
      }
    }
    return failExpecting("a value");
  }

  function readNumber(): JsonValue | undefined {
    numberPattern.lastIndex = at;
    const found = numberPattern.exec(text);
    if (found === null) {
      if (text[at] !== "-") return failExpecting("a value");
      at += 1;
      return failExpecting("a digit");
    }
    const [digits, fraction, exponent] = found;
    at += digits.length;
    if (at + 2 >= text.length && unfinishedNumber.test(text.slice(at))) {
      at = text.length;
      return fail("truncated", "the text ends in a number");
    }
    const number = Number(digits);
    const isWhole = fraction === undefined && exponent === undefined;
    return isWhole && !Number.isSafeInteger(number) && digits.length <= maxBigIntegerDigits
      ? BigInt(digits)
      : number;
  }

  skipWhiteSpace();
  const value = readValue();
  if (value !== undefined) {
    skipWhiteSpace();
    if (at === text.length) return { ok: true, value };
    failExpecting("the end");
  }
  return failure ?? { ok: false, kind: "json", reason: "the text is no JSON", offset: at };
}

/** Plain assignment to `__proto__` would set the prototype; JSON.parse makes it an ordinary key. */
function setOwn(object: MutableJsonObject, key: string, value: JsonValue): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}
