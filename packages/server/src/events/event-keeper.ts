import { stat } from "node:fs/promises";
import {
  type EventRecord,
  type JsonObject,
  type LineBlock,
  parseJson,
  stringifyJson,
} from "@eqlite/core/events";
import { fileVersion, mayHoldTheSame } from "../inputs/file-version.ts";
import { inputLimits } from "../inputs/input-limits.ts";
import { createSpillFile } from "../scan/spill-file.ts";
import { findAgain } from "./find-again.ts";
import { InputChangedError } from "./input-changed-error.ts";
import { createKeptEvents, type KeptEvent } from "./kept-events.ts";
import { lastAtMost } from "./last-at-most.ts";
import { createMakeEvent, type MakeEvent } from "./make-event.ts";
import { createPlacedLines } from "./placed-lines.ts";
import type { FileReading, ReadEventsOptions } from "./read-events.ts";
import { createTakeRecord, type TakeRecord } from "./take-record.ts";

export { InputChangedError } from "./input-changed-error.ts";

/**
 * Gives matched events back by their arrival, so that the memory of a pass does not grow with its input. Of an event in a
 * plain file of NDJSON nothing is kept: its line is read again from where it stands. Others are kept as bytes up to a
 * budget; beyond it their files are read again as a whole.
 */
export interface EventKeeper {
  /**
   * Every event that may be loaded is shown, with this or `keepLine`, in the order of the input. It is made only where its
   * document is kept.
   */
  keep(makeWhole: () => EventRecord, reading: FileReading): void;
  /** The same for an event that is a line of a block, `from` its first byte `to` its line feed, not after an action. */
  keepLine(block: LineBlock, from: number, to: number, record: number, reading: FileReading): void;
  /** Says that events of a reading may be loaded that are not shown. Only for one whose events can be read again. */
  noteReading(reading: FileReading): void;
  /**
   * Makes sure of the events of these arrivals. What they say is read when it is asked for, but for the last few that were:
   * a scan may have many alerts. Throws InputChangedError where a file is not as it was, here or then.
   */
  load(arrivals: Iterable<number>): Promise<LoadedEvents>;
}

/** Events by their arrivals, which must be among those that were loaded. Nothing is held for each. */
export interface LoadedEvents {
  get(arrival: number): EventRecord;
}

/** Bytes of events kept in memory. */
const defaultBudgetBytes = 64 * 1024 * 1024;

/** Events at hand with their documents: those of one alert, or of a few. More would outlive the young generation and pile up. */
const eventsAtHand = 32;

/** @param options how the events were read; they are read again the same way */
export function createEventKeeper(
  paths: readonly string[],
  options: ReadEventsOptions,
  budgetBytes = defaultBudgetBytes,
): EventKeeper {
  const limits = options.limits ?? inputLimits;
  const makeEvent = createMakeEvent(options.repairs ?? []);
  const kept = createKeptEvents(budgetBytes);
  /** What was kept, and what each call of `load` found again. */
  const stores = [kept];
  const placedLines = createPlacedLines(makeEvent, limits);
  const takeRecord = createTakeRecord(limits);
  /** The readings that had events to keep, and where they begin. */
  const readings: FileReading[] = [];
  const basePositions: number[] = [];

  function noteReading(reading: FileReading): void {
    if (readings.at(-1) === reading) return;
    readings.push(reading);
    basePositions.push(reading.basePosition);
  }

  function readingOf(arrival: number): FileReading {
    const reading = readings[lastAtMost(basePositions, arrival)];
    if (reading === undefined) throw new Error("an event is loaded that was not kept");
    return reading;
  }

  const atHand = createAtHand((arrival) => {
    const event = stores.find((store) => store.has(arrival))?.get(arrival);
    const reading = readingOf(arrival);
    return event === undefined
      ? placedLines.eventAt(arrival, reading)
      : eventOf(event, reading, makeEvent, takeRecord);
  });

  return {
    noteReading,
    keep(makeWhole, reading) {
      noteReading(reading);
      if (kept.isFull || canBeFound(reading)) return;
      const { document, arrival, id, index, source } = makeWhole();
      const bytes = Buffer.from(stringifyJson(document));
      kept.add({ arrival, kind: "document", bytes, record: source.record, id, index });
    },
    keepLine({ bytes, byteOffset }, from, to, record, reading) {
      noteReading(reading);
      if (kept.isFull || canBeFound(reading)) return;
      const arrival = reading.basePosition + byteOffset + from;
      kept.add({ arrival, kind: "line", bytes: bytes.subarray(from, to), record });
    },
    async load(arrivals) {
      const missing: number[] = [];
      const again = new Set<FileReading>();
      for (const arrival of arrivals) {
        if (stores.some((store) => store.has(arrival))) continue;
        const reading = readingOf(arrival);
        again.add(reading);
        if (!canBeFound(reading)) missing.push(arrival);
      }
      for (const reading of again) await checkUnchanged(reading);
      if (missing.length > 0) {
        // Something is missing where the budget is spent: what is found goes to disk.
        const foundAgain = createKeptEvents(0, () => createSpillFile());
        stores.push(foundAgain);
        await findAgain(paths, options, missing, readingOf, foundAgain);
        const lost = missing.find((arrival) => !foundAgain.has(arrival));
        if (lost !== undefined) throw new InputChangedError(readingOf(lost).path);
      }
      return { get: (arrival) => new LoadedEvent(arrival, atHand) };
    },
  };
}

