import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { askReachable } from "../../shared/api/send.ts";
import { type AlertSummary, patchAlert } from "./alert-pages.ts";

/** Counts are asked for at most so often while alerts come and change. */
const countEveryMs = 1_000;
/** A feed that was refused is tried again after so long. */
const againMs = 5_000;

/**
 * Follows alerts as they come and change: rows change where they stand, and what is counted is counted anew. Begins behind a
 * change, once it is known; a feed that breaks goes on where it was.
 */
export function useAlertFeed(place: number | undefined, onReset: () => void): void {
  const client = useQueryClient();
  const reset = useRef(onReset);
  reset.current = onReset;
  const begin = useRef<number>(undefined);
  begin.current ??= place;
  const isKnown = place !== undefined;
  useEffect(() => {
    if (!isKnown) return;
    let seen = String(begin.current ?? "");
    let source: EventSource | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    let counting: ReturnType<typeof setTimeout> | undefined;
    const count = (): void => {
      counting ??= setTimeout(() => {
        counting = undefined;
        for (const kind of ["news", "counts", "histogram", "groups"]) {
          void client.invalidateQueries({ queryKey: ["alerts", kind] });
        }
      }, countEveryMs);
    };
    const open = (): void => {
      source = new EventSource(`/api/v1/alerts/feed?building_blocks=all&after=${seen}`);
      const on = (name: string, run: (data: string) => void): void =>
        source?.addEventListener(name, (event) => {
          const { data, lastEventId } = event as MessageEvent<string>;
          if (lastEventId !== "") seen = lastEventId;
          run(data);
        });
      on("hello", () => {});
      on("place", () => {});
      on("added", count);
      on("changed", (data) => {
        const alert = JSON.parse(data) as AlertSummary;
        patchAlert(client, alert.id, alert);
        count();
      });
      on("removed", (data) => {
        patchAlert(client, (JSON.parse(data) as { readonly id: string }).id, null);
        count();
      });
      on("reset", () => reset.current());
      source.onerror = () => {
        void askReachable();
        // A browser comes again by itself where a connection ends, but not where it was refused.
        if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, againMs);
      };
    };
    open();
    return () => {
      source?.close();
      clearTimeout(again);
      clearTimeout(counting);
    };
  }, [isKnown, client]);
}
