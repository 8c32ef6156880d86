import type { Span } from "@eqlite/core/lang";
import { createOffsetRuns } from "./offset-runs.ts";
import type { DecodedText, MapText, PositionNode } from "./positions.ts";
import { ruleFileLimits } from "./rule-file-limits.ts";

const plainEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Places of the values of one JSON text. */
export interface JsonScan {
  readonly root: PositionNode;
  /** Where the text stops being JSON, or nests too deep; absent when it does not. */
  readonly brokenAt?: number;
}

/** Scans the JSON text that takes up `range` of a file. Offsets are those of the file. Never throws. */
export function scanJsonPositions(text: string, range: Span): JsonScan {
  let at = range.from;
  const space = /[ \t\r\n]*/y;
  const bare = /[-+.A-Za-z0-9]+/y;

  const skipSpace = (): void => {
    space.lastIndex = at;
    at += space.exec(text)?.[0].length ?? 0;
  };
  const accept = (char: string): boolean => {
    skipSpace();
    if (at >= range.to || text[at] !== char) return false;
    at += 1;
    return true;
  };

  /** Entries up to `close`, the opening bracket being read already. */
  const readEntries = (close: "}" | "]", node: PositionNode, depth: number): boolean => {
    if (accept(close)) return true;
    for (let index = 0; ; index += 1) {
      const member = close === "}" ? readMember(depth) : undefined;
      const entry = close === "}" ? member?.node : readValue(depth);
      if (entry === undefined) return false;
      node.children.set(member?.name ?? index, entry);
      if (accept(",")) continue;
      return accept(close);
    }
  };

  const readMember = (depth: number): { readonly name: string; readonly node: PositionNode } | undefined => {
    skipSpace();
    const key = decodeJsonText(text, at);
    if (key === undefined) return undefined;
    const span = { from: at, to: key.end };
    at = key.end;
    if (!accept(":")) return undefined;
    const value = readValue(depth);
    return value === undefined ? undefined : { name: key.text, node: { ...value, key: span } };
  };

  const readValue = (depth: number): PositionNode | undefined => {
    if (depth > ruleFileLimits.maxDepth) return undefined;
    skipSpace();
    const from = at;
    const node: PositionNode = { value: { from, to: from }, children: new Map() };
    if (accept("{")) {
      if (!readEntries("}", node, depth + 1)) return undefined;
    } else if (accept("[")) {
      if (!readEntries("]", node, depth + 1)) return undefined;
    } else {
      bare.lastIndex = at;
      const end = decodeJsonText(text, at)?.end ?? at + (bare.exec(text)?.[0].length ?? 0);
      if (end === at) return undefined;
      at = end;
    }
    node.value = { from, to: at };
    return node;
  };

  const root = readValue(0);
  skipSpace();
  if (root !== undefined && at === range.to) return { root };
  return { root: root ?? { value: range, children: new Map() }, brokenAt: at };
}

/** Decodes the JSON string that starts at `from` with its quote; undefined when there is none or it is broken. */
export function decodeJsonText(text: string, from: number): DecodedText | undefined {
  if (text[from] !== '"') return undefined;
  const runs = createOffsetRuns();
  const plain = /[^"\\\r\n]+/y;
  const unicode = /u([0-9A-Fa-f]{4})/y;
  let decoded = "";
  let at = from + 1;
  for (;;) {
    const char = text[at];
    if (char === '"') return { text: decoded, map: runs.finish(at), end: at + 1 };
    if (char === "\\") {
      const letter = text[at + 1] ?? "";
      unicode.lastIndex = at + 1;
      const hex = letter === "u" ? unicode.exec(text)?.[1] : undefined;
      const unit = hex === undefined ? plainEscapes[letter] : String.fromCharCode(Number.parseInt(hex, 16));
      if (unit === undefined) return undefined;
      runs.escape(at, 1);
      decoded += unit;
      at += hex === undefined ? 2 : 6;
      continue;
    }
    plain.lastIndex = at;
    const run = plain.exec(text)?.[0];
    if (run === undefined) return undefined;
    runs.literal(at, run.length);
    decoded += run;
    at += run.length;
  }
}

/** Maps a JSON string value. */
export function jsonTextMapper(text: string): MapText {
  return (value, expected) => {
    const decoded = decodeJsonText(text, value.from);
    return decoded?.text === expected ? decoded.map : undefined;
  };
}
