import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type EqlAnswer, type SearchHit, searchEql, searchEvents } from "../../shared/api/search-events.ts";
import type { TimeRangeMs } from "../../shared/time/time-range.ts";
import type { HistogramColumn } from "../../shared/ui/histogram-columns.ts";

/** What is searched. */
export interface Search {
  readonly query: string;
  readonly index: string;
  readonly range: TimeRangeMs;
  /** Counts up when the same is searched again. */
  readonly run: number;
}

export const pageSize = 200;
/** Sequences are an answer as a whole. */
export const maxMatches = 500;

export function eventsQuery(search: Search) {
  return infiniteQueryOptions({
    queryKey: ["explore", "events", search],
    queryFn: ({ pageParam, signal }) => searchPage(search, pageParam, pageSize, signal),
    initialPageParam: undefined as readonly unknown[] | undefined,
    getNextPageParam: ({ hits }) => (hits.hits.length < pageSize ? undefined : hits.hits.at(-1)?.sort),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** One page of events, newest first. */
export async function searchPage(
  { query, index, range }: Search,
  after: readonly unknown[] | undefined,
  size: number,
  signal: AbortSignal,
) {
  return await searchEvents(
    index,
    {
      size,
      query: eventsOf(query, range),
      sort: [{ "@timestamp": "desc" }, { _doc: "desc" }],
      track_total_hits: false,
      ...(after === undefined ? {} : { search_after: after }),
    },
    signal,
  );
}

export interface CountedEvents {
  readonly total: number;
  readonly columns: readonly HistogramColumn[];
  /** The time was over before all of it was counted. */
  readonly isPartial: boolean;
}

interface DateBucket {
  readonly key: number;
  readonly doc_count: number;
}

/** @param widthMs of the columns of the histogram */
export function countsQuery({ query, index, range, run }: Search, widthMs: number) {
  return queryOptions({
    queryKey: ["explore", "counts", { query, index, range, run, widthMs }],
    async queryFn({ signal }): Promise<CountedEvents> {
      const answer = await searchEvents(
        index,
        {
          size: 0,
          query: eventsOf(query, range),
          track_total_hits: true,
          aggs: { columns: { date_histogram: { field: "@timestamp", fixed_interval: `${widthMs}ms` } } },
        },
        signal,
      );
      const { buckets = [] } = Object(answer.aggregations?.["columns"]) as {
        buckets?: readonly DateBucket[];
      };
      return {
        total: answer.hits.total?.value ?? 0,
        columns: buckets.map(({ key, doc_count: count }) => ({ fromMs: key, counts: { events: count } })),
        isPartial: answer.timed_out,
      };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function matchesQuery({ query, index, range, run }: Search) {
  return queryOptions({
    queryKey: ["explore", "matches", { query, index, range, run }],
    queryFn: ({ signal }): Promise<EqlAnswer> =>
      searchEql(index, { query, size: maxMatches, filter: withinRange(range) }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The event that a link leads to; null where it is not within the time any more. */
export function eventQuery({ index, range }: Search, id: string | undefined) {
  return queryOptions({
    queryKey: ["explore", "event", { index, range, id }],
    async queryFn({ signal }): Promise<SearchHit | null> {
      const query = { bool: { filter: [{ ids: { values: [id] } }, withinRange(range)] } };
      return (await searchEvents(index, { size: 1, query }, signal)).hits.hits[0] ?? null;
    },
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function eventsOf(query: string, range: TimeRangeMs) {
  return { bool: { filter: [{ eql: { query } }, withinRange(range)] } };
}

function withinRange({ fromMs, toMs }: TimeRangeMs) {
  const bounds = { gte: new Date(fromMs).toISOString(), lt: new Date(toMs).toISOString() };
  return { range: { "@timestamp": bounds } };
}

export type { SearchHit };
