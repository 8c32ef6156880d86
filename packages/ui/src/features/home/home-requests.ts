// What the first screen asks for. It is asked before the scripts of the page are there, so nothing here needs a library.

/** Hosts beyond these are not told of. */
const maxHosts = 50;
const alertsOfDelay = 200;

/** Where much arrives, hosts are told of by so many of the newest events. */
export const newestEvents = 10_000;

/** Hosts of the last hour, by arrival: how much the server has to look through does not grow with what is stored. */
export const hostsSearch = {
  size: 0,
  terminate_after: newestEvents,
  query: { range: { "event.ingested": { gte: "now-1h" } } },
  aggs: {
    hosts: {
      terms: { field: "host.name", size: maxHosts },
      aggs: { arrived: { max: { field: "event.ingested" } }, happened: { max: { field: "@timestamp" } } },
    },
  },
} as const;

/** From when on open alerts are counted and listed: all that there are. */
export const openSince = "now-10y";
export const openAlertsFilter = { status: ["open"], from: openSince, by: ["severity"] } as const;

export const delaySince = "now-24h";
/** The newest alerts, by whose delay the usual one is told. */
export const delayFilter = { fields: "summary", per_page: alertsOfDelay, from: delaySince } as const;
