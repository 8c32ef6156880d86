import type { JsonObject, JsonValue, MutableJsonObject } from "@eqlite/core/events";

/**
 * The document of a TOML text that is written as nearly all rule files are; undefined where anything else stands in it,
 * right or wrong, and the parser library has to read it. It gives what the library gives, without the library's objects:
 * bare keys, tables and arrays of tables, strings, lists, whole numbers and booleans; no carriage returns.
 */
export function readPlainToml(text: string): JsonObject | undefined {
  if (foreignCharacter.test(text)) return undefined;
  const root: MutableJsonObject = {};
  // Lists that headers with two brackets have made: only these go on with a table.
  const tableLists = new Set<JsonValue>();
  const reader = new PlainReader(text);
  let table: MutableJsonObject | undefined = root;
  while (reader.skipToLine()) {
    const header = reader.header();
    if (header !== undefined) table = openTable(root, header, tableLists);
    else if (table === undefined || !reader.pair(table)) return undefined;
    if (table === undefined || !reader.endLine()) return undefined;
  }
  return root;
}

/** Lists in more lists than this, and tables with longer names, are left to the library. */
const maxPlainDepth = 8;

// Control characters are wrong wherever they stand; a carriage return may be right, or not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const foreignCharacter = /[\0-\x08\x0b-\x1f\x7f]/;
const blank = /[ \t\n]*/y;
const rest = /[ \t]*(?:#.*)?(?:\n|$)/y;
const comment = /#.*(?:\n|$)/y;
const tableHeader =
  /\[(?:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\](?!\])|\[[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\]\])/y;
