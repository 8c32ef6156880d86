import type { JsonObject } from "@eqlite/core/events";
import { beforeAll, describe, expect, it } from "vitest";
import { eventSource, searchIn } from "../search.test-support.ts";
import { searchLimits } from "../search-limits.ts";
import type { SearchSource } from "../search-source.ts";

const documents: readonly JsonObject[] = [
  { "@timestamp": "2024-05-01T10:00:00Z", user: { name: "a" }, process: { pid: 1 }, tags: ["x", "y", "x"] },
  { "@timestamp": "2024-05-01T23:00:00Z", user: { name: "b" }, process: { pid: 2 }, tags: "x" },
  {
    "@timestamp": "2024-05-03T01:00:00Z",
    user: { name: "a" },
    process: { pid: 5 },
    host: { ip: "10.0.0.1" },
  },
  {
    "@timestamp": "2024-06-10T01:00:00Z",
    user: { name: "c" },
    process: { code_signature: { trusted: true } },
  },
  { message: "no time", process: { pid: 5 } },
];

let source: SearchSource;
beforeAll(async () => {
  source = await eventSource(documents);
});

const aggregate = async (aggregation: JsonObject, query: JsonObject = { match_all: {} }): Promise<unknown> =>
  (await searchIn(source, { size: 0, query, aggs: { it: aggregation } })).aggregations?.["it"];
const iso = (day: string): { key_as_string: string; key: number } => ({
  key_as_string: `${day}T00:00:00.000Z`,
  key: Date.parse(day),
});

describe("aggregations answer", () => {
  it.each<readonly [string, JsonObject, unknown]>([
    [
      "terms",
      { terms: { field: "user.name" } },
      {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 0,
        buckets: [
          { key: "a", doc_count: 2 },
          { key: "b", doc_count: 1 },
          { key: "c", doc_count: 1 },
        ],
      },
    ],
    [
      "terms, cut and ordered by key, with the missing",
      { terms: { field: "user.name", size: 2, order: { _key: "desc" }, missing: "none" } },
      {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 3,
        buckets: [
          { key: "none", doc_count: 1 },
          { key: "c", doc_count: 1 },
        ],
      },
    ],
    [
      "terms: each value of a document once",
      { terms: { field: "tags", exclude: "z.*", include: ["x", "y"] } },
      {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 0,
        buckets: [
          { key: "x", doc_count: 2 },
          { key: "y", doc_count: 1 },
        ],
      },
    ],
    [
      "terms of numbers, ordered by what is below",
      {
        terms: {
          field: "process.pid",
          order: [{ last: "desc" }, { _key: "asc" }],
          min_doc_count: 1,
          size: 2,
        },
        aggs: { last: { max: { field: "@timestamp" } } },
      },
      {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 1,
        buckets: [
          {
            key: 5,
            doc_count: 2,
            last: { value: Date.parse("2024-05-03T01:00:00Z"), value_as_string: "2024-05-03T01:00:00.000Z" },
          },
          {
            key: 2,
            doc_count: 1,
            last: { value: Date.parse("2024-05-01T23:00:00Z"), value_as_string: "2024-05-01T23:00:00.000Z" },
          },
        ],
      },
    ],
    [
      "terms of booleans",
      { terms: { field: "process.code_signature.trusted" } },
      {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 0,
        buckets: [{ key: 1, key_as_string: "true", doc_count: 1 }],
      },
    ],
    [
      "terms of _index",
      { terms: { field: "_index" } },
      {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 0,
        buckets: [{ key: "logs-test-default", doc_count: 5 }],
      },
    ],
    [
      "date_histogram in a zone",
      {
        date_histogram: { field: "@timestamp", fixed_interval: "1d", time_zone: "+02:00", min_doc_count: 1 },
      },
      {
        buckets: [
          {
            key_as_string: "2024-05-01T00:00:00.000+02:00",
            key: Date.parse("2024-04-30T22:00:00Z"),
            doc_count: 1,
          },
          {
            key_as_string: "2024-05-02T00:00:00.000+02:00",
            key: Date.parse("2024-05-01T22:00:00Z"),
            doc_count: 1,
          },
          {
            key_as_string: "2024-05-03T00:00:00.000+02:00",
            key: Date.parse("2024-05-02T22:00:00Z"),
            doc_count: 1,
          },
          {
            key_as_string: "2024-06-10T00:00:00.000+02:00",
            key: Date.parse("2024-06-09T22:00:00Z"),
            doc_count: 1,
          },
        ],
      },
    ],
    [
      "date_histogram by month with a format",
      { date_histogram: { field: "@timestamp", calendar_interval: "1M", format: "yyyy-MM", keyed: true } },
      {
        buckets: {
          "2024-05": { key_as_string: "2024-05", key: Date.parse("2024-05-01"), doc_count: 3 },
          "2024-06": { key_as_string: "2024-06", key: Date.parse("2024-06-01"), doc_count: 1 },
        },
      },
    ],
    [
      "date_histogram by week, which begins on Monday",
      {
        date_histogram: {
          field: "@timestamp",
          calendar_interval: "week",
          min_doc_count: 1,
          order: { _key: "desc" },
        },
      },
      {
        buckets: [
          { ...iso("2024-06-10"), doc_count: 1 },
          { ...iso("2024-04-29"), doc_count: 3 },
        ],
      },
    ],
    [
      "histogram",
      { histogram: { field: "process.pid", interval: 2 } },
      {
        buckets: [
          { key: 0, doc_count: 1 },
          { key: 2, doc_count: 1 },
          { key: 4, doc_count: 2 },
        ],
      },
    ],
    [
      "range",
      { range: { field: "process.pid", ranges: [{ to: 2 }, { from: 2, to: 6, key: "some" }] } },
      {
        buckets: [
          { key: "*-2.0", to: 2, doc_count: 1 },
          { key: "some", from: 2, to: 6, doc_count: 3 },
        ],
      },
    ],
    [
      "filter with what is below",
      { filter: { term: { "user.name": "a" } }, aggs: { pids: { sum: { field: "process.pid" } } } },
      { doc_count: 2, pids: { value: 6 } },
    ],
    [
      "filters by name, and the others",
      { filters: { filters: { a: { term: { "user.name": "a" } } }, other_bucket_key: "rest" } },
      { buckets: { a: { doc_count: 2 }, rest: { doc_count: 3 } } },
    ],
    [
      "filters in a list",
      { filters: { filters: [{ ids: { values: ["0", "1"] } }] } },
      { buckets: [{ doc_count: 2 }] },
    ],
    ["missing", { missing: { field: "user.name" } }, { doc_count: 1 }],
    ["cardinality", { cardinality: { field: "user.name" } }, { value: 3 }],
    ["min", { min: { field: "process.pid" } }, { value: 1 }],
    ["max of nothing", { max: { field: "process.exit_code" } }, { value: null }],
    ["avg", { avg: { field: "process.pid" } }, { value: 3.25 }],
    ["sum", { sum: { field: "process.pid", missing: 10 } }, { value: 23 }],
    ["value_count", { value_count: { field: "tags" } }, { value: 4 }],
    ["stats", { stats: { field: "process.pid" } }, { count: 4, min: 1, max: 5, avg: 3.25, sum: 13 }],
    [
      "top_hits",
      { top_hits: { size: 1, sort: [{ "process.pid": "desc" }, "_doc"], _source: ["user"] } },
      {
        hits: {
          total: { value: 5, relation: "eq" },
          max_score: null,
          hits: [
            {
              _index: "logs-test-default",
              _id: "2",
              _score: null,
              _source: { user: { name: "a" } },
              sort: [5, expect.any(Number)],
            },
          ],
        },
      },
    ],
    ["what goes with it", { meta: { a: 1 }, max: { field: "process.pid" } }, { meta: { a: 1 }, value: 5 }],
  ])("%s", async (_, aggregation, expected) => {
    expect(await aggregate(aggregation)).toEqual(expected);
  });

  it("date_histogram by day, with gaps and bounds", async () => {
    const body = {
      date_histogram: {
        field: "@timestamp",
        calendar_interval: "day",
        extended_bounds: { min: "2024-04-30", max: "2024-05-01" },
      },
    };
    expect(await aggregate(body, { range: { "@timestamp": { lt: "2024-06-01" } } })).toEqual({
      buckets: [
        { ...iso("2024-04-30"), doc_count: 0 },
        { ...iso("2024-05-01"), doc_count: 2 },
        { ...iso("2024-05-02"), doc_count: 0 },
        { ...iso("2024-05-03"), doc_count: 1 },
      ],
    });
  });
});

