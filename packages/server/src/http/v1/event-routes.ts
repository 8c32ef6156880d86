import { compileIndexPatterns } from "@eqlite/core/detect";
import { OperationalError } from "../../platform/operational-error.ts";
import { exportEvents } from "../../stores/export-events.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { isoTimeOrNull } from "./iso-time.ts";
import { fromTime, readTimes, toTime } from "./read-time.ts";
import { type Route, route } from "./route.ts";
import {
  anyText,
  choice,
  described,
  list,
  named,
  nullable,
  number,
  object,
  optional,
  text,
  time,
  whole,
  withDefault,
} from "./shape.ts";
import { v1Limits } from "./v1-limits.ts";

const dataStreamShape = named(
  "DataStream",
  object({
    name: anyText,
    events: whole(),
    bytes: described("Of the events as lines.", whole()),
    stored_bytes: described("On disk.", whole()),
    first_arrival: nullable(time),
    last_arrival: nullable(time),
    events_per_second: described("Over the last five minutes.", number),
    bytes_per_second: number,
  }),
);

/** What is stored, and taking it out. */
export function eventRoutes(
  { store, clock, stopping }: Pick<V1Dependencies, "store" | "clock" | "stopping">,
  maxExports: number = v1Limits.maxExports,
): readonly Route[] {
  let exporting = 0;

  /** Of each data stream what has arrived lately. */
  const arrivedLately = (): ReadonlyMap<string, { events: number; bytes: number }> => {
    const nowMs = clock.nowMs();
    const lately = new Map<string, { events: number; bytes: number }>();
    const ingested = { fromMs: nowMs - v1Limits.rateSpanMs, toMs: nowMs + 1 };
    for (const { dataStream, count, sizeBytes } of store.select({ ingested })) {
      const sum = lately.get(dataStream) ?? { events: 0, bytes: 0 };
      lately.set(dataStream, { events: sum.events + count, bytes: sum.bytes + sizeBytes });
    }
    return lately;
  };

  return [
    route({
      method: "GET",
      path: "/api/v1/data-streams",
      tag: "events",
      summary: "Data streams and how fast they grow",
      access: "read",
      answer: {
        description: "In the order of their names.",
        shape: object({ data_streams: list(dataStreamShape) }),
      },
      handle() {
        const lately = arrivedLately();
        const seconds = v1Limits.rateSpanMs / 1_000;
        return {
          data_streams: store.dataStreams().map((stream) => ({
            name: stream.name,
            events: stream.events,
            bytes: stream.sizeBytes,
            stored_bytes: stream.storedBytes,
            first_arrival: isoTimeOrNull(stream.firstIngestedMs),
            last_arrival: isoTimeOrNull(stream.lastIngestedMs),
            events_per_second: rounded((lately.get(stream.name)?.events ?? 0) / seconds),
            bytes_per_second: rounded((lately.get(stream.name)?.bytes ?? 0) / seconds),
          })),
        };
      },
    }),
    route({
      method: "GET",
      path: "/api/v1/export",
      tag: "events",
      summary: "Take events out",
      description: [
        "NDJSON, oldest first, as fast as it is taken. By arrival the times are kept to exactly; by `happened` (`@timestamp`)",
        "there may be events beyond them, as blocks are given out whole. An export that does not end with a complete answer",
        "was cut off.",
      ].join(" "),
      access: "read",
      query: {
        data_stream: withDefault(
          described(
            "Patterns of data streams, such as `logs-*`; one that begins with `-` takes others out.",
            list(text({ least: 1, most: v1Limits.maxFilterUnits }), {
              least: 1,
              most: v1Limits.maxFilterValues,
            }),
          ),
          ["*"],
        ),
        from: optional(fromTime),
        to: optional(toTime),
        by: withDefault(choice(["arrival", "happened"]), "arrival"),
        form: withDefault(
          described(
            "`documents` is what was sent, `hits` puts it as `_source` beside its `_index` and `_id`.",
            choice(["documents", "hits"]),
          ),
          "hits",
        ),
      },
      answer: { description: "One event a line.", mediaType: "application/x-ndjson" },
      errors: ["store-closed"],
      handle({ query, context }) {
        const { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY } = readTimes(
          query,
          clock.nowMs(),
        );
        if (stopping.aborted) throw new OperationalError("store-closed", "The server is shutting down.");
        if (exporting >= maxExports) {
          throw new OperationalError(
            "too-busy",
            `${exporting} exports run, and ${maxExports} are the most: wait for one to end.`,
          );
        }
        const span = query.from === undefined && query.to === undefined ? undefined : { fromMs, toMs };
        const selection = {
          dataStream: compileIndexPatterns(query.data_stream),
          ...(span === undefined ? {} : query.by === "arrival" ? { ingested: span } : { times: span }),
        };
        exporting += 1;
        const lines = streamOf(exportEvents(store, selection, query.form), stopping, {
          ended() {
            exporting -= 1;
          },
          cut() {
            const outgoing = context.env?.outgoing;
            outgoing?.destroy();
            return outgoing !== undefined;
          },
        });
        return new Response(lines, {
          headers: {
            "Content-Type": "application/x-ndjson",
            "Content-Disposition": 'attachment; filename="events.ndjson"',
          },
        });
      },
    }),
  ];
}

/** Takes a piece whenever the client has taken the one before. What cannot be finished does not end as if it were. */
function streamOf(
  pieces: AsyncGenerator<Uint8Array, void, undefined>,
  stopping: AbortSignal,
  { ended, cut }: { ended(): void /** Whether there was a connection to cut. */; cut(): boolean },
): ReadableStream<Uint8Array> {
  let isOpen = true;
  let forget = (): void => {};
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    forget();
    ended();
    void pieces.return();
  };
  const breakOff = (controller: ReadableStreamDefaultController<Uint8Array>, error: unknown): void => {
    if (!isOpen) return;
    end();
    // With the connection goes the stream, without a word on standard error.
    if (!cut()) controller.error(error);
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const stop = (): void =>
          breakOff(controller, new OperationalError("store-closed", "The server is shutting down."));
        stopping.addEventListener("abort", stop);
        forget = () => stopping.removeEventListener("abort", stop);
      },
      async pull(controller) {
        try {
          const { value, done } = await pieces.next();
          if (!isOpen) return;
          if (done === true) {
            end();
            controller.close();
          } else {
            controller.enqueue(value);
          }
        } catch (error) {
          breakOff(controller, error);
        }
      },
      cancel: end,
    },
    { highWaterMark: 0, size: () => 1 },
  );
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
