import type { JsonObject, JsonValue } from "@eqlite/core/events";
import { type SearchAnswer, type SearchContext, searchDocuments } from "../search/search-documents.ts";
import { readSearchRequest } from "../search/search-request.ts";
import type { SearchSource } from "../search/search-source.ts";

/** Searches all stored events. */
export type SearchEvents = (body: JsonObject) => Promise<SearchAnswer>;

export function createEventSearch(source: SearchSource, context: SearchContext): SearchEvents {
  const startMs = context.monotonicMs();
  return (body) => {
    // The searches of one answer share its time.
    const left = (context.deadlineMs ?? 0) - (context.monotonicMs() - startMs);
    const bounded =
      context.deadlineMs === undefined ? context : { ...context, deadlineMs: Math.max(0, left) };
    return searchDocuments([{ source, index: () => true }], readSearchRequest(body, new Map()), bounded);
  };
}

/** Fields of one event that were asked for, by their names. */
export interface FoundFields {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  timeMs(name: string): number | undefined;
}

export function fieldsOf(fields: JsonObject | undefined): FoundFields {
  const first = (name: string): JsonValue | undefined => {
    const value = fields?.[name];
    return Array.isArray(value) ? (value as readonly JsonValue[])[0] : value;
  };
  return {
    text(name) {
      const value = first(name);
      return typeof value === "string" && value !== ""
        ? value
        : typeof value === "number"
          ? String(value)
          : undefined;
    },
    number(name) {
      const value = first(name);
      const number = typeof value === "string" && value !== "" ? Number(value) : value;
      return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
    },
    flag(name) {
      const value = first(name);
      return typeof value === "boolean"
        ? value
        : value === "true"
          ? true
          : value === "false"
            ? false
            : undefined;
    },
    timeMs(name) {
      const value = first(name);
      const ms =
        typeof value === "number" ? value : typeof value === "string" ? Date.parse(value) : Number.NaN;
      return Number.isNaN(ms) ? undefined : ms;
    },
  };
}