const bareKey = /[A-Za-z0-9_-]+/y;
const equalsSign = /[ \t]*=[ \t]*/y;
// A number with a leading zero, a sign or more than 15 digits is one for the library.
const scalar = /(?:true|false|0|[1-9][0-9]{0,14})(?=[ \t\n,\]]|$)/y;
const basicPlain = /[^"\\\n]*/y;
const literalPlain = /[^'\n]*/y;
const quoteOrBackslash = /["\\]/g;

interface Header {
  readonly path: readonly string[];
  readonly isList: boolean;
}

class PlainReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Goes on to the next line with content; false at the end of the text. */
  skipToLine(): boolean {
    do this.#skip(blank);
    while (this.#skip(comment));
    return this.#at < this.#text.length;
  }

  /** Past spaces, a comment and the end of the line; false where something else stands there. */
  endLine(): boolean {
    return this.#skip(rest);
  }

  header(): Header | undefined {
    if (this.#text.charCodeAt(this.#at) !== openBracket) return undefined;
    const from = this.#at;
    if (!this.#skip(tableHeader)) return undefined;
    const isList = this.#text.charCodeAt(from + 1) === openBracket;
    const brackets = isList ? 2 : 1;
    return { path: this.#text.slice(from + brackets, this.#at - brackets).split("."), isList };
  }

  /** Reads `key = value` into the table; false where something else stands there, or the key is there already. */
  pair(table: MutableJsonObject): boolean {
    const from = this.#at;
    if (!this.#skip(bareKey)) return false;
    const key = this.#text.slice(from, this.#at);
    if (!this.#skip(equalsSign) || !isFree(table, key)) return false;
    const value = this.#value(0);
    if (value === undefined) return false;
    table[key] = value;
    return true;
  }

  #value(depth: number): JsonValue | undefined {
    switch (this.#text.charCodeAt(this.#at)) {
      case doubleQuote:
        return this.#text.startsWith('"""', this.#at) ? this.#basicLines() : this.#basic();
      case singleQuote:
        return this.#text.startsWith("'''", this.#at) ? this.#literalLines() : this.#literal();
      case openBracket:
        return depth < maxPlainDepth ? this.#list(depth + 1) : undefined;
      default:
        return this.#scalar();
    }
  }

  #scalar(): JsonValue | undefined {
    const from = this.#at;
    if (!this.#skip(scalar)) return undefined;
    const written = this.#text.slice(from, this.#at);
    return written === "true" ? true : written === "false" ? false : Number(written);
  }

  #list(depth: number): JsonValue | undefined {
    const items: JsonValue[] = [];
    this.#at += 1;
    for (;;) {
      this.#skip(blank);
      if (this.#accept(closeBracket)) return items;
      const item = this.#value(depth);
      if (item === undefined) return undefined;
      items.push(item);
      this.#skip(blank);
      if (!this.#accept(comma)) return this.#accept(closeBracket) ? items : undefined;
    }
  }

  #basic(): string | undefined {
    const from = this.#at + 1;
    for (let at = from; ; at = basicPlain.lastIndex + 2) {
      basicPlain.lastIndex = at;
      basicPlain.test(this.#text);
      const end = basicPlain.lastIndex;
      const code = this.#text.charCodeAt(end);
      if (code === doubleQuote) {
        this.#at = end + 1;
        const written = this.#text.slice(from, end);
        return at === from ? written : decodeEscapes(written);
      }
      if (code !== backslash) return undefined;
    }
  }

  #literal(): string | undefined {
    const from = this.#at + 1;
    literalPlain.lastIndex = from;
    literalPlain.test(this.#text);
    const end = literalPlain.lastIndex;
    if (this.#text.charCodeAt(end) !== singleQuote) return undefined;
    this.#at = end + 1;
    return this.#text.slice(from, end);
  }

  #basicLines(): string | undefined {
    const from = this.#startOfLines();
    quoteOrBackslash.lastIndex = from;
    let hasEscapes = false;
    while (quoteOrBackslash.test(this.#text)) {
      const at = quoteOrBackslash.lastIndex - 1;
      if (this.#text.charCodeAt(at) === backslash) {
        hasEscapes = true;
        quoteOrBackslash.lastIndex = at + 2;
      } else if (this.#text.startsWith('""', at + 1)) {
        const written = this.#lines(from, at, doubleQuote);
        return written === undefined || !hasEscapes ? written : decodeEscapes(written);
      }
    }
    return undefined;
  }

  #literalLines(): string | undefined {
    const from = this.#startOfLines();
    const end = this.#text.indexOf("'''", from);
    return end === -1 ? undefined : this.#lines(from, end, singleQuote);
  }

  /** A line break right behind the three quotes is none of the text's. */
  #startOfLines(): number {
    const from = this.#at + 3;
    return this.#text.charCodeAt(from) === lineFeed ? from + 1 : from;
  }

  /** Of more than three quotes at the end, the first ones are part of the text: a case for the library. */
  #lines(from: number, end: number, quote: number): string | undefined {
    if (this.#text.charCodeAt(end + 3) === quote) return undefined;
    this.#at = end + 3;
    return this.#text.slice(from, end);
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #accept(code: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at += 1;
    return true;
  }
}

const lineFeed = 0x0a;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;

/** Undefined where an escape is none of these: a code point, the end of a line, or a mistake. */
function decodeEscapes(written: string): string | undefined {
  let isPlain = true;
  const text = written.replace(/\\([\s\S]?)/g, (_, letter: string) => {
    const character = plainEscapes.get(letter);
    isPlain &&= character !== undefined;
    return character ?? "";
  });
  return isPlain ? text : undefined;
}

const plainEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** The table that a header opens; undefined where it is there already, or its owner is no table. */
function openTable(
  root: MutableJsonObject,
  { path, isList }: Header,
  tableLists: Set<JsonValue>,
): MutableJsonObject | undefined {
  if (path.length > maxPlainDepth) return undefined;
  let owner = root;
  for (const part of path.slice(0, -1)) {
    const next = isFree(owner, part) ? addTable(owner, part) : tableBehind(owner[part], tableLists);
    if (next === undefined) return undefined;
    owner = next;
  }
  const last = path.at(-1) ?? "";
  if (!isList) return isFree(owner, last) ? addTable(owner, last) : undefined;
  const table: MutableJsonObject = {};
  const list = owner[last];
  if (isFree(owner, last)) {
    const tables = [table];
    owner[last] = tables;
    tableLists.add(tables);
  } else if (list !== undefined && tableLists.has(list)) (list as JsonValue[]).push(table);
  else return undefined;
  return table;
}

/** The table to go on in behind a key of a header: the last one of a list. Undefined for every other value. */
function tableBehind(
  value: JsonValue | undefined,
  tableLists: ReadonlySet<JsonValue>,
): MutableJsonObject | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return value as MutableJsonObject;
  return tableLists.has(value) ? (value.at(-1) as MutableJsonObject) : undefined;
}

function addTable(owner: MutableJsonObject, key: string): MutableJsonObject {
  const table: MutableJsonObject = {};
  owner[key] = table;
  return table;
}

/** Whether a plain assignment makes a new property of this name. */
function isFree(owner: MutableJsonObject, key: string): boolean {
  return key !== "__proto__" && !Object.hasOwn(owner, key);
}
