import { setImmediate as turn } from "node:timers/promises";
import { builtInCatalogue, isJsonObject, type JsonObject, parseJson } from "@eqlite/core/events";
import { createMemoryEventStore, type MemoryEventStore } from "../stores/memory-event-store.test-support.ts";
import { createIngest, type Ingest, type IngestOptions } from "./ingest.ts";

/** When everything arrives in tests. */
export const nowMs = Date.UTC(2026, 0, 1, 12);
export const prefix = '{"event.ingested":"2026-01-01T12:00:00.000Z"';

export interface TestIngest {
  readonly ingest: Ingest;
  readonly store: MemoryEventStore;
}

export function testIngest(limits: IngestOptions["limits"] = {}): TestIngest {
  const store = createMemoryEventStore();
  const ingest = createIngest({
    store,
    clock: { nowMs: () => nowMs },
    catalogue: builtInCatalogue(),
    idSeed: [1, 2],
    turn: async () => {
      await turn();
    },
    limits,
  });
  return { ingest, store };
}

/** All stored lines of a data stream, or of all. */
export function storedLines({ blocks }: Pick<MemoryEventStore, "blocks">, dataStream?: string): string[] {
  return blocks
    .filter((block) => dataStream === undefined || block.dataStream === dataStream)
    .flatMap(({ lines }) => Buffer.from(lines).toString().split("\n").slice(0, -1));
}

export function storedDocuments(store: Pick<MemoryEventStore, "blocks">, dataStream?: string): JsonObject[] {
  return storedLines(store, dataStream).map(documentOf);
}

export function documentOf(line: string): JsonObject {
  const parsed = parseJson(line);
  if (!parsed.ok || !isJsonObject(parsed.value)) throw new Error(`stored line is no object: ${line}`);
  return parsed.value;
}
