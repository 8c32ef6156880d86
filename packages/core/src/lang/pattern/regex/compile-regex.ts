import { foldAscii } from "../fold-ascii.ts";
import { createAlphabet } from "./alphabet.ts";
import { evaluateTree, splitBoolean } from "./boolean-tree.ts";
import { buildNfa } from "./build-nfa.ts";
import { codePointEnd } from "./char-set.ts";
import { createLazyDfa, type LazyDfa } from "./lazy-dfa.ts";
import { parseRegex } from "./parse-regex.ts";
import { regexLimits } from "./regex-limits.ts";
import type { RegexError, RegexNode } from "./regex-syntax.ts";

export interface RegexOptions {
  /** Ignore the case of ASCII letters. */
  readonly foldCase: boolean;
  /** Leave out a leading `^` and a trailing `$`, which are ordinary characters otherwise: for computed values. */
  readonly anchors: boolean;
}

export type CompiledRegex =
  | { readonly ok: true; readonly matches: (value: string) => boolean }
  | { readonly ok: false; readonly error: RegexError };

/**
 * Compiles an expression in Lucene's dialect (specification 3.5) into a test of whole values. An expression that is
 * wrong or whose automaton is too large is found here; the test itself never fails and takes time in proportion to
 * the length of the value.
 */
export function compileRegex(pattern: string, options: RegexOptions): CompiledRegex {
  const parsed = parseRegex(pattern, options);
  if (!parsed.ok) return parsed;
  const plain = compilePlainText(parsed.node, options.foldCase);
  if (plain !== undefined) return { ok: true, matches: plain };
  return compileAutomata(parsed.node, options.foldCase);
}

function compileAutomata(node: RegexNode, foldCase: boolean): CompiledRegex {
  const alphabet = createAlphabet(node, foldCase);
  const budget = { states: regexLimits.maxStates, determinizeVisits: regexLimits.maxDeterminizeVisits };
  const { tree, parts } = splitBoolean(node);
  const automata: ((value: string) => boolean)[] = [];
  for (const part of parts) {
    const nfa = buildNfa(part, alphabet, budget);
    if ("tooLargeAt" in nfa) return { ok: false, error: tooLarge(nfa.tooLargeAt) };
    automata.push(matchWhenAsked(() => createLazyDfa(nfa, alphabet)));
  }
  const [only] = automata;
  if (tree.kind === "Part" && only !== undefined) return { ok: true, matches: only };
  return {
    ok: true,
    matches: (value) => evaluateTree(tree, (part) => automata[part]?.(value) === true),
  };
}

/** Of the expressions of many rules, most are never asked. */
function matchWhenAsked(create: () => LazyDfa): (value: string) => boolean {
  let dfa: LazyDfa | undefined;
  return (value) => {
    dfa ??= create();
    return dfa.matches(value);
  };
}

function tooLarge(offset: number): RegexError {
  const message =
    "The automaton of this expression grows too large. Repeat less often, and keep `~` and `&` out of repetitions.";
  return { message, offset };
}

// A search by UTF-16 units would find half of a surrogate pair inside a whole one.
const halfPair = /\p{Surrogate}/u;

/** The test for a plain text, or one with any text before or after it; undefined for other expressions. */
function compilePlainText(node: RegexNode, foldCase: boolean): ((value: string) => boolean) | undefined {
  const items = node.kind === "Concat" ? node.items : [node];
  const anyBefore = isAnyText(items[0]);
  const anyAfter = items.length > 1 && isAnyText(items.at(-1));
  const [text, ...others] = items.slice(anyBefore ? 1 : 0, anyAfter ? -1 : undefined);
  if (text?.kind !== "Text" || others.length > 0 || halfPair.test(text.text)) return undefined;

  const wanted = foldCase ? foldAscii(text.text) : text.text;
  const matches = compareText(wanted, anyBefore, anyAfter);
  return foldCase ? (value) => matches(foldAscii(value)) : matches;
}

function compareText(text: string, anyBefore: boolean, anyAfter: boolean): (value: string) => boolean {
  if (anyBefore && anyAfter) return (value) => value.includes(text);
  if (anyBefore) return (value) => value.endsWith(text);
  if (anyAfter) return (value) => value.startsWith(text);
  return (value) => value === text;
}

/** `@` or `.*`. */
function isAnyText(node: RegexNode | undefined): boolean {
  if (node?.kind === "AnyText") return true;
  if (node?.kind !== "Repeat" || node.min !== 0 || node.max !== Infinity) return false;
  const [range] = node.item.kind === "Chars" && !node.item.negated ? node.item.set : [];
  return range !== undefined && range.from === 0 && range.to === codePointEnd;
}
