import type { Clock } from "../platform/clock.ts";
import type { EventBlock, EventStore } from "../stores/event-store.ts";

/**
 * When blocks arrived, by a clock that only goes forward. Stored times of arrival are those of the time of day, which people
 * set; what lies between an event and the next one must not change with it. Time in which the server did not run does not
 * count: agents keep what happens meanwhile and send it afterwards.
 */
export interface ArrivalTimes {
  /** A block has arrived just now. */
  note(block: EventBlock): void;
  /** When a stored block arrived. To be asked in the order of positions. */
  of(block: EventBlock): number;
  /** The same for a stored time before the start of the server. */
  ofStored(ingestedMs: number): number;
}

/** Blocks that arrived so shortly after another one count as having arrived with it; later where many are noted. */
const sameMs = 1_000;
const sameOfManyMs = 60_000;
const many = 3_600;

export function createArrivalTimes(
  store: Pick<EventStore, "dataStreams" | "endPosition">,
  elapsed: Clock,
): ArrivalTimes {
  const startedMs = elapsed.nowMs();
  const startPosition = store.endPosition;
  const lastStoredMs = Math.max(
    ...store.dataStreams().map(({ lastIngestedMs = Number.NEGATIVE_INFINITY }) => lastIngestedMs),
  );
  /** Of blocks since the start: from a position on they arrived at a time. */
  const noted: { readonly position: number; readonly atMs: number }[] = [];

  const ofStored = (ingestedMs: number): number => startedMs - Math.max(0, lastStoredMs - ingestedMs);
  return {
    note({ position }) {
      const atMs = elapsed.nowMs();
      const last = noted.at(-1);
      const same = noted.length < many ? sameMs : sameOfManyMs;
      if (last === undefined || atMs - last.atMs >= same) noted.push({ position, atMs });
    },
    of({ position, ingestedMs }) {
      if (position < startPosition) return ofStored(ingestedMs);
      let next = noted[1];
      while (next !== undefined && next.position <= position) {
        noted.shift();
        next = noted[1];
      }
      return noted[0]?.atMs ?? startedMs;
    },
    ofStored,
  };
}
