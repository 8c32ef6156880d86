import { queryOptions } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { type AnswerOf, call } from "./call.ts";

export type Me = AnswerOf<"GET /api/v1/me">;
export type Permission = Me["permissions"][number];

/** Who is asking; fails with `unauthenticated` where nobody is logged in. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => call("GET /api/v1/me", { signal }),
  staleTime: 60_000,
  retry: false,
});

/** What who is logged in may do. A context: many parts of a page ask. */
export const PermissionsContext = createContext<readonly Permission[]>([]);

/** Whether who is logged in may do something. The server checks it again. */
export function useMay(permission: Permission): boolean {
  return useContext(PermissionsContext).includes(permission);
}
