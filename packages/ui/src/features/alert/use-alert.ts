import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type AlertAnswer, alertQuery } from "../../shared/api/alert-query.ts";
import { alertEventsQuery } from "./alert-data.ts";
import { type AlertEvent, alertEvents } from "./alert-event.ts";
import { useLiveAlert } from "./watch-alert.ts";

export interface LoadedAlert {
  readonly answer: AlertAnswer | undefined;
  /** Undefined until they are there. */
  readonly events: readonly AlertEvent[] | undefined;
  /** What the server says about events that are gone. */
  readonly eventsMessage: string | null;
  readonly error: unknown;
  readonly eventsError: unknown;
  retry(): void;
}

/** An alert with its events, kept up to date. */
export function useAlert(alertId: string): LoadedAlert {
  useLiveAlert(alertId);
  const alert = useQuery(alertQuery(alertId));
  const found = useQuery(alertEventsQuery(alertId));
  const events = useMemo(
    () =>
      found.data === undefined || alert.data === undefined ? undefined : alertEvents(found.data, alert.data),
    [found.data, alert.data],
  );
  return {
    answer: alert.data,
    events,
    eventsMessage: found.data?.message ?? null,
    error: alert.error,
    eventsError: found.error,
    retry() {
      void alert.refetch();
      void found.refetch();
    },
  };
}
