import type { SearchAnswer } from "../../shared/api/search-events.ts";

/** What has come from a host lately. */
export interface HostArrival {
  readonly host: string;
  readonly events: number;
  readonly lastArrivalMs: number | null;
  /** How long the last event was on its way; null where it has no time. */
  readonly delayMs: number | null;
}

interface HostBucket {
  readonly key: string;
  readonly doc_count: number;
  readonly arrived?: { readonly value: number | null };
  readonly happened?: { readonly value: number | null };
}

export function hostArrivals({ aggregations }: Pick<SearchAnswer, "aggregations">): readonly HostArrival[] {
  const { buckets = [] } = Object(aggregations?.["hosts"]) as { readonly buckets?: readonly HostBucket[] };
  return buckets.map(({ key, doc_count: events, arrived, happened }) => {
    const lastArrivalMs = arrived?.value ?? null;
    const happenedMs = happened?.value ?? null;
    const delayMs =
      lastArrivalMs === null || happenedMs === null ? null : Math.max(0, lastArrivalMs - happenedMs);
    return { host: key, events, lastArrivalMs, delayMs };
  });
}
