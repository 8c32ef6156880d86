import type { CheckedQuery, QueryFailure } from "../../lang/index.ts";
import type { KeyTuple, RunOptions } from "../../match/index.ts";
import type { KeyHash } from "./key-hash.ts";
import type { QueryWindow } from "./query-window.ts";

/** A query of a pass, with how it is run. */
export interface PassQuery {
  readonly query: CheckedQuery;
  readonly options: Pick<RunOptions, "search" | "timestampType" | "tiebreakerType" | "fractionBeforeArrival">;
  /** Whether the query sees events of an index; all events, also those of which none is known, where it is left out. */
  readonly coversIndex?: ((index: string) => boolean) | undefined;
  /** The events that the query sees; all of the pass where it is left out. */
  readonly window?: QueryWindow | undefined;
}

/** What a query found: events by stage, known by their positions; undefined where an event is missing as it must. */
export interface PassMatch {
  readonly positions: readonly (number | undefined)[];
  /** The key, or its hash where the key has to be read from the events; undefined for an event query. */
  readonly key: KeyTuple | KeyHash | undefined;
}

export interface PassOutcome {
  /** In the order of the original, cut by size and pipes. */
  readonly matches: readonly PassMatch[];
  /** Events on which the query failed; they count as not matching. */
  readonly failures: number;
  readonly firstFailure: QueryFailure | undefined;
  /** Set where the query as a whole could not be finished; it then has no matches. */
  readonly error: Error | undefined;
}
