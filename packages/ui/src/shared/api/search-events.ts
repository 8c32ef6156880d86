import type { Request } from "./early-requests.ts";
import { send } from "./send.ts";

export type EventDocument = Readonly<Record<string, unknown>>;

/** One hit of a search, as Elasticsearch writes it. */
export interface SearchHit {
  readonly _index: string;
  readonly _id: string;
  readonly _source: EventDocument;
  readonly sort?: readonly unknown[];
}

export interface SearchAnswer {
  readonly timed_out: boolean;
  readonly hits: {
    readonly total?: { readonly value: number; readonly relation: "eq" | "gte" };
    readonly hits: readonly SearchHit[];
  };
  readonly aggregations?: Readonly<Record<string, unknown>>;
}

export interface EqlHit {
  readonly _index: string;
  readonly _id: string;
  readonly _source: EventDocument;
  /** Stands for an event that had to be missing. */
  readonly missing?: boolean;
}

export interface EqlAnswer {
  readonly timed_out: boolean;
  readonly hits: {
    readonly total: { readonly value: number; readonly relation: "eq" | "gte" };
    readonly events?: readonly EqlHit[];
    readonly sequences?: readonly {
      readonly join_keys?: readonly unknown[];
      readonly events: readonly EqlHit[];
    }[];
  };
}

/** Searches stored events with Elasticsearch's query DSL; docs/search.md says which part of it there is. */
export async function searchEvents(
  index: string,
  body: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<SearchAnswer> {
  return (await (await send({ ...searchRequest(index, body), signal })).json()) as SearchAnswer;
}

/** The request that a search sends. */
export function searchRequest(index: string, body: Readonly<Record<string, unknown>>): Request {
  return { method: "POST", path: `/${encodeURIComponent(index)}/_search?ignore_unavailable=true`, body };
}

/** Searches stored events with EQL. */
export async function searchEql(
  index: string,
  body: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<EqlAnswer> {
  const path = `/${encodeURIComponent(index)}/_eql/search?ignore_unavailable=true`;
  return (await (await send({ method: "POST", path, body, signal })).json()) as EqlAnswer;
}
