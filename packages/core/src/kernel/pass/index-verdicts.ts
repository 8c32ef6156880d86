import { kernelLimits } from "../kernel-limits.ts";
import type { PassQuery } from "./pass-query.ts";

const covered = 1;
const notCovered = 2;

/** For each query whether it sees the events of one index: 1 or 2, and 0 where it was not asked. */
export type Verdicts = Uint8Array;

/**
 * Which queries see the events of which index. Events come from few indices, so each query is asked once for each of them,
 * when it first matters, and its answer is remembered for as long as there is room.
 */
export class IndexVerdicts {
  readonly #covers: readonly PassQuery["coversIndex"][];
  readonly #byIndex = new Map<string, Verdicts>();
  readonly #maxIndices: number;
  /** What is known before anyone is asked: some queries see all events. */
  readonly #unasked: Verdicts;
  readonly #ofNoIndex: Verdicts;
  /** False where every query sees all events. */
  readonly areNeeded: boolean;

  constructor(queries: readonly PassQuery[], maxBytes: number = kernelLimits.indexVerdictBytes) {
    this.#covers = queries.map(({ coversIndex }) => coversIndex);
    this.#unasked = Uint8Array.from(this.#covers, (covers) => (covers === undefined ? covered : 0));
    this.#ofNoIndex = this.#unasked.map((verdict) => (verdict === covered ? covered : notCovered));
    this.areNeeded = this.#unasked.includes(0);
    this.#maxIndices = Math.max(1, Math.floor(maxBytes / Math.max(1, queries.length)));
  }

  /** What is known about an index; `undefined` where an event names none. To be asked for anew for each event or block. */
  of(index: string | undefined): Verdicts {
    if (index === undefined || !this.areNeeded) return this.#ofNoIndex;
    let verdicts = this.#byIndex.get(index);
    if (verdicts === undefined) {
      // Names come from the events: whoever sends many of them makes the pass ask again, and no more.
      if (this.#byIndex.size >= this.#maxIndices) this.#byIndex.clear();
      verdicts = this.#unasked.slice();
      this.#byIndex.set(index, verdicts);
    }
    return verdicts;
  }

  /** Whether a query sees the events of an index. */
  covers(query: number, index: string | undefined, verdicts: Verdicts): boolean {
    const verdict = verdicts[query];
    if (verdict !== 0) return verdict === covered;
    const answer = index === undefined || this.#covers[query]?.(index) !== false;
    verdicts[query] = answer ? covered : notCovered;
    return answer;
  }
}
