import type { Alphabet } from "./alphabet.ts";
import { createNfaRunner, type Nfa, type StateSet } from "./nfa.ts";
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
 * bounded by `maxCacheCells`: a full cache is emptied, and matching goes on where it was.
 */
export function createLazyDfa(nfa: Nfa, alphabet: Alphabet): LazyDfa {
  const runner = createNfaRunner(nfa);
  const cache = new Map<string, CachedState>();
  let cells = 0;
  let start = cached(runner.start);

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
    cache.clear();
    cells = 0;
    start = cached(runner.start);
  }

  function step(from: CachedState, charClass: number): CachedState {
    if (cells > regexLimits.maxCacheCells) emptyCache();
    const next = cached(runner.step(from.states, charClass));
    from.next[charClass] = next;
    return next;
  }

  return {
    matches: (value) => {
      let state = start;
      for (let at = 0; at < value.length && !state.settled; at += 1) {
        const unit = value.charCodeAt(at);
        let charClass = alphabet.asciiClasses[unit];
        if (charClass === undefined) {
          const codePoint = value.codePointAt(at) ?? unit;
          if (codePoint > 0xffff) at += 1;
          charClass = alphabet.classOf(codePoint);
        }
        state = state.next[charClass] ?? step(state, charClass);
      }
      return state.accepting;
    },
    visits: runner.visits,
  };
}
