import { type BooleanTree, evaluateTree } from "./boolean-tree.ts";
import { createNfaRunner, type Nfa, type StateSet } from "./nfa.ts";

/** A deterministic automaton; it starts in the first state. Where no move is given for a class nothing can match. */
export type Dfa = readonly DfaState[];

export interface DfaState {
  readonly accepting: boolean;
  /** One move for each state that can follow: the classes of characters that lead there. */
  readonly moves: readonly { readonly to: number; readonly flags: Uint8Array }[];
}

/**
 * Builds the deterministic automaton for a combination of automata that read the same text. Undefined when there are
 * more states, moves or work than the budget has left; the work done is taken from the budget.
 */
export function determinize(
  tree: BooleanTree,
  nfas: readonly Nfa[],
  classCount: number,
  budget: { readonly states: number; determinizeVisits: number },
): Dfa | undefined {
  const runners = nfas.map(createNfaRunner);
  const numbers = new Map<string, number>();
  const found: StateSet[][] = [];
  const numberOf = (sets: StateSet[]): number => {
    const key = sets.map((set) => set.join()).join(";");
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, found.length);
    return found.push(sets) - 1;
  };

  const states: DfaState[] = [];
  let moveCount = 0;
  numberOf(runners.map((runner) => runner.start));
  for (let current = found[0]; current !== undefined; current = found[states.length]) {
    const sets = current;
    const flagsByTarget = new Map<number, Uint8Array>();
    for (let charClass = 0; charClass < classCount; charClass += 1) {
      const visitsBefore = totalVisits(runners);
      const to = numberOf(
        runners.map((runner, part) => runner.step(sets[part] ?? new Int32Array(), charClass)),
      );
      budget.determinizeVisits -= totalVisits(runners) - visitsBefore + 1;
      if (budget.determinizeVisits < 0 || found.length > budget.states) return undefined;
      const flags = flagsByTarget.get(to) ?? new Uint8Array(classCount);
      flags[charClass] = 1;
      flagsByTarget.set(to, flags);
    }
    moveCount += flagsByTarget.size;
    if (moveCount > budget.states) return undefined;
    const accepting = evaluateTree(
      tree,
      (part) => runners[part]?.accepts(sets[part] ?? new Int32Array()) === true,
    );
    states.push({ accepting, moves: [...flagsByTarget].map(([to, flags]) => ({ to, flags })) });
  }
  return withoutDeadMoves(states);
}

function totalVisits(runners: readonly { visits(): number }[]): number {
  return runners.reduce((sum, runner) => sum + runner.visits(), 0);
}

/** Drops the moves to states from which nothing can be accepted: they would be carried along for nothing. */
function withoutDeadMoves(states: readonly DfaState[]): Dfa {
  const sources: number[][] = states.map(() => []);
  for (const [from, state] of states.entries()) for (const { to } of state.moves) sources[to]?.push(from);
  const live = new Set<number>();
  const pending = [...states.keys()].filter((state) => states[state]?.accepting === true);
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    if (live.has(state)) continue;
    live.add(state);
    pending.push(...(sources[state] ?? []));
  }
  return states.map((state) => ({ ...state, moves: state.moves.filter(({ to }) => live.has(to)) }));
}
