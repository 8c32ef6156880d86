import { stringifyJson } from "@eqlite/core/events";
import type { AlertChange } from "../../alerts/alert-changes.ts";
import type { AlertStore } from "../../alerts/alert-store.ts";
import { OperationalError } from "../../platform/operational-error.ts";
import { alertSummary } from "./alert-summary.ts";
import { v1Limits } from "./v1-limits.ts";

export interface AlertFeedOptions {
  readonly alerts: Pick<AlertStore, "get" | "lastChange" | "changesSince" | "subscribe">;
  /** Ends all feeds: the server waits for requests that run. */
  readonly stopping: AbortSignal;
  readonly limits?: Partial<FeedLimits>;
}

export type FeedLimits = {
  readonly [name in
    | "maxFeedClients"
    | "feedBatch"
    | "feedBatchUnits"
    | "feedFrames"
    | "feedHeartbeatMs"
    | "feedStallMs"
    | "feedMaxMs"
    | "feedRetryMs"]: number;
};

/** What one client of the feed wants. */
export interface FeedRequest {
  /** The last change it has seen; undefined where it begins now. */
  readonly after: number | undefined;
  readonly buildingBlocks: "hidden" | "only" | "all";
  /** Cuts the connection of a client that takes nothing. It cannot be told so: it knows from the beginning when to come again. */
  cut(): void;
}

/** Tells of alerts as they come and change, as server-sent events. */
export interface AlertFeed {
  readonly clients: number;
  /**
   * The events of one client, with the number of the change as their id. It takes them as fast as it can: what it has not
   * taken stands in the store, so that nothing is held for it but one batch. Throws `too-busy` where there are too many.
   */
  open(request: FeedRequest): ReadableStream<Uint8Array>;
}

const encoder = new TextEncoder();

export function createAlertFeed({ alerts, stopping, limits }: AlertFeedOptions): AlertFeed {
  const bounds: FeedLimits = { ...v1Limits, ...limits };
  const frames = new Map<number, AlertFrame | undefined>();
  let clients = 0;

  /** Undefined where the alert has changed again or is gone: a later change says so. */
  const frameOf = (change: AlertChange): AlertFrame | undefined => {
    const known = frames.get(change.change);
    if (known !== undefined) return known;
    const frame = makeFrame(change, alerts);
    const [oldest] = frames.keys();
    if (oldest !== undefined && frames.size >= bounds.feedFrames) frames.delete(oldest);
    frames.set(change.change, frame);
    return frame;
  };

  return {
    get clients() {
      return clients;
    },
    open({ after, buildingBlocks, cut }) {
      if (stopping.aborted) throw new OperationalError("store-closed", "The server is shutting down.");
      if (clients >= bounds.maxFeedClients) {
        throw new OperationalError(
          "too-busy",
          `${clients} clients follow alerts, and ${bounds.maxFeedClients} are the most: close a page, or come again later.`,
          undefined,
          bounds.feedRetryMs / 1_000,
        );
      }
      clients += 1;
      const last = alerts.lastChange();
      // A number that was never given comes from another data folder.
      const isUnknown = after !== undefined && after > last;
      let seen = after === undefined || isUnknown ? last : after;
      let isOpen = true;
      let wake: (() => void) | undefined;
      let stall: ReturnType<typeof setTimeout> | undefined;
      let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
      const ends: (() => void)[] = [];

      const end = (): void => {
        if (!isOpen) return;
        isOpen = false;
        clients -= 1;
        for (const one of ends) one();
        clearTimeout(stall);
        wake?.();
      };
      const close = (reason: string): void => {
        if (!isOpen) return;
        const frame = `event: end\ndata: ${JSON.stringify({ reason })}\n\n`;
        end();
        controller?.enqueue(encoder.encode(frame));
        controller?.close();
      };
      const isWanted = ({ isBuildingBlock }: AlertFrame): boolean =>
        buildingBlocks === "all" ||
        isBuildingBlock === undefined ||
        isBuildingBlock === (buildingBlocks === "only");
      const nextFrames = (): string => {
        const before = seen;
        let text = "";
        for (const change of alerts.changesSince(seen, bounds.feedBatch)) {
          const frame = frameOf(change);
          if (frame !== undefined && isWanted(frame)) text += frame.text;
          seen = change.change;
          if (text.length >= bounds.feedBatchUnits) break;
        }
        // The place goes on also where all of them are nothing for this client.
        return text === "" && seen !== before
          ? `id: ${seen}\nevent: place\ndata: {"change":${seen}}\n\n`
          : text;
      };

      return new ReadableStream<Uint8Array>(
        {
          start(own) {
            controller = own;
            const onStop = (): void => close("The server is shutting down: come again in a moment.");
            stopping.addEventListener("abort", onStop);
            ends.push(() => stopping.removeEventListener("abort", onStop));
            ends.push(alerts.subscribe(() => wake?.()));
            const lifetime = setTimeout(
              () => close("Come again: feeds are renewed now and then."),
              bounds.feedMaxMs,
            );
            ends.push(() => clearTimeout(lifetime));
            const greeting = isUnknown ? "reset" : "hello";
            own.enqueue(
              encoder.encode(
                `retry: ${bounds.feedRetryMs}\nid: ${seen}\nevent: ${greeting}\ndata: {"change":${seen}}\n\n`,
              ),
            );
          },
          async pull(own) {
            // Asked for more: what was sent before has been taken.
            clearTimeout(stall);
            let text = nextFrames();
            while (text === "" && isOpen) {
              const isNews = await waitForNews(bounds.feedHeartbeatMs, (done) => {
                wake = done;
              });
              wake = undefined;
              if (!isOpen) break;
              text = isNews ? nextFrames() : ": alive\n\n";
            }
            if (!isOpen) return;
            own.enqueue(encoder.encode(text));
            stall = setTimeout(() => {
              end();
              cut();
            }, bounds.feedStallMs);
          },
          cancel: end,
        },
        { highWaterMark: 1, size: () => 1 },
      );
    },
  };
}

interface AlertFrame {
  readonly text: string;
  /** Undefined for an alert that is gone. */
  readonly isBuildingBlock: boolean | undefined;
}

function makeFrame(
  { id, change, kind }: AlertChange,
  alerts: Pick<AlertStore, "get">,
): AlertFrame | undefined {
  if (kind === "removed") {
    return {
      text: `id: ${change}\nevent: removed\ndata: ${JSON.stringify({ id })}\n\n`,
      isBuildingBlock: undefined,
    };
  }
  const alert = alerts.get(id);
  if (alert === undefined) return undefined;
  const summary = alertSummary(id, alert.document);
  // JSON text has no line breaks: it is one line of data.
  return {
    text: `id: ${change}\nevent: ${kind}\ndata: ${stringifyJson(summary)}\n\n`,
    isBuildingBlock: summary.is_building_block,
  };
}

/** True where there are news, false after the time. */
async function waitForNews(ms: number, subscribe: (done: () => void) => void): Promise<boolean> {
  return await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    subscribe(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
