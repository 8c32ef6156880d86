import type { JsonObject, MutableJsonObject } from "@eqlite/core/events";
import { OperationalError } from "../../platform/operational-error.ts";
import type { SearchAnswer } from "../../search/search-documents.ts";
import { SearchError } from "../../search/search-error.ts";

/** There are no shards; clients look whether all of them answered. */
export const shards: JsonObject = { total: 1, successful: 1, skipped: 0, failed: 0 };

/** The answer of the search API. */
export function searchJson(answer: SearchAnswer, tookMs: number, totalAsNumber: boolean): JsonObject {
  const { total, hits, aggregations, isSorted } = answer;
  const shown = hits.map(({ index, id, source, fields, sort }): JsonObject => {
    const hit: MutableJsonObject = { _index: index, _id: id, _score: isSorted ? null : 1 };
    if (source !== undefined) hit["_source"] = source;
    if (fields !== undefined) hit["fields"] = fields;
    if (isSorted) hit["sort"] = sort;
    return hit;
  });
  const body: MutableJsonObject = { took: tookMs, timed_out: answer.timedOut, _shards: shards };
  if (answer.terminatedEarly) body["terminated_early"] = true;
  body["hits"] = {
    ...(total === undefined
      ? {}
      : { total: totalAsNumber ? total.value : { value: total.value, relation: total.relation } }),
    max_score: isSorted || shown.length === 0 ? null : 1,
    hits: shown,
  };
  if (aggregations !== undefined) body["aggregations"] = aggregations;
  return body;
}

/** An error as Elasticsearch answers it, and its status; undefined for what is no error of the request. */
export function errorJson(
  error: unknown,
): { readonly status: number; readonly body: JsonObject } | undefined {
  if (!(error instanceof OperationalError)) return undefined;
  const { status, message: reason } = error;
  const type = error instanceof SearchError ? error.type : typeOf(error);
  const details = error instanceof SearchError ? (error.details as JsonObject) : {};
  const cause: JsonObject = { type, reason, ...details };
  return { status, body: { error: { root_cause: [cause], ...cause }, status } };
}

function typeOf({ code }: OperationalError): string {
  switch (code) {
    case "not-found":
      return "resource_not_found_exception";
    case "too-busy":
      return "es_rejected_execution_exception";
    case "conflict":
      return "version_conflict_engine_exception";
    case "unauthenticated":
    case "forbidden":
      return "security_exception";
    case "bad-request":
    case "too-costly":
    case "too-large":
    case "too-slow":
    case "method-not-allowed":
    case "unsupported-media-type":
    case "not-implemented":
      return "illegal_argument_exception";
    case "disk-full":
    case "store-closed":
    case "store-damaged":
    case "data-folder-in-use":
    case "data-folder-too-new":
      return "exception";
  }
}
