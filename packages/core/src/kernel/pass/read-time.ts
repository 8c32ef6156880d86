import { compileReadOrder, type RunOptions } from "../../match/index.ts";
import type { KernelFields } from "../event-view.ts";
import type { JudgedEvent } from "../judged-event.ts";
import { kernelTimeField } from "../kernel-options.ts";

/** When an event happened, as a query orders it. The same object for all events. */
export interface EventTime {
  /** Minus infinity where there is no time. */
  readonly ms: number;
  readonly nanos: number;
}

/** Throws QueryFailure for a timestamp with several values. */
export type ReadTime = (event: JudgedEvent) => EventTime;

/**
 * Compiles the reading of an event's time for a query without tiebreaker. Nanoseconds are 0 where neither the type of the
 * timestamp keeps them nor the query orders by them.
 */
export function compileReadTime(
  { search, ...options }: Pick<RunOptions, "search" | "timestampType" | "fractionBeforeArrival">,
  fields: KernelFields,
): ReadTime {
  const { timestampField } = search;
  const readOrder = compileReadOrder(
    { ...options, timestampField, tiebreakerField: undefined, tiebreakerType: undefined },
    fields,
  );
  const time = { ms: 0, nanos: 0 };
  const readAny: ReadTime = ({ view }) => {
    const order = readOrder(view, 0);
    time.ms = order.ms;
    // Of the two, one is 0.
    time.nanos = order.nanos + order.fraction;
    return time;
  };
  if (timestampField !== kernelTimeField) return readAny;
  const ordersByNanos = options.timestampType === "date_nanos" || options.fractionBeforeArrival;
  return (event) => {
    if (event.hasSeveralTimes) return readAny(event);
    time.ms = event.ms;
    time.nanos = ordersByNanos ? event.nanos : 0;
    return time;
  };
}
