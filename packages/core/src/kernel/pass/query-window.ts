import type { TimeRange } from "./time-range.ts";

/**
 * Which events of a pass a query sees. Both parts must hold; what is left out asks nothing. Events outside of it are for the
 * query as if they were not there: they neither match nor fail it.
 */
export interface QueryWindow {
  /** By the first value of `@timestamp`, whatever the query orders by. An event without a time is in no range. */
  readonly times?: TimeRange | undefined;
  /** By the position that the event is shown with, half-open: in a store that is the order of arrival. */
  readonly positions?: { readonly from: number; readonly to: number } | undefined;
}

/** @param ms minus infinity where the event has no time */
export type CoversEvent = (ms: number, position: number) => boolean;

/** Compiles a window; undefined where it covers all events. */
export function compileWindow(window: QueryWindow | undefined): CoversEvent | undefined {
  const { times, positions } = window ?? {};
  if (times === undefined && positions === undefined) return undefined;
  const asksTime = times !== undefined;
  const fromMs = times?.fromMs ?? 0;
  const toMs = times?.toMs ?? 0;
  const from = positions?.from ?? Number.NEGATIVE_INFINITY;
  const to = positions?.to ?? Number.POSITIVE_INFINITY;
  return (ms, position) =>
    position >= from &&
    position < to &&
    (!asksTime || (ms >= fromMs && ms < toMs && ms !== Number.NEGATIVE_INFINITY));
}
