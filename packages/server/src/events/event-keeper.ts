import { type EventRecord, type JsonObject, parseJson, stringifyJson } from "@eqlite/core/events";
import { type FileReading, fileName, type ReadEventsOptions, readEvents } from "./read-events.ts";

/**
 * Gives matched events back whole, by their arrival. Up to a budget they are kept as text; beyond it they are read again
 * from their files, so that the memory of a pass does not grow with its input. An event is known by one number. Its
 * document is made of the text each time it is asked for, but for the last few: as an object it would take many times
 * the memory, and a scan may have many alerts.
 */
export interface EventKeeper {
  keep(event: EventRecord, reading: FileReading): void;
  /** The events of these arrivals. Throws InputChangedError where one is not found again. */
  load(arrivals: readonly number[]): Promise<ReadonlyMap<number, EventRecord>>;
}

/** A file gave other events, or none, when it was read a second time. */
export class InputChangedError extends Error {
  override readonly name = "InputChangedError";
}

/** Characters of event text kept in memory. */
const defaultBudget = 64 * 1024 * 1024;

/** Documents at hand as objects: those of a few alerts. */
const documentsAtHand = 256;

/** @param options how the events were read; they are read again the same way */
export function createEventKeeper(
  paths: readonly string[],
  options: ReadEventsOptions,
  budget = defaultBudget,
): EventKeeper {
  const kept = new Map<number, KeptEvent>();
  /** The readings that had events to keep, in order of their first arrival. */
  const readings: FileReading[] = [];
  const documents = createDocuments();
  let used = 0;
  return {
    keep(event, reading) {
      if (readings.at(-1) !== reading) readings.push(reading);
      if (used >= budget) return;
      const packed = pack(event);
      used += packed.text.length;
      kept.set(event.arrival, packed);
    },
    async load(arrivals) {
      const loaded = new Map<number, EventRecord>();
      const missing: number[] = [];
      for (const arrival of arrivals) {
        const event = kept.get(arrival);
        if (event === undefined) missing.push(arrival);
        else loaded.set(arrival, documents.unpack(event));
      }
      if (missing.length === 0) return loaded;
      await readAgain(paths, options, missing, readings, (event) => {
        loaded.set(event.arrival, documents.unpack(pack(event)));
      });
      const lost = missing.find((arrival) => !loaded.has(arrival));
      if (lost !== undefined) throw inputChanged(readingOf(lost, readings));
      return loaded;
    },
  };
}

interface KeptEvent {
  readonly rest: Omit<EventRecord, "document">;
  readonly text: string;
}

function pack({ document, ...rest }: EventRecord): KeptEvent {
  return { rest, text: stringifyJson(document) };
}

/** Events whose documents are made on demand; the last ones are remembered. */
function createDocuments(): { unpack(event: KeptEvent): EventRecord } {
  const atHand = new Map<number, JsonObject>();
  const documentOf = ({ rest: { arrival }, text }: KeptEvent): JsonObject => {
    const document = atHand.get(arrival) ?? readBack(text);
    // What was asked for last stands last and goes last.
    atHand.delete(arrival);
    atHand.set(arrival, document);
    const [oldest] = atHand.keys();
    if (atHand.size > documentsAtHand && oldest !== undefined) atHand.delete(oldest);
    return document;
  };
  return {
    unpack: (event) => ({
      ...event.rest,
      get document() {
        return documentOf(event);
      },
    }),
  };
}

function readBack(text: string): JsonObject {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error("an event that was written as JSON can be read again");
  return parsed.value as JsonObject;
}

async function readAgain(
  paths: readonly string[],
  options: ReadEventsOptions,
  arrivals: readonly number[],
  readings: readonly FileReading[],
  found: (event: EventRecord) => void,
): Promise<void> {
  const wanted = new Set(arrivals);
  const before = new Map(readings.map((reading) => [readingName(reading), reading]));
  const files = new Set(arrivals.map((arrival) => readingOf(arrival, readings)?.path));
  await readEvents(
    paths,
    {
      event(event, reading) {
        // Files that are left out now were counted then: what stays the same is the distance from the file's start.
        const first = before.get(readingName(reading))?.firstArrival;
        if (first === undefined) return;
        const arrival = first + event.arrival - reading.firstArrival;
        if (wanted.has(arrival)) found({ ...event, arrival });
      },
      problem() {
        // Reported when the file was read for the first time.
      },
    },
    { ...options, only: (file) => files.has(file.path) },
  );
  options.signal?.throwIfAborted();
}

function inputChanged(reading: FileReading | undefined): InputChangedError {
  return new InputChangedError(
    `${reading?.path ?? "An input"} could not be read a second time: it has changed, or it is a pipe. Run the command again on a file that stays.`,
  );
}

function readingName(reading: FileReading): string {
  return `${reading.occurrence} ${fileName(reading)}`;
}

/** The last reading that began at or before the arrival. */
function readingOf(arrival: number, readings: readonly FileReading[]): FileReading | undefined {
  return readings.findLast(({ firstArrival }) => firstArrival <= arrival);
}
