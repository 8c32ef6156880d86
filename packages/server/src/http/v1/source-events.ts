import { setImmediate as breathe } from "node:timers/promises";
import { type EventRecord, isJsonObject, type JsonValue } from "@eqlite/core/events";
import { convertToDate } from "@eqlite/core/match";
import type { StoredAlert } from "../../alerts/alert.ts";
import type { BlockLines, EventStore } from "../../stores/event-store.ts";
import { lineEnd } from "../../stores/line-pieces.ts";
import { storedEvent } from "../../stores/stored-event.ts";
import { v1Limits } from "./v1-limits.ts";

/** An event that an alert names, and when it says it happened. */
interface WantedEvent {
  readonly id: string;
  readonly index: string;
  readonly time: JsonValue | undefined;
}

/** What became of one event of an alert. */
export interface SourceEvent {
  readonly id: string;
  readonly index: string;
  /** `not-searched`: there was more to read than one request may. */
  readonly state: "found" | "gone" | "not-searched";
  readonly event: EventRecord | undefined;
}

/**
 * Loads the events that an alert rests on, in their order. Alerts know events by id, not by place: they are looked for among
 * those of their data stream that happened at their time.
 *
 * @param blocks the building blocks of the alert, which know the time of each event
 */
export async function loadSourceEvents(
  alert: StoredAlert,
  blocks: readonly StoredAlert[],
  store: EventStore,
  signal: AbortSignal,
): Promise<readonly SourceEvent[]> {
  const wanted = wantedEvents(alert, blocks);
  const found = new Map<string, EventRecord>();
  const searched = new Set<number>();
  let bytesLeft: number = v1Limits.maxSourceBytes;
  let isCut = false;
  for (const { id, index, time } of wanted) {
    if (found.has(keyOf(index, id))) continue;
    const ms = time === undefined ? undefined : convertToDate(time)?.ms;
    const selection = {
      dataStream: (name: string) => name === index,
      ...(ms === undefined ? {} : { times: { fromMs: Math.floor(ms), toMs: Math.floor(ms) + 1 } }),
    };
    const ofStream = wanted.filter((one) => one.index === index);
    for (const block of store.select(selection)) {
      // Events of one alert often came together.
      if (searched.has(block.position)) continue;
      if (block.sizeBytes > bytesLeft) {
        isCut = true;
        break;
      }
      searched.add(block.position);
      bytesLeft -= block.sizeBytes;
      signal.throwIfAborted();
      const lines = await store.read(block);
      if (lines === undefined) continue;
      for (const event of eventsIn(lines, ofStream)) found.set(keyOf(index, event.id ?? ""), event);
      await breathe();
      if (found.has(keyOf(index, id))) break;
    }
  }
  return wanted.map(({ id, index }) => {
    const event = found.get(keyOf(index, id));
    return { id, index, event, state: event !== undefined ? "found" : isCut ? "not-searched" : "gone" };
  });
}

function keyOf(index: string, id: string): string {
  return JSON.stringify([index, id]);
}

function wantedEvents(alert: StoredAlert, blocks: readonly StoredAlert[]): readonly WantedEvent[] {
  const wanted = new Map<string, WantedEvent>();
  for (const { document } of [...blocks, alert]) {
    const ancestors = document["kibana.alert.ancestors"];
    if (!Array.isArray(ancestors)) continue;
    const events = ancestors.filter(
      (one: JsonValue) => isJsonObject(one) && one["type"] === "event" && typeof one["id"] === "string",
    );
    for (const { id, index } of events) {
      const key = keyOf(String(index), String(id));
      if (wanted.has(key) || wanted.size >= v1Limits.maxSourceEvents) continue;
      // The time of the alert of a sequence is that of its first event.
      const time = events.length === 1 ? document["kibana.alert.original_time"] : undefined;
      wanted.set(key, { id: String(id), index: String(index), time });
    }
  }
  return [...wanted.values()];
}

function* eventsIn(block: BlockLines, wanted: readonly WantedEvent[]): Generator<EventRecord> {
  const { lines, ids, position, dataStream } = block;
  const wantedIds = new Set(wanted.map(({ id }) => id));
  const times = wanted.map(({ time }) => (time === undefined ? undefined : timeBytes(time)));
  const mayBe = times.every((time) => time !== undefined)
    ? (line: Uint8Array): boolean => {
        const bytes = Buffer.from(line.buffer, line.byteOffset, line.length);
        return times.some((time) => bytes.includes(time));
      }
    : () => true;
  for (let from = 0, number = 0; from < lines.length; number += 1) {
    const to = lineEnd(lines, from);
    const given = ids.get(number);
    const line = lines.subarray(from, to);
    const isCandidate = given === undefined ? mayBe(line) : wantedIds.has(given);
    const event = isCandidate
      ? storedEvent(line, { dataStream, position: position + from, id: given })
      : undefined;
    if (event?.id !== undefined && wantedIds.has(event.id)) yield event;
    from = to;
  }
}

/** What a line that holds the time must have in it: parsing a line costs much more than looking for that. */
function timeBytes(time: JsonValue): Buffer | undefined {
  if (typeof time !== "string" || !/^[\w:.+-]{4,40}$/.test(time)) return undefined;
  return Buffer.from(time);
}
