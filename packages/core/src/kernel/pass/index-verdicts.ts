import { kernelLimits } from "../kernel-limits.ts";
import type { PassQuery } from "./pass-query.ts";

const covered = 1;
const notCovered = 2;

/**
 * Which queries see the events of which index. Events come from few indices, so each query is asked once for each of them,
 * when it first matters, and its answer is remembered for as long as there is room.
 */
export class IndexVerdicts {
  readonly #covers: readonly PassQuery["coversIndex"][];
  /** For each index what each query has answered; 0 where it was not asked. */
  readonly #byIndex = new Map<string, Uint8Array>();
  readonly #maxIndices: number;
  /** The index that was asked for last, and its answers: most events come from the same one as the event before. */
  #lastIndex: string | undefined;
  #lastVerdicts: Uint8Array | undefined;
  /** False where every query sees all events. */
  readonly areNeeded: boolean;

  constructor(queries: readonly PassQuery[], maxBytes: number = kernelLimits.indexVerdictBytes) {
    this.#covers = queries.map(({ coversIndex }) => coversIndex);
    this.areNeeded = this.#covers.some((covers) => covers !== undefined);
    this.#maxIndices = Math.max(1, Math.floor(maxBytes / Math.max(1, queries.length)));
  }

  /** Whether a query sees events of an index; `undefined` where none is known. */
  covers(query: number, index: string | undefined): boolean {
    const coversIndex = this.#covers[query];
    if (coversIndex === undefined) return true;
    if (index === undefined) return false;
    const verdicts = this.#verdictsOf(index);
    let verdict = verdicts[query];
    if (verdict === 0) {
      verdict = coversIndex(index) ? covered : notCovered;
      verdicts[query] = verdict;
    }
    return verdict === covered;
  }

  #verdictsOf(index: string): Uint8Array {
    if (this.#lastVerdicts !== undefined && this.#lastIndex === index) return this.#lastVerdicts;
    let verdicts = this.#byIndex.get(index);
    if (verdicts === undefined) {
      // Names come from the events: whoever sends many of them makes the pass ask again, and no more.
      if (this.#byIndex.size >= this.#maxIndices) this.#byIndex.clear();
      verdicts = new Uint8Array(this.#covers.length);
      this.#byIndex.set(index, verdicts);
    }
    this.#lastIndex = index;
    this.#lastVerdicts = verdicts;
    return verdicts;
  }
}
