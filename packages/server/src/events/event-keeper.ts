import { type EventRecord, type JsonObject, parseJson, stringifyJson } from "@eqlite/core/events";
import { type EventPlace, readEvents } from "./read-events.ts";

/** Everything of an event but its document. */
export interface EventHandle extends EventPlace {
  readonly event: Omit<EventRecord, "document">;
}

/**
 * Gives matched events back whole. Up to a budget they are kept as text; beyond it they are read again from their
 * files, so that the memory of a pass does not grow with its input.
 */
export interface EventKeeper {
  keep(event: EventRecord): void;
  /** The events of the handles, by arrival. Throws InputChangedError where one is not found again. */
  load(handles: readonly EventHandle[], signal?: AbortSignal): Promise<ReadonlyMap<number, EventRecord>>;
}

/** A file gave other events, or none, when it was read a second time. */
export class InputChangedError extends Error {
  override readonly name = "InputChangedError";
}

/** Characters of event text kept in memory. */
const defaultBudget = 64 * 1024 * 1024;

export function createEventKeeper(paths: readonly string[], budget = defaultBudget): EventKeeper {
  const texts = new Map<number, string>();
  let used = 0;
  return {
    keep(event) {
      if (used >= budget) return;
      const text = stringifyJson(event.document);
      used += text.length;
      texts.set(event.arrival, text);
    },
    async load(handles, signal) {
      const loaded = new Map<number, EventRecord>();
      const missing: EventHandle[] = [];
      for (const handle of handles) {
        const text = texts.get(handle.event.arrival);
        if (text === undefined) missing.push(handle);
        else loaded.set(handle.event.arrival, { ...handle.event, document: readBack(text) });
      }
      if (missing.length > 0) await readAgain(paths, missing, loaded, signal);
      return loaded;
    },
  };
}

function readBack(text: string): JsonObject {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error("an event that was written as JSON can be read again");
  return parsed.value as JsonObject;
}

async function readAgain(
  paths: readonly string[],
  handles: readonly EventHandle[],
  loaded: Map<number, EventRecord>,
  signal: AbortSignal | undefined,
): Promise<void> {
  // A file that was given twice was read twice: one place, several events.
  const wanted = new Map<string, EventHandle[]>();
  for (const handle of handles) {
    const namesakes = wanted.get(placeId(handle));
    if (namesakes === undefined) wanted.set(placeId(handle), [handle]);
    else namesakes.push(handle);
  }
  const files = new Set(handles.map((handle) => handle.path));
  await readEvents(
    paths,
    {
      event({ document }, place) {
        for (const { event } of wanted.get(placeId(place)) ?? [])
          loaded.set(event.arrival, { ...event, document });
      },
      problem() {
        // Reported when the file was read for the first time.
      },
    },
    { only: (file) => files.has(file.path), ...(signal === undefined ? {} : { signal }) },
  );
  signal?.throwIfAborted();
  const lost = handles.find((handle) => !loaded.has(handle.event.arrival));
  if (lost !== undefined) {
    throw new InputChangedError(
      `${lost.path} could not be read a second time: it has changed, or it is a pipe. Run the command again on a file that stays.`,
    );
  }
}

function placeId({ path, member, ordinal }: EventPlace): string {
  return `${path}\u0000${member ?? ""}\u0000${ordinal}`;
}