describe("aggregations are bounded", () => {
  it("by the number of buckets", async () => {
    const histogram = (fixed_interval: string) =>
      aggregate({ date_histogram: { field: "@timestamp", fixed_interval } });
    await histogram("12h");
    await expect(histogram("1s")).rejects.toThrow(String(searchLimits.maxBuckets));
  });

  it("by an interval that a number cannot move on by", async () => {
    const huge = await eventSource([{ process: { pid: 1e18 } }, { process: { pid: 1 } }]);
    const body = { size: 0, aggs: { it: { histogram: { field: "process.pid", interval: 0.1 } } } };
    await expect(searchIn(huge, body)).rejects.toThrow(/buckets/);
  });

  it("by depth and number", async () => {
    const nested = (depth: number): JsonObject =>
      depth === 0 ? { max: { field: "a" } } : { filter: { match_all: {} }, aggs: { it: nested(depth - 1) } };
    await aggregate(nested(searchLimits.maxAggregationDepth - 1));
    await expect(aggregate(nested(searchLimits.maxAggregationDepth))).rejects.toThrow(/deep/);
    const many = (count: number): JsonObject =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, { max: { field: "a" } }]));
    await searchIn(source, { aggs: many(searchLimits.maxAggregations) });
    await expect(searchIn(source, { aggs: many(searchLimits.maxAggregations + 1) })).rejects.toThrow(
      /aggregations/,
    );
  });

  it("where there are more values than buckets the largest are not all known", async () => {
    const many = await eventSource(
      Array.from({ length: searchLimits.maxBuckets + 2 }, (_, i) => ({ "user.name": `u${i}` })),
      { blockSize: 20_000, withIds: false },
    );
    const { aggregations } = await searchIn(many, {
      size: 0,
      aggs: { it: { terms: { field: "user.name", size: 1 } } },
    });
    expect(aggregations?.["it"]).toMatchObject({
      doc_count_error_upper_bound: 2,
      sum_other_doc_count: searchLimits.maxBuckets + 1,
    });
  });
});
