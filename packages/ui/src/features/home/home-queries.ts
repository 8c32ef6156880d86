import { queryOptions } from "@tanstack/react-query";
import { call } from "../../shared/api/call.ts";
import { searchEvents } from "../../shared/api/search-events.ts";
import { delayFilter, hostsSearch, newestEvents, openAlertsFilter } from "./home-requests.ts";
import { type HostArrival, hostArrivals } from "./host-arrivals.ts";
import { medianDelayMs } from "./median-delay.ts";

/** How often the page asks again. */
export const everyMs = 10_000;

/** Hosts of the last hour, by arrival: how much the server has to look through does not grow with what is stored. */
export const hostsQuery = queryOptions({
  queryKey: ["hosts-of-the-last-hour"],
  async queryFn({ signal }): Promise<{ readonly hosts: readonly HostArrival[]; readonly isCut: boolean }> {
    const answer = await searchEvents("*", hostsSearch, signal);
    const hosts = hostArrivals(answer);
    return {
      hosts,
      isCut: answer.timed_out || hosts.reduce((sum, { events }) => sum + events, 0) >= newestEvents,
    };
  },
  refetchInterval: 6 * everyMs,
  // Who comes back to this page has often just changed something.
  refetchOnMount: "always",
});

export const openAlertsQuery = queryOptions({
  queryKey: ["alerts", "open-by-severity"],
  queryFn: ({ signal }) => call("GET /api/v1/alerts/counts", { query: openAlertsFilter, signal }),
  refetchInterval: everyMs,
});

export const delayQuery = queryOptions({
  queryKey: ["alerts", "delay"],
  async queryFn({ signal }) {
    return medianDelayMs((await call("GET /api/v1/alerts", { query: delayFilter, signal })).alerts);
  },
  refetchInterval: 6 * everyMs,
  // Who comes back to this page has often just changed something.
  refetchOnMount: "always",
});
