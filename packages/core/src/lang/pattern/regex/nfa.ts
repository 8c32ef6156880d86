/**
 * A nondeterministic automaton. A reading state takes one character and goes to its one target; any other state goes
 * to all of its targets without reading. Every state is a small number.
 */
export interface Nfa {
  readonly start: number;
  readonly accept: number;
  /** For each state one flag per class of characters it reads; undefined for a state that does not read. */
  readonly reads: readonly (Uint8Array | undefined)[];
  readonly targets: readonly (readonly number[])[];
}

/** The states an automaton may be in: the reading ones and the accepting one, in order. */
export type StateSet = Int32Array;

/** Runs an automaton on sets of states. */
export interface NfaRunner {
  readonly start: StateSet;
  /** The states after one character of a class. */
  step(from: StateSet, charClass: number): StateSet;
  accepts(states: StateSet): boolean;
  /** Whether every text is accepted from these states. `step` reduces such a set to one form. */
  acceptsAnything(states: StateSet): boolean;
  /** States looked at so far: the measure of work done. */
  visits(): number;
}

export function createNfaRunner(nfa: Nfa): NfaRunner {
  const { reads, targets, accept } = nfa;
  // A state is in the set being built if its mark is the current round's.
  const marks = new Float64Array(reads.length);
  let round = 0;
  let visits = 0;
  const pending: number[] = [];

  /** The reading and accepting states that can be reached from `roots` without reading. */
  const close = (roots: Iterable<number>): StateSet => {
    round += 1;
    const members: number[] = [];
    const add = (state: number): void => {
      visits += 1;
      if (marks[state] === round) return;
      marks[state] = round;
      pending.push(state);
    };
    for (const root of roots) {
      add(root);
      for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
        if (reads[state] !== undefined || state === accept) members.push(state);
        else for (const target of targets[state] ?? []) add(target);
      }
    }
    return Int32Array.from(members).sort();
  };

  const accepts = (states: StateSet): boolean => states.includes(accept);

  // The reading states of a `.*` after which nothing more is needed. Together with the accepting state such a state
  // accepts every text, and what other states the set has does not matter any more.
  const endless = new Set<number>();
  for (const [state, flags] of reads.entries()) {
    if (flags === undefined || flags.includes(0)) continue;
    const [target = state] = targets[state] ?? [];
    if (targets[target]?.includes(state) === true && accepts(close([target]))) endless.add(state);
  }
  const endlessIn = (states: StateSet): number | undefined =>
    endless.size > 0 && accepts(states) ? states.find((state) => endless.has(state)) : undefined;
  const reduce = (states: StateSet): StateSet => {
    const found = endlessIn(states);
    return found === undefined ? states : Int32Array.of(found, accept).sort();
  };

  return {
    start: reduce(close([nfa.start])),
    step: (from, charClass) => {
      const reached: number[] = [];
      for (const state of from) {
        visits += 1;
        const [target] = targets[state] ?? [];
        if (reads[state]?.[charClass] === 1 && target !== undefined) reached.push(target);
      }
      return reduce(close(reached));
    },
    accepts,
    acceptsAnything: (states) => endlessIn(states) !== undefined,
    visits: () => visits,
  };
}
