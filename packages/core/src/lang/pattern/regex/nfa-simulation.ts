import type { Nfa, StateSet } from "./nfa.ts";

/**
 * Runs an automaton without remembering sets of states: for values that meet new ones with nearly every character, where
 * remembering costs ten times as much as it saves.
 */
export interface NfaSimulation {
  begin(states: StateSet): void;
  step(charClass: number): void;
  /** Whether no text can match any more. */
  readonly isEmpty: boolean;
  accepts(): boolean;
  /** States looked at so far. */
  visits(): number;
}

export function createNfaSimulation({ reads, targets, accept }: Nfa): NfaSimulation {
  const size = reads.length;
  let members = new Int32Array(size);
  let next = new Int32Array(size);
  let count = 0;
  // A state is in the set being built if its mark is the current round's.
  const marks = new Int32Array(size);
  let round = 0;
  const pending = new Int32Array(size);
  let visits = 0;
  const isEpsilon = Uint8Array.from(reads, (flags, state) =>
    flags === undefined && state !== accept ? 1 : 0,
  );
  /** Where a state goes that reads. */
  const targetOf = Int32Array.from(targets, ([target]) => target ?? accept);
  /** For each class of characters, the states that read it. */
  const readers: (Uint8Array | undefined)[] = [];
  const readersOf = (charClass: number): Uint8Array => {
    const known = readers[charClass];
    if (known !== undefined) return known;
    const made = Uint8Array.from(reads, (flags) => flags?.[charClass] ?? 0);
    readers[charClass] = made;
    return made;
  };

  return {
    begin(states) {
      members.set(states);
      count = states.length;
    },
    step(charClass) {
      if (round === 0x7fffffff) {
        marks.fill(0);
        round = 0;
      }
      round += 1;
      let nextCount = 0;
      const doesRead = readersOf(charClass);
      visits += count;
      for (let at = 0; at < count; at += 1) {
        const from = members[at] ?? 0;
        if (doesRead[from] !== 1) continue;
        const first = targetOf[from] ?? 0;
        if (marks[first] === round) continue;
        marks[first] = round;
        if (isEpsilon[first] === 0) {
          visits += 1;
          next[nextCount] = first;
          nextCount += 1;
          continue;
        }
        pending[0] = first;
        for (let left = 1; left > 0; ) {
          left -= 1;
          const state = pending[left] ?? 0;
          visits += 1;
          if (isEpsilon[state] === 0) {
            next[nextCount] = state;
            nextCount += 1;
            continue;
          }
          for (const target of targets[state] ?? []) {
            if (marks[target] === round) continue;
            marks[target] = round;
            pending[left] = target;
            left += 1;
          }
        }
      }
      [members, next] = [next, members];
      count = nextCount;
    },
    get isEmpty() {
      return count === 0;
    },
    accepts: () => members.subarray(0, count).includes(accept),
    visits: () => visits,
  };
}
