import type { BuiltIn } from "./built-in.ts";
import { foldText } from "./fold-text.ts";

export const between: BuiltIn = {
  name: "between",
  parameters: [
    { name: "source", type: "string" },
    { name: "left", type: "string" },
    { name: "right", type: "string" },
    { name: "greedy", type: "boolean", optional: true },
  ],
  hasIgnoreCase: true,
  returns: "string",
  evaluate: ([source = null, left = null, right = null, greedy = false], fold) => {
    if (typeof source !== "string" || typeof left !== "string" || typeof right !== "string") return null;
    if (greedy === null) return null;
    if (source === "" || left === "" || right === "") return source;
    const text = foldText(source, fold);
    const leftAt = text.indexOf(foldText(left, fold));
    if (leftAt === -1) return "";
    const from = leftAt + left.length;
    const mark = foldText(right, fold);
    const to = greedy === true ? text.lastIndexOf(mark) : text.indexOf(mark, from);
    // A last `right` before the end of `left` fails in the original; here it is "not found" (section 5).
    return to < from ? "" : source.slice(from, to);
  },
  examples: [
    { args: ["a\\b\\c.txt", "\\", "\\"], gives: "b" },
    { args: ["a/b/c/d", "/", "/"], gives: "b" },
    { args: ["a/b/c/d", "/", "/", true], gives: "b/c" },
    { args: ["abc", "x", "c"], gives: "" },
    { args: ["abc", "a", "x"], gives: "" },
    { args: ["right left", "left", "right", true], gives: "" },
    { args: ["abc", "", "c"], gives: "abc" },
    { args: ["", "a", "b"], gives: "" },
    { args: ["xABCx", "a", "c"], fold: "unicode", gives: "B" },
    { args: [null, "a", "b"], gives: null },
    { args: ["aba", "a", "a", null], gives: null },
  ],
};
