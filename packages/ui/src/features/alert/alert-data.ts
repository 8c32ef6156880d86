import { queryOptions } from "@tanstack/react-query";
import type { AlertAnswer } from "../../shared/api/alert-query.ts";
import { type AnswerOf, call } from "../../shared/api/call.ts";

export type Alert = AlertAnswer["alert"];
export type AlertNote = AlertAnswer["notes"][number];
export type AuditEntry = AlertAnswer["audit"][number];
export type SourceEvents = AnswerOf<"GET /api/v1/alerts/{id}/events">;

/** The events that it rests on, as they are stored. They do not change. */
export const alertEventsQuery = (id: string) =>
  queryOptions({
    queryKey: ["alert-events", id],
    queryFn: ({ signal }) => call("GET /api/v1/alerts/{id}/events", { path: { id }, signal }),
    staleTime: 300_000,
  });
