import { queryOptions } from "@tanstack/react-query";
import { type AnswerOf, call } from "../../shared/api/call.ts";

export type AlertAnswer = AnswerOf<"GET /api/v1/alerts/{id}">;
export type Alert = AlertAnswer["alert"];
export type AlertNote = AlertAnswer["notes"][number];
export type AuditEntry = AlertAnswer["audit"][number];
export type SourceEvents = AnswerOf<"GET /api/v1/alerts/{id}/events">;

/** One alert with its group, notes and audit trail. */
export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ["alert", id],
    queryFn: ({ signal }) => call("GET /api/v1/alerts/{id}", { path: { id }, signal }),
  });

/** The events that it rests on, as they are stored. They do not change. */
export const alertEventsQuery = (id: string) =>
  queryOptions({
    queryKey: ["alert-events", id],
    queryFn: ({ signal }) => call("GET /api/v1/alerts/{id}/events", { path: { id }, signal }),
    staleTime: 300_000,
  });
