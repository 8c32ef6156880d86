import type { Alphabet } from "./alphabet.ts";
import { createNfaRunner, type Nfa, type StateSet } from "./nfa.ts";
import { createNfaSimulation, type NfaSimulation } from "./nfa-simulation.ts";
import { regexLimits } from "./regex-limits.ts";

/** Matches whole values. */
export interface LazyDfa {
  matches(value: string): boolean;
  /** States of the automaton looked at so far: the measure of work beyond one table look-up per character. */
  visits(): number;
}

/** Cells that a state takes beside its numbers and references. */
const stateOverhead = 32;

interface CachedState {
  readonly states: StateSet;
  readonly accepting: boolean;
  /** Whether the rest of the value cannot change the answer. */
  readonly settled: boolean;
  /** For each class of characters the state that follows, once it is known. */
  readonly next: (CachedState | undefined)[];
}

/**
 * Runs a nondeterministic automaton, keeping each set of states it meets and each step it takes, so that values
 * like those before cost one look-up per character. A new step costs at most the size of the automaton. Memory is
 * bounded by `maxCacheCells`: a full cache is emptied, and matching goes on where it was. Where nearly every step was a new
 * one, matching goes on without a cache for a while.
 */
export function createLazyDfa(nfa: Nfa, alphabet: Alphabet): LazyDfa {
  const runner = createNfaRunner(nfa);
  let simulation: NfaSimulation | undefined;
  const cache = new Map<string, CachedState>();
  let cells = 0;
  let start = cached(runner.start);
  /** Since the cache was empty: characters matched with it, and steps that it did not know. */
  let chars = 0;
  let newSteps = 0;
  let uselessFills = 0;
  /** Characters that are still to be matched without it. */
  let uncached = 0;

  function cached(states: StateSet): CachedState {
    const key = String.fromCharCode(...states);
    const known = cache.get(key);
    if (known !== undefined) return known;
    const state: CachedState = {
      states,
      accepting: runner.accepts(states),
      settled: states.length === 0 || runner.acceptsAnything(states),
      next: new Array<CachedState | undefined>(alphabet.size).fill(undefined),
    };
    cache.set(key, state);
    cells += states.length + alphabet.size + stateOverhead;
    return state;
  }

  function emptyCache(): void {
    uselessFills = chars < newSteps * regexLimits.leastCharsPerStep ? uselessFills + 1 : 0;
    if (uselessFills >= regexLimits.uselessFills) {
      uselessFills = 0;
      uncached = regexLimits.uncachedChars;
    }
    chars = 0;
    newSteps = 0;
    cache.clear();
    cells = 0;
    start = cached(runner.start);
  }

  function step(from: CachedState, charClass: number): CachedState {
    if (cells > regexLimits.maxCacheCells) emptyCache();
    newSteps += 1;
    const next = cached(runner.step(from.states, charClass));
    from.next[charClass] = next;
    return next;
  }

  /** Goes on from a state at a place in a value. */
  function matchesUncached(value: string, from: number, state: CachedState): boolean {
    uncached -= value.length - from;
    simulation ??= createNfaSimulation(nfa);
    simulation.begin(state.states);
    for (let at = from; at < value.length && !simulation.isEmpty; at += 1) {
      const unit = value.charCodeAt(at);
      let charClass = alphabet.asciiClasses[unit];
      if (charClass === undefined) {
        const codePoint = value.codePointAt(at) ?? unit;
        if (codePoint > 0xffff) at += 1;
        charClass = alphabet.classOf(codePoint);
      }
      simulation.step(charClass);
    }
    return simulation.accepts();
  }

  return {
    matches: (value) => {
      let state = start;
      for (let at = 0; at < value.length && !state.settled; at += 1) {
        if (uncached > 0) return matchesUncached(value, at, state);
        const unit = value.charCodeAt(at);
        let charClass = alphabet.asciiClasses[unit];
        if (charClass === undefined) {
          const codePoint = value.codePointAt(at) ?? unit;
          if (codePoint > 0xffff) at += 1;
          charClass = alphabet.classOf(codePoint);
        }
        state = state.next[charClass] ?? step(state, charClass);
        chars += 1;
      }
      return state.accepting;
    },
    visits: () => runner.visits() + (simulation?.visits() ?? 0),
  };
}
