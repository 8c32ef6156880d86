import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { askReachable } from "../../shared/api/send.ts";

type Listener = (alertId: string | undefined) => void;

const listeners = new Set<Listener>();
let source: EventSource | undefined;

/** One feed for all that look at alerts on this page: a browser keeps few connections to one server. */
function listen(listener: Listener): () => void {
  listeners.add(listener);
  source ??= openFeed();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    source?.close();
    source = undefined;
  };
}

function openFeed(): EventSource {
  const feed = new EventSource("/api/v1/alerts/feed?building_blocks=all");
  const tell = (id: string | undefined): void => {
    for (const listener of listeners) listener(id);
  };
  for (const kind of ["added", "changed", "removed"]) {
    feed.addEventListener(kind, ({ data }: MessageEvent<string>) => tell(idIn(data)));
  }
  feed.addEventListener("error", () => void askReachable());
  // The place is not known there any more: whatever is shown may be out of date.
  feed.addEventListener("reset", () => tell(undefined));
  return feed;
}

function idIn(data: string): string | undefined {
  try {
    const { id } = Object(JSON.parse(data)) as { id?: unknown };
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}

/** Asks anew for an alert whenever somebody changes it. */
export function useLiveAlert(alertId: string): void {
  const client = useQueryClient();
  useEffect(
    () =>
      listen((changed) => {
        if (changed !== undefined && changed !== alertId) return;
        void client.invalidateQueries({ queryKey: ["alert", alertId] });
        void client.invalidateQueries({ queryKey: ["alert-steps", alertId] });
      }),
    [alertId, client],
  );
}
