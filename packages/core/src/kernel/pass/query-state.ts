import { QueryFailure } from "../../lang/index.ts";
import type { PassMatch, PassOutcome } from "./pass-query.ts";
import type { PassOptions } from "./query-pass.ts";

/** How a query of a pass fares. A fault in one query never stops another. */
export class QueryState {
  /** Events on which the query failed. */
  failures = 0;
  firstFailure: QueryFailure | undefined;
  /** Set where the query cannot go on. */
  error: Error | undefined;
  readonly #onFailure: PassOptions["onFailure"];

  constructor(onFailure: PassOptions["onFailure"]) {
    this.#onFailure = onFailure;
  }

  /** An event fails the query. Throws where whoever runs the pass wants it to. */
  fail(failure: QueryFailure, count = 1): void {
    this.failures += count;
    this.firstFailure ??= failure;
    this.#onFailure?.(failure);
  }

  stop(error: unknown): void {
    this.error ??= error instanceof Error ? error : new Error(String(error));
  }

  /** @param readMatches is not called for a query that has stopped */
  outcome(readMatches: () => readonly PassMatch[]): PassOutcome {
    let matches: readonly PassMatch[] = [];
    try {
      if (this.error === undefined) matches = readMatches();
    } catch (error) {
      if (error instanceof QueryFailure) this.#onFailure?.(error);
      this.stop(error);
    }
    const { failures, firstFailure, error } = this;
    return { matches, failures, firstFailure, error };
  }
}
