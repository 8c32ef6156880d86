import { visibleText } from "../event/visible-text.ts";

interface Node {
  readonly type: string;
  value?: string;
  readonly children?: readonly Node[];
}

/** A step of ReactMarkdown: texts show what would hide or reverse them, also where it was written as `&#x202e;`. */
export function showHidden(): (tree: Node) => void {
  return (tree) => {
    // Nesting is as deep as somebody has written it: no recursion.
    const waiting: Node[] = [tree];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if ((node.type === "text" || node.type === "raw") && node.value !== undefined) {
        node.value = visibleText(node.value);
      }
      waiting.push(...(node.children ?? []));
    }
  };
}
