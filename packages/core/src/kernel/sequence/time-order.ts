// The two questions about time that sequences ask, on plain numbers: the twins of `isEarlier` and `isFurtherThan` in
// match/event-order.ts. A time is milliseconds and the nanoseconds beyond them; where nanoseconds do not count (any
// timestamp but `date_nanos`), the caller passes 0. Minus infinity as milliseconds stands for "never".

/** Whether a lies before b, strictly (specification 6.6). */
export function isTimeBefore(aMs: number, aNanos: number, bMs: number, bNanos: number): boolean {
  return aMs < bMs || (aMs === bMs && aNanos < bNanos);
}

/** Whether more than `spanMs` lie between two times; exactly `spanMs` is not more (specification 6.3). */
export function isTimeFurther(
  firstMs: number,
  firstNanos: number,
  lastMs: number,
  lastNanos: number,
  spanMs: number,
): boolean {
  const ms = lastMs - firstMs;
  return ms > spanMs || (ms === spanMs && lastNanos > firstNanos);
}
