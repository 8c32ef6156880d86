import { OperationalError } from "../../platform/operational-error.ts";
import { createAlertFeed, type FeedLimits } from "./alert-feed.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { type Route, route } from "./route.ts";
import { choice, described, optional, whole, withDefault } from "./shape.ts";

/** The live feed of alerts. */
export function feedRoutes(
  { alerts, stopping }: Pick<V1Dependencies, "alerts" | "stopping">,
  limits?: Partial<FeedLimits>,
): readonly Route[] {
  const feed = createAlertFeed({ alerts, stopping, ...(limits === undefined ? {} : { limits }) });
  return [
    route({
      method: "GET",
      path: "/api/v1/alerts/feed",
      tag: "alerts",
      summary: "Follow alerts as they come and change",
      description: [
        "Server-sent events: `added` and `changed` with the summary of an alert as in the list, `removed` with its id,",
        "`hello` at the beginning, `place` where only the place has gone on, `reset` where the place is not known here",
        "and everything has to be loaded anew, and `end` before the server closes. The id of an event is its place:",
        "`Last-Event-ID` (or `after`) goes on behind it, and nothing is lost. Of an alert that has changed several times",
        "the last state is told. Alerts that retention deletes are not told of.",
      ].join(" "),
      access: "read",
      query: {
        after: optional(described("For clients that cannot send `Last-Event-ID`.", whole())),
        building_blocks: withDefault(choice(["hidden", "only", "all"]), "hidden"),
      },
      answer: { description: "Events without end.", mediaType: "text/event-stream" },
      errors: ["store-closed"],
      handle({ query, context }) {
        const header = context.req.header("last-event-id");
        const after = header === undefined || header === "" ? query.after : readPlace(header);
        const events = feed.open({
          after,
          buildingBlocks: query.building_blocks,
          cut: () => context.env?.outgoing?.destroy(),
        });
        return new Response(events, {
          headers: {
            "Content-Type": "text/event-stream; charset=utf-8",
            "Cache-Control": "no-store",
            // Proxies would keep events until they have enough of them.
            "X-Accel-Buffering": "no",
          },
        });
      },
    }),
  ];
}

function readPlace(header: string): number {
  const place = /^\d{1,16}$/.test(header) ? Number(header) : Number.NaN;
  if (Number.isSafeInteger(place)) return place;
  throw new OperationalError(
    "bad-request",
    "Last-Event-ID is no place of this feed: leave it out to begin now.",
  );
}
