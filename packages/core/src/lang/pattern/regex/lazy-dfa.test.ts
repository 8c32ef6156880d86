import { describe, expect, it } from "vitest";
import { createAlphabet } from "./alphabet.ts";
import { type BooleanTree, evaluateTree, splitBoolean } from "./boolean-tree.ts";
import { buildNfa } from "./build-nfa.ts";
import { createLazyDfa, type LazyDfa } from "./lazy-dfa.ts";
import { parseRegex } from "./parse-regex.ts";
import { regexLimits } from "./regex-limits.ts";

interface MeasuredRegex {
  readonly automata: readonly LazyDfa[];
  readonly tree: BooleanTree;
  /** States and edges of all automata: what one character can cost at most. */
  readonly size: number;
}

function compileMeasured(pattern: string): MeasuredRegex {
  const parsed = parseRegex(pattern, { anchors: true });
  if (!parsed.ok) throw new Error(parsed.error.message);
  const alphabet = createAlphabet(parsed.node, false);
  const budget = { states: regexLimits.maxStates, determinizeVisits: regexLimits.maxDeterminizeVisits };
  const { tree, parts } = splitBoolean(parsed.node);
  let size = 0;
  const automata = parts.map((part) => {
    const nfa = buildNfa(part, alphabet, budget);
    if ("tooLargeAt" in nfa) throw new Error(`${pattern} is too large`);
    for (const targets of nfa.targets) size += 1 + targets.length;
    return createLazyDfa(nfa, alphabet);
  });
  return { automata, tree, size };
}

/** The answer, and the states visited for it. */
function run(regex: MeasuredRegex, value: string): { matches: boolean; visits: number } {
  const before = regex.automata.reduce((sum, automaton) => sum + automaton.visits(), 0);
  const matches = evaluateTree(regex.tree, (part) => regex.automata[part]?.matches(value) === true);
  return { matches, visits: regex.automata.reduce((sum, automaton) => sum + automaton.visits(), 0) - before };
}

/** A fixed, irregular text of the letters a and b. */
function irregularText(length: number): string {
  let seed = 1;
  let text = "";
  while (text.length < length) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    text += (seed & 0x10000) === 0 ? "a" : "b";
  }
  return text;
}

const length = 100_000;
const manyA = "a".repeat(length);
const irregular = irregularText(length);

describe("createLazyDfa", () => {
  const repetitive: readonly [pattern: string, value: string, matches: boolean][] = [
    ["(a*)*b", manyA, false],
    ["(a|aa)+$", `${manyA}b`, false],
    ["(a|a?)+", manyA, true],
    ["((a+)+)+", manyA, true],
    [".*.*.*x", manyA, false],
    ["(.*a){10}", manyA, true],
    ["(a?){50}a{50}", manyA, false],
    ["((((a*)*)*)*)*b", manyA, false],
    ["(a.*&.*a)+", manyA, true],
    ["~(.*b.*)", manyA, true],
    ["~(.*b.*)b", `${manyA}b`, true],
    ["~(.*a.{20})", manyA, false],
    ["@a@a@a@b", manyA, false],
  ];
  it.each(repetitive)("%s settles into a few states", (pattern, value, matches) => {
    const regex = compileMeasured(pattern);
    const result = run(regex, value);
    expect(result.matches).toBe(matches);
    // Far less than one visit for each character: nearly all steps come from the cache.
    expect(result.visits).toBeLessThan(20_000);
    expect(run(regex, value)).toEqual({ matches, visits: 0 });
  });

  const hostile: readonly [pattern: string, matches: boolean][] = [
    [".*a.{20}", irregular.at(-21) === "a"],
    ["~(.*a.{20})", irregular.at(-21) !== "a"],
    [".*a.{20}&.*b.{19}", irregular.at(-21) === "a" && irregular.at(-20) === "b"],
  ];
  it.each(hostile)("%s takes work in proportion to the value", (pattern, matches) => {
    const half = run(compileMeasured(pattern), irregular.slice(0, length / 2));
    const regex = compileMeasured(pattern);
    const whole = run(regex, irregular);
    expect(whole.matches).toBe(matches);
    // The second half may meet fewer known states, but it cannot cost more for a character than the automaton is big.
    expect(whole.visits).toBeLessThan(3 * half.visits);
    expect(whole.visits).toBeLessThanOrEqual((length + 1) * regex.size);
  });

  it("gives the same answers while its cache overflows, and is of no use", () => {
    const oracle = /^.*a...(b.?){0,2}.{400}$/;
    const { automata } = compileMeasured(".*a...(b.?){0,2}.{400}");
    // The long one makes the cache useless, as its first thousands of characters lead to new states nearly each time.
    const values = [irregular.slice(0, 40_000), ...irregular.slice(0, 1_030).matchAll(/(?=(.{1,1000}$))/g)];
    for (const found of values.slice(0, 40)) {
      const value = typeof found === "string" ? found : (found[1] ?? "");
      expect([value.length, automata[0]?.matches(value)]).toEqual([value.length, oracle.test(value)]);
    }
    expect(automata[0]?.matches("")).toBe(false);
  });

  it("gives the same answers while its cache overflows", () => {
    const { automata } = compileMeasured(".*a.{300}");
    for (const end of [8_000, 8_001, 8_002, 301, 300]) {
      expect([end, automata[0]?.matches(irregular.slice(0, end))]).toEqual([
        end,
        irregular.at(end - 301) === "a" && end > 300,
      ]);
    }
  });

  it("does not read on where the answer is settled", () => {
    const regex = compileMeasured("(x|y).*");
    expect(run(regex, `x${"é".repeat(10)}`)).toEqual({ matches: true, visits: expect.any(Number) });
    // Characters of classes not met before would cost visits.
    expect(run(regex, "xyz😀\n")).toEqual({ matches: true, visits: 0 });
  });
});
