import type { Span } from "@eqlite/core/lang";
import type { Document, ParsedNode } from "yaml";
import type { PositionNode } from "./positions.ts";
import { ruleFileLimits } from "./rule-file-limits.ts";
import { yamlLibrary } from "./yaml-library.ts";

/** Places of the values of one YAML document, and keys that stand twice in their mapping. */
export interface YamlScan {
  readonly root: PositionNode;
  readonly repeatedKeys: readonly { readonly name: string; readonly span: Span }[];
}

/** Reads the places off the library's nodes. An alias is a value without an inside, at the place of the alias. */
export function scanYamlPositions(document: Document.Parsed): YamlScan {
  const { isMap, isNode, isScalar, isSeq } = yamlLibrary();
  const repeatedKeys: { name: string; span: Span }[] = [];

  const nodeOf = (value: unknown, depth: number): PositionNode => {
    const node: PositionNode = { value: spanOf(value) ?? { from: 0, to: 0 }, children: new Map() };
    if (depth > ruleFileLimits.maxDepth) return node;
    if (isSeq(value)) {
      for (const [index, item] of value.items.entries()) node.children.set(index, nodeOf(item, depth + 1));
    } else if (isMap(value)) {
      for (const { key, value: item } of value.items) {
        const name = isScalar(key) ? String(key.value) : "";
        const span = spanOf(key) ?? node.value;
        if (node.children.has(name)) repeatedKeys.push({ name, span });
        const child = nodeOf(item, depth + 1);
        node.children.set(name, { ...child, key: span, ...(isNode(item) ? {} : { value: span }) });
      }
    }
    return node;
  };

  return { root: nodeOf(document.contents, 0), repeatedKeys };
}

function spanOf(node: unknown): Span | undefined {
  const range = yamlLibrary().isNode(node) ? (node as ParsedNode).range : undefined;
  return range === undefined || range === null ? undefined : { from: range[0], to: range[1] };
}
