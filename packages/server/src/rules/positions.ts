import type { FieldPath, LocateField } from "@eqlite/core/detect";
import { isJsonObject, type JsonValue } from "@eqlite/core/events";
import type { OffsetMap, Span } from "@eqlite/core/lang";

/** A value in a file: where it and its key stand, and the values inside it. */
export interface PositionNode {
  /** The key the value has in its object; absent for roots and list entries. */
  key?: Span;
  value: Span;
  readonly children: Map<string | number, PositionNode>;
}

/** A text value as a position scanner reads it. */
export interface DecodedText {
  readonly text: string;
  readonly map: OffsetMap;
  /** Offset just after the closing quote. */
  readonly end: number;
}

/** The map of the text value that is written at `value`, or undefined when it does not read as `expected`. */
export type MapText = (value: Span, expected: string) => OffsetMap | undefined;

/** Places of the fields of one document in a file. */
export interface Positions {
  readonly locate: LocateField;
  /** Where the units of a text value stand. A value that cannot be traced maps to its key. */
  textMap(path: FieldPath): OffsetMap;
}

/**
 * Answers from the tree that a scanner makes of the file's text and the document that a parser made of it.
 * `scan` is called when the first place is asked for: most of what is read is never complained about.
 */
export function createPositions(
  text: string,
  scan: () => PositionNode,
  document: JsonValue,
  mapText: MapText,
): Positions {
  let scanned: PositionNode | undefined;
  const root = (): PositionNode => {
    scanned ??= scan();
    return scanned;
  };
  const isOneLine = ({ from, to }: Span): boolean => {
    const lineEnd = text.indexOf("\n", from);
    return lineEnd === -1 || lineEnd >= to;
  };
  const maps = new Map<PositionNode, OffsetMap | undefined>();
  const mapAt = (path: FieldPath, node: PositionNode): OffsetMap | undefined => {
    const value = valueAt(document, path);
    if (typeof value !== "string") return undefined;
    if (!maps.has(node)) maps.set(node, mapText(node.value, value));
    return maps.get(node);
  };
  const mapFromHead = (path: FieldPath): OffsetMap => {
    const { node, isFound } = findNode(root(), path);
    const head = headOf(node);
    return (
      (isFound ? mapAt(path, node) : undefined) ?? { toFile: (offset) => (offset <= 0 ? head.from : head.to) }
    );
  };

  return {
    locate(path, part) {
      const { node, isFound } = findNode(root(), path);
      if (!isFound || part === "key") return headOf(node);
      if (part === undefined) {
        // A list or a text of many lines is better pointed at by its name.
        return node.children.size === 0 && isOneLine(node.value) ? node.value : headOf(node);
      }
      const map = mapAt(path, node);
      return map === undefined ? headOf(node) : { from: map.toFile(part.from), to: map.toFile(part.to) };
    },
    textMap(path) {
      let map: OffsetMap | undefined;
      return {
        toFile(offset) {
          map ??= mapFromHead(path);
          return map.toFile(offset);
        },
      };
    },
  };
}

/** The node at a path, or the innermost node on the way to it. */
function findNode(
  root: PositionNode,
  path: FieldPath,
): { readonly node: PositionNode; readonly isFound: boolean } {
  let node = root;
  for (const part of path) {
    const child = node.children.get(part);
    if (child === undefined) return { node, isFound: false };
    node = child;
  }
  return { node, isFound: true };
}

function valueAt(document: JsonValue, path: FieldPath): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const part of path) {
    if (Array.isArray(value)) value = (value as readonly JsonValue[])[Number(part)];
    else if (isJsonObject(value) && Object.hasOwn(value, part)) value = value[part];
    else return undefined;
  }
  return value;
}

/** What to point at when a value as a whole is meant. */
function headOf(node: PositionNode): Span {
  return node.key ?? { from: node.value.from, to: Math.min(node.value.from + 1, node.value.to) };
}
