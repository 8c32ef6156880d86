import { builtInCatalogue, type JsonObject, type JsonValue } from "@eqlite/core/events";
import type { FieldCatalogue } from "@eqlite/core/lang";
import { ingestedPrefix } from "../ingest/ingested-time.ts";
import type { NewEvents } from "../stores/event-store.ts";
import { createMemoryEventStore } from "../stores/memory-event-store.test-support.ts";
import { createEventSource } from "./event-source.ts";
import { type SearchAnswer, searchDocuments } from "./search-documents.ts";
import { readSearchRequest } from "./search-request.ts";
import type { SearchSource } from "./search-source.ts";

/** `now` of tests. */
export const nowMs = Date.parse("2024-05-10T12:00:00Z");

export const catalogue: FieldCatalogue = builtInCatalogue();

/** Events in blocks of a few, in `logs-test-default`. Event number n has the id `n`, unless ids are left out. */
export async function eventSource(
  documents: readonly JsonValue[],
  options: { readonly blockSize?: number; readonly dataStream?: string; readonly withIds?: boolean } = {},
): Promise<SearchSource> {
  const { blockSize = 3, dataStream = "logs-test-default", withIds = true } = options;
  const store = createMemoryEventStore();
  for (let from = 0; from < documents.length; from += blockSize) {
    const some = documents.slice(from, from + blockSize);
    const ids = new Map(withIds ? some.map((_, i) => [i, String(from + i)] as const) : []);
    await store.append([newEvents(dataStream, some, nowMs + from, ids)], nowMs + from);
  }
  return createEventSource(store, catalogue);
}

export async function searchIn(
  sources: SearchSource | readonly SearchSource[],
  body: JsonObject,
  more: {
    readonly deadlineMs?: number;
    readonly monotonicMs?: () => number;
    readonly signal?: AbortSignal;
  } = {},
): Promise<SearchAnswer> {
  const targets = ("blocks" in sources ? [sources] : sources).map((source) => ({
    source,
    index: () => true,
  }));
  const request = readSearchRequest(body, new Map());
  return searchDocuments(targets, request, { nowMs, monotonicMs: () => 0, ...more });
}

/** The ids of the documents that a query finds, in their order of arrival. */
export async function idsOf(source: SearchSource, query: JsonObject): Promise<readonly string[]> {
  const { hits } = await searchIn(source, { query, size: 1_000, sort: ["_doc"] });
  return hits.map(({ id }) => id);
}

/** Events as ingest would hand them over: each line with its time of arrival in front. */
export function newEvents(
  dataStream: string,
  documents: readonly JsonValue[],
  ingestedMs: number,
  ids: ReadonlyMap<number, string> = new Map(),
): NewEvents {
  const lines = documents.map((document) => {
    const text = JSON.stringify(document);
    return `${ingestedPrefix(ingestedMs)}${text === "{}" ? "}" : `,${text.slice(1)}`}\n`;
  });
  return { dataStream, lines: new TextEncoder().encode(lines.join("")), count: documents.length, ids };
}
