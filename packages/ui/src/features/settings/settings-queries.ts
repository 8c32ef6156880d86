import { queryOptions } from "@tanstack/react-query";
import { call } from "../../shared/api/call.ts";

export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: ({ signal }) => call("GET /api/v1/users", { signal }),
});

export const keysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: ({ signal }) => call("GET /api/v1/api-keys", { signal }),
});

export const statusOnceQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => call("GET /api/v1/status", { signal }),
});

/** @param everyMs how often it is asked again */
export const streamsQuery = (everyMs: number | false) =>
  queryOptions({
    queryKey: ["data-streams"],
    queryFn: ({ signal }) => call("GET /api/v1/data-streams", { signal }),
    refetchInterval: everyMs,
  });
