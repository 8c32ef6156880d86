import { type Alphabet, setOf, textOf } from "./alphabet.ts";
import { splitBoolean } from "./boolean-tree.ts";
import { type CharSet, everyChar, singleChar } from "./char-set.ts";
import { type Dfa, determinize } from "./determinize.ts";
import { expandInterval } from "./interval-node.ts";
import type { Nfa } from "./nfa.ts";
import type { ComplementNode, IntersectionNode, RegexNode, RepeatNode } from "./regex-syntax.ts";

/** What may still be spent on the automata of one expression. */
export interface RegexBudget {
  states: number;
  determinizeVisits: number;
}

/** Where in an expression the budget ran out. */
export interface TooLarge {
  readonly tooLargeAt: number;
}

/**
 * Builds the automaton of an expression. Repetitions are written out, so its size is checked against the budget as
 * it grows. A `~` or `&` inside a longer expression becomes a deterministic automaton of its own first.
 */
export function buildNfa(node: RegexNode, alphabet: Alphabet, budget: RegexBudget): Nfa | TooLarge {
  return new NfaBuilder(alphabet, budget).build(node);
}

/**
 * States are built from the end of the expression to its start: each step is given the state that follows and
 * returns the state that begins. Once the budget is spent nothing is added any more.
 */
class NfaBuilder {
  readonly #alphabet: Alphabet;
  readonly #budget: RegexBudget;
  readonly #reads: (Uint8Array | undefined)[] = [];
  readonly #targets: number[][] = [];
  readonly #flags = new Map<string, Uint8Array>();
  readonly #dfas = new Map<RegexNode, Dfa>();
  #tooLargeAt: number | undefined;

  constructor(alphabet: Alphabet, budget: RegexBudget) {
    this.#alphabet = alphabet;
    this.#budget = budget;
  }

  build(node: RegexNode): Nfa | TooLarge {
    const accept = this.#add(undefined, [], node.offset);
    const start = this.#expression(node, accept);
    if (this.#tooLargeAt !== undefined) return { tooLargeAt: this.#tooLargeAt };
    return { start, accept, reads: this.#reads, targets: this.#targets };
  }

  #expression(node: RegexNode, next: number): number {
    switch (node.kind) {
      case "Text":
        return this.#text(node.text, node.offset, next);
      case "Chars":
        return this.#add(this.#flagsOf(setOf(node, this.#alphabet.foldCase)), [next], node.offset);
      case "AnyText":
        return this.#anyText(node.offset, next);
      case "Nothing":
        return this.#add(undefined, [], node.offset);
      case "Interval":
        return this.#expression(expandInterval(node), next);
      case "Repeat":
        return this.#repeat(node, next);
      case "Concat":
        return node.items.reduceRight((following, item) => this.#expression(item, following), next);
      case "Union": {
        const targets = node.items.map((item) => this.#expression(item, next));
        return this.#add(undefined, targets, node.offset);
      }
      case "Complement":
      case "Intersection":
        return this.#boolean(node, next);
    }
  }

  #add(reads: Uint8Array | undefined, targets: number[], offset: number): number {
    if (this.#budget.states === 0) this.#tooLargeAt ??= offset;
    if (this.#tooLargeAt !== undefined) return 0;
    this.#budget.states -= 1;
    this.#reads.push(reads);
    return this.#targets.push(targets) - 1;
  }

  #flagsOf(set: CharSet): Uint8Array {
    const key = set.map((range) => `${range.from}-${range.to}`).join();
    const known = this.#flags.get(key);
    if (known !== undefined) return known;
    const flags = this.#alphabet.flagsOf(set);
    this.#flags.set(key, flags);
    return flags;
  }

  #text(text: string, offset: number, next: number): number {
    let start = next;
    for (const character of [...textOf(text, this.#alphabet.foldCase)].reverse()) {
      start = this.#add(this.#flagsOf(singleChar(character.codePointAt(0) ?? 0)), [start], offset);
    }
    return start;
  }

  #anyText(offset: number, next: number): number {
    const loop = this.#add(undefined, [], offset);
    this.#targets[loop] = [this.#add(this.#flagsOf(everyChar), [loop], offset), next];
    return loop;
  }

  #repeat(node: RepeatNode, next: number): number {
    const { item, min, max, offset } = node;
    let start = next;
    if (max === Infinity) {
      const loop = this.#add(undefined, [], offset);
      const body = this.#expression(item, loop);
      this.#targets[loop] = [body, next];
      start = min === 0 ? loop : body;
    } else {
      for (let count = min; count < max && this.#tooLargeAt === undefined; count += 1) {
        start = this.#add(undefined, [this.#expression(item, start), next], offset);
      }
    }
    // A loop has read the item once already.
    for (let count = max === Infinity ? 1 : 0; count < min && this.#tooLargeAt === undefined; count += 1) {
      const before = this.#expression(item, start);
      // An item without states of its own is the empty text, however often it is repeated.
      if (before === start) break;
      start = before;
    }
    return start;
  }

  #boolean(node: ComplementNode | IntersectionNode, next: number): number {
    const dfa = this.#dfas.get(node) ?? this.#determinize(node);
    if (dfa === undefined) return 0;
    this.#dfas.set(node, dfa);
    const states = dfa.map(() => this.#add(undefined, [], node.offset));
    if (this.#tooLargeAt !== undefined) return 0;
    for (const [index, { accepting, moves }] of dfa.entries()) {
      const targets = accepting ? [next] : [];
      for (const { to, flags } of moves) targets.push(this.#add(flags, [states[to] ?? 0], node.offset));
      this.#targets[states[index] ?? 0] = targets;
    }
    return states[0] ?? 0;
  }

  #determinize(node: ComplementNode | IntersectionNode): Dfa | undefined {
    const { tree, parts } = splitBoolean(node);
    const nfas: Nfa[] = [];
    for (const part of parts) {
      const nfa = buildNfa(part, this.#alphabet, this.#budget);
      if ("tooLargeAt" in nfa) {
        this.#tooLargeAt ??= nfa.tooLargeAt;
        return undefined;
      }
      nfas.push(nfa);
    }
    const dfa = determinize(tree, nfas, this.#alphabet.size, this.#budget);
    if (dfa === undefined) this.#tooLargeAt ??= node.offset;
    return dfa;
  }
}
