import { setTimeout as wait } from "node:timers/promises";
import { OperationalError } from "../../platform/operational-error.ts";
import type { ClientMessages } from "../messages/client-messages.ts";
import type { Terminal } from "../terminal.ts";
import type { ServerConnection } from "./server-connection.ts";
import { serverSentEvents } from "./server-sent-events.ts";

export type FeedEvent =
  /** The feed is open: what comes from now on is told. Also when it has begun anew and may have missed something. */
  { readonly kind: "begun" } | { readonly kind: "added"; readonly data: string };

/** Time until it is tried again. */
const retryMs = 3_000;

/**
 * Follows the live feed of alerts, again and again where the connection ends, from where it had come to, until the terminal is
 * interrupted. Throws where it cannot be opened the first time.
 */
export async function* followFeed(
  server: ServerConnection,
  messages: ClientMessages,
  { signal, err }: Terminal,
): AsyncGenerator<FeedEvent, void> {
  let place: string | undefined;
  let isLost = false;
  while (!signal.aborted) {
    try {
      const request = { path: "/api/v1/alerts/feed", query: { after: place } };
      for await (const { id, event, data } of serverSentEvents(server.lines(request))) {
        isLost = false;
        if (id !== "") {
          if (place === undefined || event === "reset") yield { kind: "begun" };
          place = id;
        }
        if (event === "added") yield { kind: "added", data };
        if (event === "end") break;
      }
    } catch (error) {
      if (signal.aborted) return;
      const mayComeBack = error instanceof OperationalError && error.retryable && place !== undefined;
      if (!mayComeBack) throw error;
      if (!isLost) err.write(`${err.colors.yellow(`${error.message} ${messages.tryingAgain}`)}\n`);
      isLost = true;
    }
    if (!signal.aborted) await wait(retryMs, undefined, { signal }).catch(() => {});
  }
}
