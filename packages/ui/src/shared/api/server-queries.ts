import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";

/** How the server fares. */
export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => call("GET /api/v1/status", { signal }),
});

/** What is stored, and how fast it grows. */
export const dataStreamsQuery = queryOptions({
  queryKey: ["data-streams"],
  queryFn: ({ signal }) => call("GET /api/v1/data-streams", { signal }),
});
