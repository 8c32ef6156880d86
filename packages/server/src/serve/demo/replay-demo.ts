import { compileFieldReader, type JsonObject, stringifyJson } from "@eqlite/core/events";
import type { FieldCatalogue } from "@eqlite/core/lang";
import { readEvents } from "../../events/read-events.ts";
import type { Ingest } from "../../ingest/ingest.ts";
import type { Clock } from "../../platform/clock.ts";
import type { StateValues } from "../../platform/state-values.ts";
import type { EventStore } from "../../stores/event-store.ts";
import { shiftTimes } from "./shift-times.ts";

export interface ReplayOptions {
  /** The recording: a file that the readers know. */
  readonly path: string;
  readonly ingest: Pick<Ingest, "bulk">;
  readonly catalogue: FieldCatalogue;
  readonly clock: Clock;
}

const replayedName = "demo.replayed";

/**
 * Whether the demo is still to come: nothing was ever stored in this data folder. A first start that fails, for example because
 * the port is taken, does not count.
 */
export function isDemoDue(data: {
  readonly values: Pick<StateValues, "get">;
  readonly store: Pick<EventStore, "endPosition">;
}): boolean {
  return data.values.get(replayedName) === undefined && data.store.endPosition === 0;
}

export function noteReplayed(values: Pick<StateValues, "set">, nowMs: number): void {
  values.set(replayedName, nowMs);
}

/** Sends a recording as if it had happened now: its last event is of this second. Returns how many events it has. */
export async function replayDemo({ path, ingest, catalogue, clock }: ReplayOptions): Promise<number> {
  const recorded: JsonObject[] = [];
  await readEvents([path], {
    event: ({ document }) => recorded.push(document),
    problem({ message }) {
      throw new Error(`the recording of the demo is damaged: ${message}`);
    },
  });
  const documents = moveToNow(recorded, catalogue, clock.nowMs());
  // One body: all of it is stored or nothing.
  const body = documents.map(
    (document) =>
      `{"create":{"_index":${JSON.stringify(dataStreamOf(document))}}}\n${stringifyJson(document)}\n`,
  );
  const { hasErrors, items } = await ingest.bulk(Buffer.from(body.join("")));
  const failed = items.find(({ error }) => error !== undefined)?.error;
  if (hasErrors) throw new Error(`the demo could not be stored: ${failed?.reason}`);
  return documents.length;
}

const recordTime = "event.created";
const hourMs = 3_600_000;

/**
 * The log of the recorded host and its Sysmon do not agree on the time: they are whole hours apart, as one of them took the
 * time of day for UTC. `event.created` and the events that Sysmon did not write have the time of the log. Had it happened now
 * on a host that is set right, they would agree, and the logon that an analyst looks for would stand beside the alert.
 */
function moveToNow(
  documents: readonly JsonObject[],
  catalogue: FieldCatalogue,
  nowMs: number,
): readonly JsonObject[] {
  const apartMs = clocksApart(documents);
  const times = documents.map((document) => {
    const ms = timeOf(document, "@timestamp");
    return timeOf(document, recordTime) === undefined && ms !== undefined ? ms + apartMs : ms;
  });
  const lastMs = times.reduce<number>((last, ms) => Math.max(last, ms ?? last), Number.NEGATIVE_INFINITY);
  const shiftMs = Math.floor((nowMs - lastMs) / 1000) * 1000;
  return documents.map((document) => {
    const isOfLog = timeOf(document, recordTime) === undefined;
    const shiftOf = (field: string): number =>
      isOfLog || field === recordTime ? shiftMs + apartMs : shiftMs;
    return shiftTimes(document, shiftOf, catalogue);
  });
}

/** How many milliseconds the log is behind what events say of themselves; whole hours. */
function clocksApart(documents: readonly JsonObject[]): number {
  for (const document of documents) {
    const ms = timeOf(document, "@timestamp");
    const createdMs = timeOf(document, recordTime);
    if (ms !== undefined && createdMs !== undefined) return Math.round((ms - createdMs) / hourMs) * hourMs;
  }
  return 0;
}

const readers = {
  "@timestamp": compileFieldReader("@timestamp"),
  [recordTime]: compileFieldReader(recordTime),
} as const;

function timeOf(document: JsonObject, field: keyof typeof readers): number | undefined {
  const [value] = readers[field](document);
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

const readDataset = compileFieldReader("data_stream.dataset");

/** The data stream in which an agent would send the event: mapping has found it out by the channel. */
function dataStreamOf(document: JsonObject): string {
  const [dataset = "windows.forwarded"] = readDataset(document);
  return `logs-${String(dataset)}-default`;
}
