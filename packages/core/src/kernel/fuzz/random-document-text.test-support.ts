import { damageLine } from "./damage-line.test-support.ts";
import { type JsonSpelling, randomSpelling } from "./json-spelling.test-support.ts";
import type { Random } from "./random.test-support.ts";
import {
  fields,
  loneSurrogates,
  numberTexts,
  texts,
  textsOf,
  type ValueKind,
} from "./vocabulary.test-support.ts";

/** A JSON value as it will be written. An object is a list of members: keys may come twice. */
type Node =
  | { readonly kind: "object"; readonly members: [key: string, value: Node][] }
  | { readonly kind: "array"; readonly items: Node[] }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "word"; readonly text: string };

const word = (text: string): Node => ({ kind: "word", text });

export interface BlockOptions {
  readonly lines: number;
  /** How many of the lines are damaged, from 0 to 1. */
  readonly damagedShare: number;
}

/** Random lines of NDJSON, with what else a file has: a byte order mark, CRLF, blank lines, an end without a line feed. */
export function randomBlock(random: Random, { lines, damagedShare }: BlockOptions): Uint8Array {
  const lineEnd = random.chance(0.2) ? "\r\n" : "\n";
  const parts: Uint8Array[] = random.chance(0.05) ? [Uint8Array.of(0xef, 0xbb, 0xbf)] : [];
  for (let line = 0; line < lines; line += 1) {
    if (random.chance(0.03)) parts.push(encode(random.pick(["", " ", "\t\r"])), encode(lineEnd));
    if (random.chance(0.03)) parts.push(encode(random.pick(bulkActions)), encode(lineEnd));
    const text = randomDocumentText(random);
    parts.push(random.chance(damagedShare) ? damageLine(text, random) : text);
    if (line < lines - 1 || random.chance(0.8)) parts.push(encode(lineEnd));
  }
  return concatBytes(parts);
}

/** Lines of a `_bulk` body that stand before a document, or before none. */
const bulkActions = [
  '{"index":{}}',
  '{"create":{"_id":"x"}}',
  '{"delete":{"_id":"x"}}',
  '{"update":{"_id":"x"}}',
];

/** One random event as a line of valid JSON, without its line feed. */
export function randomDocumentText(random: Random): Uint8Array {
  const spelling = randomSpelling(random);
  const document = randomDocument(random);
  const text = write(random.chance(0.03) ? asHit(document) : document, spelling);
  return encode(`${spelling.space()}${text}${spelling.space()}`);
}

function randomDocument(random: Random): Node {
  const members: [string, Node][] = [];
  // The category is what most conditions ask for first.
  if (random.chance(0.9)) place(members, ["event", "category"], leafValue("category", random), random);
  for (let count = 1 + random.int(8); count > 0; count -= 1) {
    const { name, kind } = random.pick(fields);
    place(members, splitName(name, random), leafValue(kind, random), random);
  }
  if (random.chance(0.1)) members.push([random.pick(strangeKeys), anyValue(random)]);
  return { kind: "object", members };
}

/** Keys that name no field, or only look as if they did. */
const strangeKeys = [
  "",
  ".",
  "a.",
  ".a",
  "a..b",
  "process",
  "process.",
  "process.Name",
  "toString",
  "hasOwnProperty",
  "_source",
];

/** An event as a search hit has it. */
function asHit(document: Node): Node {
  return {
    kind: "object",
    members: [
      ["_index", { kind: "string", text: "logs" }],
      ["_source", document],
    ],
  };
}

/** `a.b.c` as the keys of nested objects, with dots left in some of them. */
function splitName(name: string, random: Random): readonly string[] {
  const dottedShare = random.pickWeighted([
    [6, 0],
    [2, 1],
    [2, 0.5],
  ]);
  const keys: string[] = [];
  for (const [at, segment] of name.split(".").entries()) {
    const last = keys.at(-1);
    if (at > 0 && last !== undefined && random.chance(dottedShare))
      keys[keys.length - 1] = `${last}.${segment}`;
    else keys.push(segment);
  }
  return keys;
}

/** Puts a value below its keys: in an object that is there, in one more under the same key, or in a list of objects. */
function place(members: [string, Node][], keys: readonly string[], value: Node, random: Random): void {
  const [key, ...rest] = keys;
  if (key === undefined) return;
  if (rest.length === 0) {
    members.push([key, value]);
    return;
  }
  const known = members.find(([name, { kind }]) => name === key && kind === "object")?.[1];
  if (known?.kind === "object" && random.chance(0.95)) {
    place(known.members, rest, value, random);
    return;
  }
  const inner: Node = { kind: "object", members: [] };
  place(inner.members, rest, value, random);
  members.push([key, random.chance(0.06) ? amongOthers(inner, random) : inner]);
}

function amongOthers(node: Node, random: Random): Node {
  const items = [
    ...random.list(0, 2, () => anyValue(random)),
    node,
    ...random.list(0, 1, () => anyValue(random)),
  ];
  return { kind: "array", items: random.chance(0.15) ? [{ kind: "array", items }] : items };
}

/** What a field holds: mostly what its type says, also several of it, another type, or nothing. */
function leafValue(kind: ValueKind, random: Random): Node {
  const makers: readonly (readonly [number, () => Node])[] = [
    [70, () => typedValue(kind, random)],
    [10, () => ({ kind: "array", items: [...random.list(0, 3, () => typedValue(kind, random))] })],
    [3, () => amongOthers(typedValue(kind, random), random)],
    [12, () => anyValue(random)],
  ];
  return random.pickWeighted(makers)();
}

function typedValue(kind: ValueKind, random: Random): Node {
  switch (kind) {
    case "text":
    case "path":
    case "category":
    case "ip":
    case "version":
      return { kind: "string", text: random.pick(textsOf(kind)) };
    case "number":
      return word(random.pick(random.chance(0.7) ? textsOf(kind) : numberTexts));
    case "boolean":
      return word(random.pick(textsOf(kind)));
    case "date": {
      const text = random.pick(textsOf(kind));
      return /^\d+$/.test(text) && random.chance(0.5) ? word(text) : { kind: "string", text };
    }
  }
}

function anyValue(random: Random): Node {
  const makers: readonly (readonly [number, () => Node])[] = [
    [4, () => ({ kind: "string", text: random.pick(texts) })],
    [1, () => ({ kind: "string", text: random.pick(loneSurrogates) })],
    [3, () => word(random.pick(numberTexts))],
    [3, () => word(random.pick(["null", "true", "false"]))],
    [1, () => ({ kind: "array", items: [] })],
    [1, () => ({ kind: "object", members: [] })],
    [1, () => ({ kind: "array", items: [...random.list(1, 2, () => anyValue(random))] })],
    [1, () => ({ kind: "object", members: [[random.pick(["a", "b", "name", "pid"]), anyValue(random)]] })],
  ];
  return random.pickWeighted(makers)();
}

function write(node: Node, spelling: JsonSpelling): string {
  const { space, string } = spelling;
  switch (node.kind) {
    case "word":
      return node.text;
    case "string":
      return string(node.text);
    case "array":
      return `[${node.items.map((item) => space() + write(item, spelling) + space()).join(",") || space()}]`;
    case "object": {
      const members = node.members.map(
        ([key, value]) => `${space()}${string(key)}${space()}:${space()}${write(value, spelling)}${space()}`,
      );
      return `{${members.join(",") || space()}}`;
    }
  }
}

const encoder = new TextEncoder();

function encode(text: string): Uint8Array {
  return encoder.encode(text);
}

function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
