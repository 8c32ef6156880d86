import { queryOptions } from "@tanstack/react-query";
import { call } from "../../shared/api/call.ts";
import { searchEvents } from "../../shared/api/search-events.ts";
import { type HostArrival, hostArrivals } from "./host-arrivals.ts";
import { medianDelayMs } from "./median-delay.ts";

/** How often the page asks again. */
export const everyMs = 10_000;
const maxHosts = 50;
const alertsOfDelay = 200;

/** Where much arrives, hosts are told of by so many of the newest events. */
export const newestEvents = 10_000;

/** Hosts of the last hour, by arrival: how much the server has to look through does not grow with what is stored. */
export const hostsQuery = queryOptions({
  queryKey: ["hosts-of-the-last-hour"],
  async queryFn({ signal }): Promise<{ readonly hosts: readonly HostArrival[]; readonly isCut: boolean }> {
    const body = {
      size: 0,
      terminate_after: newestEvents,
      query: { range: { "event.ingested": { gte: "now-1h" } } },
      aggs: {
        hosts: {
          terms: { field: "host.name", size: maxHosts },
          aggs: { arrived: { max: { field: "event.ingested" } }, happened: { max: { field: "@timestamp" } } },
        },
      },
    };
    const answer = await searchEvents("*", body, signal);
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

/** From when on open alerts are counted and listed: all that there are. */
export const openSince = "now-10y";

export const openAlertsQuery = queryOptions({
  queryKey: ["alerts", "open-by-severity"],
  queryFn: ({ signal }) =>
    call("GET /api/v1/alerts/counts", {
      query: { status: ["open"], from: openSince, by: ["severity"] },
      signal,
    }),
  refetchInterval: everyMs,
});

export const delaySince = "now-24h";

export const delayQuery = queryOptions({
  queryKey: ["alerts", "delay"],
  async queryFn({ signal }) {
    const query = { fields: "summary", per_page: alertsOfDelay, from: delaySince } as const;
    return medianDelayMs((await call("GET /api/v1/alerts", { query, signal })).alerts);
  },
  refetchInterval: 6 * everyMs,
  // Who comes back to this page has often just changed something.
  refetchOnMount: "always",
});
