import type { StoreProblem } from "./segments/store-problem.ts";
import { storesLimits } from "./stores-limits.ts";

/** Remembers what was found wrong with the stored events, for whoever looks at the status. */
export interface DamageRecord {
  add(problem: StoreProblem): void;
  counts(): DamageCounts;
}

export interface DamageCounts {
  /** Events that had been acknowledged are lost. */
  readonly damaged: CountedProblems;
  /** What was being written when the server or the machine stopped. */
  readonly cut: CountedProblems;
  /** What the store does beside, and tries again. */
  readonly failing: CountedProblems;
}

export interface CountedProblems {
  readonly count: number;
  /** What the first of them say. */
  readonly first: readonly string[];
}

export function createDamageRecord(): DamageRecord {
  const counts = { damaged: noProblems(), cut: noProblems(), failing: noProblems() };
  const kept = (kind: StoreProblem["kind"]) => {
    switch (kind) {
      case "damaged-frames":
        return counts.damaged;
      case "cut-tail":
        return counts.cut;
      case "maintenance-failed":
      case "listener-failed":
        return counts.failing;
      case "index-made-again":
        // Nothing was lost with it.
        return undefined;
    }
  };
  return {
    add({ kind, message }) {
      const of = kept(kind);
      if (of === undefined) return;
      of.count += 1;
      if (of.first.length < storesLimits.rememberedProblems) of.first.push(message);
    },
    counts: () => counts,
  };
}

function noProblems(): { count: number; first: string[] } {
  return { count: 0, first: [] };
}
