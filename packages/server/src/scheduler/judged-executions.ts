import type { PassMatch, PassOutcome } from "@eqlite/core/kernel";

/** What a pass over the events of all windows has found, in a form that goes from one thread to another. */
export interface JudgedExecutions {
  readonly eventsSearched: number;
  /** Blocks that were gone before they could be searched: retention has taken them away, or they are damaged. */
  readonly blocksGone: number;
  /** What was wrong with blocks that could not be read and were not searched. */
  readonly unreadable: readonly string[];
  /** In the order of the executions. */
  readonly outcomes: readonly JudgedOutcome[];
}

/** The same as `PassOutcome`, with messages. */
export interface JudgedOutcome {
  readonly matches: readonly PassMatch[];
  readonly failures: number;
  readonly firstFailure: string | undefined;
  readonly error: string | undefined;
}

export function judgedOutcome({ matches, failures, firstFailure, error }: PassOutcome): JudgedOutcome {
  return { matches, failures, firstFailure: firstFailure?.message, error: error?.message };
}
