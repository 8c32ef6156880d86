import { readLimits } from "../events/index.ts";

/** An object of an event on the way to wanted fields, or a field itself. */
export interface FieldNode {
  /** Number of the field that ends here, or -1. */
  readonly field: number;
  /**
   * The keys that lead on. As events may write names with dots at any level (`{"a": {"b.c": 1}}`), those that skip levels
   * are there too.
   */
  readonly keys: ReadonlyMap<string, { readonly node: FieldNode; readonly isDotted: boolean }>;
}

interface BuildingNode {
  field: number;
  readonly children: Map<string, BuildingNode>;
}

const createNode = (): BuildingNode => ({ field: -1, children: new Map() });

export interface FieldTreeOptions {
  /** The number of each field; its place among the names where they are left out. */
  readonly numbers?: readonly number[];
  /** Names whose nodes must be there without being fields. */
  readonly stops?: readonly string[];
}

/**
 * The tree of wanted fields. The ways that lead to one field, with dots and without, end at one node.
 *
 * @param names dotted names
 */
export function buildFieldTree(
  names: readonly string[],
  { numbers, stops = [] }: FieldTreeOptions = {},
): FieldNode {
  const root = createNode();
  for (const [place, name] of names.entries()) {
    const field = numbers?.[place] ?? place;
    const segments = name.split(".");
    // A name of more segments than events may nest has no values anywhere.
    if (segments.length <= readLimits.maxDepth) nodeAt(root, segments).field = field;
  }
  for (const name of stops) nodeAt(root, name.split("."));
  return finishNode(root, new Map());
}

function nodeAt(root: BuildingNode, segments: readonly string[]): BuildingNode {
  let node = root;
  for (const segment of segments) {
    const child = node.children.get(segment) ?? createNode();
    node.children.set(segment, child);
    node = child;
  }
  return node;
}

function finishNode(building: BuildingNode, finished: Map<BuildingNode, FieldNode>): FieldNode {
  const known = finished.get(building);
  if (known !== undefined) return known;
  const keys = new Map<string, { node: FieldNode; isDotted: boolean }>();
  const collect = (from: BuildingNode, prefix: string): void => {
    for (const [segment, child] of from.children) {
      keys.set(prefix + segment, { node: finishNode(child, finished), isDotted: prefix !== "" });
      collect(child, `${prefix}${segment}.`);
    }
  };
  collect(building, "");
  const node: FieldNode = { field: building.field, keys };
  finished.set(building, node);
  return node;
}
