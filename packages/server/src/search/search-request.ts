import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { parseDuration } from "./aggregations/histograms.ts";
import { readBoolean, readList, readText, readWhole, refuseOthers } from "./read-arguments.ts";
import { refuse, tooCostly } from "./search-error.ts";
import { searchLimits } from "./search-limits.ts";
import { readSort, type SortField, sortOfText } from "./sort-order.ts";
import {
  type FieldsReader,
  readFieldsRequest,
  readSourceFilter,
  type SourceFilter,
} from "./source-filter.ts";

/** A search as it was asked, read but for its query and aggregations, which need to know the fields. */
export interface SearchRequest {
  readonly query: JsonValue | undefined;
  /** Further queries that must hold, such as `q` of the address. */
  readonly filters: readonly JsonValue[];
  /** Holds for the hits that are shown, not for those that are aggregated. */
  readonly postFilter: JsonValue | undefined;
  readonly aggregations: JsonValue | undefined;
  readonly from: number;
  readonly size: number;
  readonly sort: readonly SortField[] | undefined;
  readonly searchAfter: readonly JsonValue[] | undefined;
  /** Hits are counted up to here; undefined where they are not to be counted. */
  readonly countTo: number | undefined;
  readonly source: SourceFilter;
  readonly fields: FieldsReader | undefined;
  readonly timeoutMs: number | undefined;
  readonly terminateAfter: number | undefined;
}

/** Members that change nothing about what is found here: how it is computed, scored or marked up. */
const withoutEffect = [
  "version",
  "seq_no_primary_term",
  "track_scores",
  "highlight",
  "stored_fields",
  "indices_boost",
  "stats",
  "ext",
  "profile",
  "explain",
  "pit",
  "preference",
  "ccs_minimize_roundtrips",
];
/** Members that are understood only where they are empty. */
const onlyEmpty = ["runtime_mappings", "script_fields"];

/** Reads a request of the search API. `parameters` are those of its address, which win. Throws SearchError. */
export function readSearchRequest(body: JsonObject, parameters: ReadonlyMap<string, string>): SearchRequest {
  refuseOthers(
    body,
    [
      "query",
      "post_filter",
      "aggs",
      "aggregations",
      "from",
      "size",
      "sort",
      "search_after",
      "track_total_hits",
      "_source",
      "fields",
      "docvalue_fields",
      "timeout",
      "terminate_after",
      ...withoutEffect,
      ...onlyEmpty,
    ],
    "body",
  );
  for (const name of onlyEmpty) {
    const value = body[name];
    if (value !== undefined && !(isJsonObject(value) && Object.keys(value).length === 0))
      refuse(name, "not supported: fields are what events hold");
  }
  const parameter = (name: string): JsonValue | undefined => parameters.get(name) ?? body[name];
  const whole = (name: string, fallback: number): number => {
    const value = parameter(name);
    return value === undefined ? fallback : readWhole(value, name, 0, Number.MAX_SAFE_INTEGER);
  };
  const from = whole("from", 0);
  const size = whole("size", searchLimits.defaultSize);
  if (from + size > searchLimits.maxWindow) {
    tooCostly(
      `[from] + [size] may be ${searchLimits.maxWindow}; this is ${from + size}. Go on behind the last hit with [search_after]`,
    );
  }
  const sortText = parameters.get("sort");
  const after = body["search_after"];
  const terminateAfter = whole("terminate_after", 0);
  return {
    query: body["query"],
    filters: readTextQuery(parameters),
    postFilter: body["post_filter"],
    aggregations: body["aggs"] ?? body["aggregations"],
    from,
    size,
    sort: readSort(sortText === undefined ? body["sort"] : sortOfText(sortText)),
    searchAfter: after === undefined || after === null ? undefined : readList(after),
    countTo: readCountTo(parameter("track_total_hits")),
    source: readSourceFilter(sourceOf(body, parameters)),
    fields: bothFields(
      readFieldsRequest(body["fields"], "fields"),
      readFieldsRequest(body["docvalue_fields"], "docvalue_fields"),
    ),
    timeoutMs: readTimeout(parameter("timeout")),
    terminateAfter: terminateAfter === 0 ? undefined : terminateAfter,
  };
}

/** `q` and what goes with it. */
export function readTextQuery(parameters: ReadonlyMap<string, string>): readonly JsonValue[] {
  const query = parameters.get("q");
  if (query === undefined) return [];
  const field = parameters.get("df");
  const operator = parameters.get("default_operator");
  return [
    {
      query_string: {
        query,
        ...(field === undefined ? {} : { default_field: field }),
        ...(operator === undefined ? {} : { default_operator: operator }),
      },
    },
  ];
}

function readCountTo(value: JsonValue | undefined): number | undefined {
  if (value === undefined) return searchLimits.defaultTotalHits;
  if (value === true || value === "true") return Number.POSITIVE_INFINITY;
  if (value === false || value === "false") return undefined;
  return readWhole(value, "track_total_hits", 0, Number.MAX_SAFE_INTEGER);
}

function sourceOf(body: JsonObject, parameters: ReadonlyMap<string, string>): JsonValue | undefined {
  const includes = parameters.get("_source_includes");
  const excludes = parameters.get("_source_excludes");
  if (includes !== undefined || excludes !== undefined) {
    return {
      ...(includes === undefined ? {} : { includes: includes.split(",") }),
      ...(excludes === undefined ? {} : { excludes: excludes.split(",") }),
    };
  }
  const given = parameters.get("_source");
  if (given === undefined) return body["_source"];
  return given === "true" || given === "false" ? readBoolean(given, "_source") : given.split(",");
}

function bothFields(
  first: FieldsReader | undefined,
  second: FieldsReader | undefined,
): FieldsReader | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return (document, catalogue) => ({ ...first(document, catalogue), ...second(document, catalogue) });
}

function readTimeout(value: JsonValue | undefined): number | undefined {
  if (value === undefined || value === null || value === "-1" || value === -1) return undefined;
  const text = readText(value, "timeout");
  return parseDuration(text) ?? refuse("timeout", `[${text}] is no length of time; write it as 500ms or 10s`);
}
