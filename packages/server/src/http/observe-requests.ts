import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Log } from "../platform/log.ts";
import type { Metrics } from "../platform/metrics.ts";
import { clientAddress } from "./client-address.ts";
import { httpLimits } from "./http-limits.ts";
import type { ServerEnv } from "./server-env.ts";

export interface ObservedBy {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Milliseconds that only go forward. */
  readonly elapsedMs: () => number;
  readonly newRequestId: () => string;
}

const countedMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
type CountedMethod = (typeof countedMethods)[number] | "other";

const durationBuckets = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60];

/**
 * Gives each request an id, writes it into the access log and counts it. The log has the path without the query, because
 * queries can hold what is searched for, and none of the headers.
 */
export function observeRequests({
  log,
  metrics,
  elapsedMs,
  newRequestId,
}: ObservedBy): MiddlewareHandler<ServerEnv> {
  const labels = {
    method: [...countedMethods, "other"],
    route: { most: httpLimits.maxCountedRoutes },
    status: { most: 64 },
  } as const;
  const requests = metrics.counter({
    name: "eqlite_http_requests_total",
    help: "Requests that were answered.",
    labels,
  });
  const durations = metrics.histogram({
    name: "eqlite_http_request_duration_seconds",
    help: "From the headers of a request to the beginning of its answer.",
    labels: { method: labels.method, route: labels.route },
    buckets: durationBuckets,
  });

  return async (context, next) => {
    const requestId = newRequestId();
    context.set("requestId", requestId);
    const startedMs = elapsedMs();
    await next();
    const durationMs = elapsedMs() - startedMs;
    context.res.headers.set("X-Request-Id", requestId);
    const { status } = context.res;
    const method = methodLabel(context.req.method);
    const route = routeOf(context);
    requests.add(1, { method, route, status: String(status) });
    durations.observe(durationMs / 1000, { method, route });
    const fields = {
      requestId,
      method: context.req.method.slice(0, 20),
      path: context.req.path.slice(0, httpLimits.maxLoggedTextLength),
      status,
      durationMs: Math.round(durationMs * 10) / 10,
      principal: context.get("principal")?.name,
      address: clientAddress(context),
    };
    if (isRoutine(route)) log.debug(fields, "request");
    else log.info(fields, "request");
  };
}

/** What a monitor asks every few seconds is not worth a line. */
const isRoutine = (route: string): boolean =>
  route === "/healthz" || route === "/readyz" || route === "/metrics";

function methodLabel(method: string): CountedMethod {
  return countedMethods.find((counted) => counted === method) ?? "other";
}

/**
 * The pattern of the route, of which there are only so many, never the path: that of the handler that was reached last, or
 * where the request was refused before, the next one. Routes for any name fit the paths of others, too.
 */
function routeOf(context: Context<ServerEnv>): string {
  const reached = matchedRoutes(context).slice(context.req.routeIndex);
  const route = reached.find(({ method }) => method !== "ALL");
  return route?.path ?? "none";
}
