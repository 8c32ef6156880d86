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
