import { queryOptions } from "@tanstack/react-query";
import { type AnswerOf, call } from "./call.ts";

export type AlertAnswer = AnswerOf<"GET /api/v1/alerts/{id}">;

/** One alert with its group, notes and audit trail. */
export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ["alert", id],
    queryFn: ({ signal }) => call("GET /api/v1/alerts/{id}", { path: { id }, signal }),
  });
