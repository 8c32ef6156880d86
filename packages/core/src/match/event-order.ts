import { type FieldType, QueryFailure, type Value } from "../lang/index.ts";
import type { FieldSource } from "./field-source.ts";
import { convertFieldValue, convertToDate } from "./field-value.ts";
import { compareAcrossKinds } from "./value-order.ts";

/** The place of an event in the order of specification 6.2. No two events have the same. */
export interface EventOrder {
  /** Milliseconds since 1970; minus infinity where the event has no timestamp, so that it sorts first. */
  readonly ms: number;
  /** Nanoseconds beyond them, for timestamps of type `date_nanos`; else 0. */
  readonly nanos: number;
  /** Null where there is none, which sorts last at its timestamp. */
  readonly tiebreaker: Value;
  /** Nanoseconds that the type of the timestamp does not keep: used after the tiebreaker where asked for. */
  readonly fraction: number;
  readonly arrival: number;
}

export function compareOrder(a: EventOrder, b: EventOrder): number {
  if (a.ms !== b.ms) return a.ms < b.ms ? -1 : 1;
  return (
    a.nanos - b.nanos ||
    compareTiebreakers(a.tiebreaker, b.tiebreaker) ||
    a.fraction - b.fraction ||
    a.arrival - b.arrival
  );
}

function compareTiebreakers(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareAcrossKinds(a, b);
}

/** Whether a lies before b by timestamp alone, strictly (specification 6.6). */
export function isEarlier(a: EventOrder, b: EventOrder): boolean {
  return a.ms < b.ms || (a.ms === b.ms && a.nanos < b.nanos);
}

/** Whether more than `spanMs` lie between two events, by timestamp alone; exactly `spanMs` is not more (6.3). */
export function isFurtherThan(first: EventOrder, last: EventOrder, spanMs: number): boolean {
  const ms = last.ms - first.ms;
  return ms > spanMs || (ms === spanMs && last.nanos > first.nanos);
}

export interface OrderFields {
  readonly timestampField: string;
  /** Mapping type of the timestamp field: `date_nanos` is ordered by nanoseconds, all else by milliseconds. */
  readonly timestampType: FieldType | undefined;
  readonly tiebreakerField: string | undefined;
  readonly tiebreakerType: FieldType | undefined;
  /**
   * Let digits beyond the millisecond decide before arrival does. The original cannot see them; where files are read
   * in any order they are the better witness.
   */
  readonly fractionBeforeArrival: boolean;
}

export type ReadOrder<D> = (event: D, arrival: number) => EventOrder;

/** Compiles the reading of an event's place. Throws QueryFailure for a timestamp with several values. */
export function compileReadOrder<D>(order: OrderFields, fields: FieldSource<D>): ReadOrder<D> {
  const readTimestamp = fields.raw(order.timestampField);
  const readTiebreaker = order.tiebreakerField === undefined ? undefined : fields.raw(order.tiebreakerField);
  const keepsNanos = order.timestampType === "date_nanos";
  return (event, arrival) => {
    const raw = readTimestamp(event);
    if (raw.length > 1)
      throw new QueryFailure(
        `the timestamp field \`${order.timestampField}\` of an event has several values`,
      );
    const [first] = raw;
    const date = first === undefined ? undefined : convertToDate(first);
    const tiebreaker =
      readTiebreaker === undefined ? null : convertTiebreaker(readTiebreaker(event)[0], order.tiebreakerType);
    if (date === undefined) {
      return { ms: Number.NEGATIVE_INFINITY, nanos: 0, tiebreaker, fraction: 0, arrival };
    }
    const nanos = keepsNanos ? date.nanos : 0;
    return {
      ms: date.ms,
      nanos,
      tiebreaker,
      fraction: order.fractionBeforeArrival ? date.nanos - nanos : 0,
      arrival,
    };
  };
}

function convertTiebreaker(
  raw: Parameters<typeof convertFieldValue>[0] | undefined,
  type: FieldType | undefined,
): Value {
  return raw === undefined ? null : (convertFieldValue(raw, type ?? "unknown") ?? null);
}
