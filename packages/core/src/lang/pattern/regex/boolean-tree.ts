import type { RegexNode } from "./regex-syntax.ts";

/** How the results of the parts of an expression that are joined by `~`, `&` and `|` make up its own result. */
export type BooleanTree =
  | { readonly kind: "Part"; readonly part: number }
  | { readonly kind: "Not"; readonly item: BooleanTree }
  | { readonly kind: "All"; readonly items: readonly BooleanTree[] }
  | { readonly kind: "Any"; readonly items: readonly BooleanTree[] };

export interface SplitExpression {
  readonly tree: BooleanTree;
  /** Expressions without `~` and `&` outside concatenation and repetition; a `Part` is an index into them. */
  readonly parts: readonly RegexNode[];
}

/**
 * Takes `~` and `&` off the outside of an expression. Each part can then be matched against the whole value alone
 * and the answers combined: no automaton for the complement or the intersection is needed.
 */
export function splitBoolean(node: RegexNode): SplitExpression {
  const parts: RegexNode[] = [];
  return { tree: split(node, parts), parts };
}

function split(node: RegexNode, parts: RegexNode[]): BooleanTree {
  if (node.kind === "Complement") return { kind: "Not", item: split(node.item, parts) };
  if (node.kind === "Intersection")
    return { kind: "All", items: node.items.map((item) => split(item, parts)) };
  if (!isBoolean(node)) return addPart(node, parts);

  // One automaton for all plain alternatives is faster than one for each.
  const plain = node.items.filter((item) => !isBoolean(item));
  const items = node.items.filter(isBoolean).map((item) => split(item, parts));
  if (plain.length > 0) items.push(addPart({ ...node, items: plain }, parts));
  return { kind: "Any", items };
}

function addPart(node: RegexNode, parts: RegexNode[]): BooleanTree {
  parts.push(node);
  return { kind: "Part", part: parts.length - 1 };
}

type BooleanNode = Extract<RegexNode, { kind: "Complement" | "Intersection" | "Union" }>;

function isBoolean(node: RegexNode): node is BooleanNode {
  if (node.kind === "Complement" || node.kind === "Intersection") return true;
  return node.kind === "Union" && node.items.some(isBoolean);
}

/** The result of the whole, given those of its parts. Asks for no part whose result does not matter. */
export function evaluateTree(tree: BooleanTree, partMatches: (part: number) => boolean): boolean {
  switch (tree.kind) {
    case "Part":
      return partMatches(tree.part);
    case "Not":
      return !evaluateTree(tree.item, partMatches);
    case "All":
      return tree.items.every((item) => evaluateTree(item, partMatches));
    case "Any":
      return tree.items.some((item) => evaluateTree(item, partMatches));
  }
}
