import { compileRegex, type Term } from "@eqlite/core/lang";

/** A pattern with `*`, `?` and backslashes that take their meaning away, in the forms that can be run. */
export type WildcardPattern =
  | { readonly kind: "text"; readonly text: string }
  /** As the language writes patterns, without escapes. */
  | { readonly kind: "wildcard"; readonly pattern: string }
  | { readonly kind: "test"; readonly pattern: string; readonly matches: (text: string) => boolean };

/** Undefined where the pattern is too long to be run with its escapes. */
export function readWildcard(raw: string, foldCase: boolean): WildcardPattern | undefined {
  const plain = raw.replace(/\\(.)/gs, "$1");
  const bare = raw.replace(/\\./gs, "");
  if (!/[*?]/.test(bare)) return { kind: "text", text: plain };
  if (!/\\[*?]/.test(raw)) return { kind: "wildcard", pattern: plain };
  let pattern = "";
  for (const [part] of raw.matchAll(/\\.|./gsu)) {
    if (part === "*") pattern += ".*";
    else if (part === "?") pattern += ".";
    else pattern += escapeRegex(part.length > 1 && part.startsWith("\\") ? part.slice(1) : part);
  }
  const compiled = compileRegex(pattern, { foldCase, anchors: false });
  return compiled.ok ? { kind: "test", pattern, matches: compiled.matches } : undefined;
}

function escapeRegex(text: string): string {
  return text.replace(/[.?+*|{}[\]()"\\#@&<>~^$-]/g, "\\$&");
}

/** What a whole value of a field must be. */
export function patternTerm(operand: Term, pattern: WildcardPattern, foldCase: boolean): Term {
  const fold = foldCase ? "ascii" : "none";
  switch (pattern.kind) {
    case "text":
      return { kind: "OneOf", operand, values: [pattern.text], fold };
    case "wildcard":
      return { kind: "Wildcard", operand, patterns: [pattern.pattern], fold };
    case "test":
      return { kind: "Regex", operand, pattern: pattern.pattern, matches: pattern.matches, fold };
  }
}
