import { queryOptions } from "@tanstack/react-query";
import { call, type QueryOf } from "../../../shared/api/call.ts";

/** Other alerts. */
export function relatedQuery(query: QueryOf<"GET /api/v1/alerts">) {
  return queryOptions({
    queryKey: ["alerts", "related", query],
    queryFn: ({ signal }) => call("GET /api/v1/alerts", { query, signal }),
  });
}
