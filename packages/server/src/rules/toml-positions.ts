import type { Span } from "@eqlite/core/lang";
import type { MapText, PositionNode } from "./positions.ts";
import { ruleFileLimits } from "./rule-file-limits.ts";
import { decodeTomlText } from "./toml-text.ts";

/** A node of an array of tables: a path that passes through it continues in its last table. */
interface TomlNode extends PositionNode {
  readonly children: Map<string | number, TomlNode>;
  lastTable?: TomlNode;
}

interface KeyPart {
  readonly name: string;
  readonly span: Span;
}

/**
 * Places of the tables and values of a TOML text that the parser library has accepted. Of a text that is no TOML it
 * finds what it can. Never throws.
 */
export function scanTomlPositions(text: string): PositionNode {
  let at = 0;
  const blank = /[ \t\r\n]*/y;
  const spaces = /[ \t]*/y;
  const bareKey = /[A-Za-z0-9_-]+/y;
  const bareValue = /\d{4}-\d{2}-\d{2} \d{2}:[0-9:.Z+-]*|[^\s,\]}#]+/y;

  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? "";
    at += found.length;
    return found;
  };
  const accept = (mark: string): boolean => {
    if (!text.startsWith(mark, at)) return false;
    at += mark.length;
    return true;
  };
  const skipLine = (): void => {
    const lineEnd = text.indexOf("\n", at);
    at = lineEnd === -1 ? text.length : lineEnd + 1;
  };

  const skipBlank = (): void => {
    for (match(blank); text[at] === "#"; match(blank)) skipLine();
  };

  /** A dotted key; empty when there is none. */
  const readKey = (): KeyPart[] => {
    const parts: KeyPart[] = [];
    do {
      match(spaces);
      const from = at;
      const quoted = decodeTomlText(text, at);
      if (quoted !== undefined) at = quoted.end;
      const name = quoted?.text ?? match(bareKey);
      if (quoted === undefined && name === "") return [];
      parts.push({ name, span: { from, to: at } });
      match(spaces);
    } while (accept("."));
    return parts;
  };

  const readHeader = (root: TomlNode): TomlNode | undefined => {
    const isArray = accept("[[");
    if (!isArray) accept("[");
    const parts = readKey();
    const last = parts.pop();
    if (last === undefined) return undefined;
    const owner = parts.reduce(descend, root);
    if (!isArray) return descend(owner, last);
    const tables = childOf(owner, last);
    const table: TomlNode = { key: last.span, value: last.span, children: new Map() };
    tables.children.set(tables.children.size, table);
    tables.lastTable = table;
    return table;
  };

  /** `key = value` into `table`; false when that is not what stands here. */
  const readPair = (table: TomlNode, depth: number): boolean => {
    const parts = readKey();
    const last = parts.pop();
    if (last === undefined || !accept("=")) return false;
    match(spaces);
    const value = readValue(depth);
    if (value === undefined) return false;
    parts.reduce(descend, table).children.set(last.name, { ...value, key: last.span });
    return true;
  };

  const readValue = (depth: number): TomlNode | undefined => {
    if (depth > ruleFileLimits.maxDepth) return undefined;
    const from = at;
    const node: TomlNode = { value: { from, to: from }, children: new Map() };
    const quoted = decodeTomlText(text, at);
    if (quoted !== undefined) at = quoted.end;
    else if (accept("[")) {
      if (!readEntries("]", () => readElement(node, depth + 1))) return undefined;
    } else if (accept("{")) {
      if (!readEntries("}", () => readPair(node, depth + 1))) return undefined;
    } else if (match(bareValue) === "") return undefined;
    node.value = { from, to: at };
    return node;
  };
  const readElement = (list: TomlNode, depth: number): boolean => {
    const value = readValue(depth);
    if (value !== undefined) list.children.set(list.children.size, value);
    return value !== undefined;
  };
  const readEntries = (close: string, readEntry: () => boolean): boolean => {
    for (;;) {
      skipBlank();
      if (accept(close)) return true;
      if (!readEntry()) return false;
      skipBlank();
      if (!accept(",")) return accept(close);
    }
  };

  const root: TomlNode = { value: { from: 0, to: 0 }, children: new Map() };
  let table: TomlNode | undefined = root;
  for (skipBlank(); at < text.length; skipBlank()) {
    if (text[at] === "[") table = readHeader(root);
    else if (table !== undefined) readPair(table, 0);
    skipLine();
  }
  return root;
}

/** Maps a TOML string value. */
export function tomlTextMapper(text: string): MapText {
  return (value, expected) => {
    const decoded = decodeTomlText(text, value.from);
    return decoded?.text === expected ? decoded.map : undefined;
  };
}

function childOf(node: TomlNode, { name, span }: KeyPart): TomlNode {
  const existing = node.children.get(name);
  if (existing !== undefined) return existing;
  const child: TomlNode = { key: span, value: span, children: new Map() };
  node.children.set(name, child);
  return child;
}

function descend(node: TomlNode, part: KeyPart): TomlNode {
  const child = childOf(node, part);
  return child.lastTable ?? child;
}
