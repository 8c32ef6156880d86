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
  keep(event: EventRecord, place: EventPlace): void;
  /** The events of the handles, by arrival. Throws where a file changed or went away in the meantime. */
  load(handles: readonly EventHandle[]): Promise<ReadonlyMap<number, EventRecord>>;
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
    async load(handles) {
      const loaded = new Map<number, EventRecord>();
      const missing: EventHandle[] = [];
      for (const handle of handles) {
        const text = texts.get(handle.event.arrival);
        if (text === undefined) missing.push(handle);
        else loaded.set(handle.event.arrival, { ...handle.event, document: readBack(text) });
      }
      if (missing.length > 0) await readAgain(paths, missing, loaded);
      return loaded;
    },
  };
}

function readBack(text: string): JsonObject {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error("an event that was written as JSON can be read again");
  return parsed.value as JsonObject;
}

async function readAgain(paths: readonly string[], handles: readonly EventHandle[], loaded: Map<number, EventRecord>): Promise<void> {
  const wanted = new Map(handles.map((handle) => [placeId(handle), handle.event]));
  const files = new Set(handles.map((handle) => handle.path));
  await readEvents(
    paths,
    {
      event(event, place) {
        const handle = wanted.get(placeId(place));
        if (handle !== undefined) loaded.set(handle.arrival, { ...handle, document: event.document });
      },
      problem() {
        // Reported when the file was read for the first time.
      },
    },
    { only: (file) => files.has(file.path) },
  );
  const lost = handles.find((handle) => !loaded.has(handle.event.arrival));
  if (lost !== undefined) throw new Error(`${lost.path} changed while it was being scanned; run the scan again`);
}

function placeId({ path, member, ordinal }: EventPlace): string {
  return `${path}\u0000${member ?? ""}\u0000${ordinal}`;
}
