import { queryOptions } from "@tanstack/react-query";
import { type SearchHit, searchEvents } from "../../../shared/api/search-events.ts";
import { type EventQuery, searchBody } from "../../../shared/events-query/event-query.ts";

export interface FoundEvents {
  readonly hits: readonly SearchHit[];
  readonly total: number;
  /** There are more than `total` or than are shown, or the time was over. */
  readonly isCut: boolean;
}

const none: FoundEvents = { hits: [], total: 0, isCut: false };

/** Whether there is any such event: the search ends with the first one. */
export function presenceQuery(query: EventQuery | undefined) {
  return queryOptions({
    queryKey: ["events-presence", query],
    queryFn: async ({ signal }): Promise<boolean> => {
      if (query === undefined) return false;
      const body = { ...searchBody(query), size: 1, track_total_hits: false, terminate_after: 1 };
      return (await searchEvents("*", body, signal)).hits.hits.length > 0;
    },
    enabled: query !== undefined,
    staleTime: 60_000,
  });
}

/** Stored events that a panel asks for. Given up when the panel is left. */
export function searchQuery(query: EventQuery | undefined) {
  return queryOptions({
    queryKey: ["events", query],
    queryFn: async ({ signal }): Promise<FoundEvents> => {
      if (query === undefined) return none;
      const answer = await searchEvents("*", searchBody(query), signal);
      const { hits, total } = answer.hits;
      return {
        hits,
        total: total?.value ?? hits.length,
        isCut: answer.timed_out || total?.relation === "gte",
      };
    },
    enabled: query !== undefined,
    staleTime: 60_000,
  });
}