/** Whether events of a reading can be read again one by one. */
export function canBeFound({ isPlain, version, blocks }: FileReading): boolean {
  return isPlain && version !== undefined && blocks.size > 0;
}

async function checkUnchanged({ path, version }: FileReading): Promise<void> {
  if (version === undefined) throw new InputChangedError(path);
  try {
    if (mayHoldTheSame(version, fileVersion(await stat(path)))) return;
  } catch (error) {
    throw new InputChangedError(path, error);
  }
  throw new InputChangedError(path);
}

/** Tens of bytes for each, however large the event is. */
class LoadedEvent implements EventRecord {
  readonly arrival: number;
  readonly #eventAt: (arrival: number) => EventRecord;

  constructor(arrival: number, eventAt: (arrival: number) => EventRecord) {
    this.arrival = arrival;
    this.#eventAt = eventAt;
  }

  get document(): EventRecord["document"] {
    return this.#eventAt(this.arrival).document;
  }

  get source(): EventRecord["source"] {
    return this.#eventAt(this.arrival).source;
  }

  get id(): string | undefined {
    return this.#eventAt(this.arrival).id;
  }

  get index(): string | undefined {
    return this.#eventAt(this.arrival).index;
  }
}

/**
 * Remembers the last events that were made. In a list: the tables of a map that is always added to and taken from each
 * refer to the next one, and an old one that is garbage keeps the documents of all others from being collected early.
 */
function createAtHand(make: (arrival: number) => EventRecord): (arrival: number) => EventRecord {
  const events: EventRecord[] = [];
  return (arrival) => {
    const at = events.findLastIndex((event) => event.arrival === arrival);
    const event = events[at] ?? make(arrival);
    // What was asked for last stands last and goes last.
    if (at !== -1) events.splice(at, 1);
    else if (events.length === eventsAtHand) events.shift();
    events.push(event);
    return event;
  };
}

function eventOf(
  kept: KeptEvent,
  reading: FileReading,
  makeEvent: MakeEvent,
  takeRecord: TakeRecord,
): EventRecord {
  const { kind, bytes, arrival, record, id, index } = kept;
  const { path, member } = reading;
  switch (kind) {
    case "line": {
      const found = takeRecord((records) =>
        records.line(bytes, record, arrival - reading.basePosition, false),
      );
      if (found === undefined) throw new Error("a line that was kept is an event");
      return makeEvent(found, reading, arrival).event;
    }
    case "document": {
      const source = { path, ...(member === undefined ? {} : { member }), record };
      return { document: readBack(bytes), source, arrival, id, index };
    }
  }
}

function readBack(bytes: Uint8Array): JsonObject {
  const parsed = parseJson(new TextDecoder().decode(bytes));
  if (!parsed.ok) throw new Error("an event that was written as JSON can be read again");
  return parsed.value as JsonObject;
}
