import { buildFieldTree, type FieldNode } from "./field-tree.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import {
  keyBytes,
  keyHead,
  keyIsDotted,
  keyLength,
  keyNode,
  keyTail,
  keyText,
  markDataStream,
  markEndgame,
  markEvent,
  markRawXml,
  markSource,
  markWinlog,
  nodeBytes,
  nodeField,
  nodeMark,
  nodeMask,
  nodeTable,
} from "./memory-layout.ts";

/** Keys that tell the shape of a record, by the way that leads to them. */
const marks: Readonly<Record<string, number>> = {
  endgame: markEndgame,
  winlog: markWinlog,
  _source: markSource,
  _raw: markRawXml,
  result: markRawXml,
  "event.original": markRawXml,
  event: markEvent,
  data_stream: markDataStream,
};

/**
 * Writes the tree of wanted fields, and of the keys that tell the shape of a record, into memory; the address of its root.
 *
 * @param names dotted names; the number of a field is its place
 */
export function writeFieldTrie(memory: KernelMemory, names: readonly string[]): number {
  const root = buildFieldTree(names, { stops: Object.keys(marks) });
  const written = new Map<FieldNode, number>();
  const address = writeNode(memory, root, written);
  for (const [name, mark] of Object.entries(marks)) {
    const node = root.keys.get(name)?.node;
    const at = node === undefined ? undefined : written.get(node);
    if (at !== undefined) memory.words[(at + nodeMark) / 4] = mark;
  }
  return address;
}

/**
 * In JSON only an escape can write these. A line that holds such a key as these bytes holds another one, and a line with
 * an escape in a key is left to the caller.
 */
const needsEscape = /[\\\p{Surrogate}]/u;

function writeNode(memory: KernelMemory, node: FieldNode, written: Map<FieldNode, number>): number {
  const known = written.get(node);
  if (known !== undefined) return known;
  const keys = [...node.keys]
    .filter(([key]) => !needsEscape.test(key))
    .map(([key, { node: below, isDotted }]) => ({
      key,
      isDotted,
      below: writeNode(memory, below, written),
    }));
  let size = 1;
  while (size < keys.length * 2) size *= 2;
  // A table without an entry is looked into all the same, so that keys with escapes are noticed.
  const table = node.keys.size === 0 ? 0 : memory.allocate(size * keyBytes);
  for (const { key, isDotted, below } of keys) writeKey(memory, table, size - 1, key, isDotted, below);
  const address = memory.allocate(nodeBytes);
  const { words } = memory;
  words[(address + nodeField) / 4] = node.field;
  words[(address + nodeTable) / 4] = table;
  words[(address + nodeMask) / 4] = size - 1;
  written.set(node, address);
  return address;
}

function writeKey(
  memory: KernelMemory,
  table: number,
  mask: number,
  key: string,
  isDotted: boolean,
  node: number,
): void {
  const { address: text, length } = memory.putText(key);
  const { bytes, words } = memory;
  let place = memory.functions.hashKeyAt(text, length) & mask;
  while (words[(table + place * keyBytes + keyNode) / 4] !== 0) place = (place + 1) & mask;
  const entry = table + place * keyBytes;
  bytes.copyWithin(entry + keyHead, text, text + Math.min(length, 8));
  if (length >= 8) bytes.copyWithin(entry + keyTail, text + length - 8, text + length);
  words[(entry + keyLength) / 4] = length;
  words[(entry + keyNode) / 4] = node;
  words[(entry + keyText) / 4] = text;
  words[(entry + keyIsDotted) / 4] = isDotted ? 1 : 0;
}
