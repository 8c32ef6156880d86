import { QueryFailure } from "../../lang/index.ts";
import type { PassMatch, PassOutcome, PassQuery } from "./pass-query.ts";
import type { PassOptions } from "./query-pass.ts";

/** How a query of a pass fares. A fault in one query never stops another. */
export class QueryState {
  /** Events on which the query failed. */
  failures = 0;
  firstFailure: QueryFailure | undefined;
  /** Set where the query cannot go on. */
  error: Error | undefined;
  readonly coversIndex: PassQuery["coversIndex"];
  readonly #onFailure: PassOptions["onFailure"];

  constructor({ coversIndex }: PassQuery, onFailure: PassOptions["onFailure"]) {
    this.coversIndex = coversIndex;
    this.#onFailure = onFailure;
  }

  /** Whether the query looks at events of an index; `undefined` where none is known. */
  looksAt(index: string | undefined): boolean {
    if (this.error !== undefined) return false;
    return this.coversIndex === undefined || (index !== undefined && this.coversIndex(index));
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
