import type { JsonObject } from "@eqlite/core/events";
import { beforeAll, expect, it } from "vitest";
import { storesLimits } from "../stores/stores-limits.ts";
import { type EqlAnswer, eqlHits, readEqlRequest, searchEql } from "./eql-search.ts";
import { eventSource, nowMs } from "./search.test-support.ts";
import { SearchError } from "./search-error.ts";
import type { SearchSource } from "./search-source.ts";

const event = (second: number, host: string, name: string): JsonObject => ({
  "@timestamp": `2024-05-01T10:00:0${second}.000Z`,
  event: { category: ["process"] },
  host: { id: host },
  process: { name },
});

const documents: readonly JsonObject[] = [
  event(1, "h1", "cmd.exe"),
  event(2, "h2", "cmd.exe"),
  event(4, "h1", "whoami.exe"),
  // Arrived late.
  event(3, "h2", "whoami.exe"),
  event(5, "h1", "notepad.exe"),
];

let source: SearchSource;
beforeAll(async () => {
  source = await eventSource(documents, { blockSize: 2 });
});

async function run(body: JsonObject, deadlineMs = 1_000, monotonicMs = () => 0): Promise<EqlAnswer> {
  const targets = [{ source, index: () => true }];
  return searchEql(targets, readEqlRequest(body), { nowMs, monotonicMs, deadlineMs });
}

const found = async (body: JsonObject): Promise<string> =>
  (await run(body)).matches
    .map(({ joinKeys, events }) => [...(joinKeys ?? []), ...events.map((one) => one?.id ?? "!")].join(" "))
    .join(", ");

const sequence = `sequence by host.id [process where process.name == "cmd.exe"] [process where process.name == "whoami.exe"]`;

it.each<readonly [string, JsonObject, string]>([
  ["events", { query: `process where process.name : "*i.exe"` }, "3, 2"],
  ["the last ones", { query: "any where true", size: 2 }, "2, 4"],
  ["the first ones", { query: "any where true", size: 2, result_position: "head" }, "0, 1"],
  ["sequences", { query: sequence }, "h2 1 3, h1 0 2"],
  ["a filter on events", { query: "any where true", filter: { term: { "host.id": "h2" } } }, "1, 3"],
  [
    "a filter on every stage",
    { query: sequence, filter: { range: { "@timestamp": { gte: "2024-05-01T10:00:02Z" } } } },
    "h2 1 3",
  ],
  [
    "a missing event",
    {
      query: `sequence with maxspan=1m [process where process.name == "cmd.exe"] ![process where host.id == "h3"] [process where process.name == "notepad.exe"]`,
    },
    "1 ! 4",
  ],
  [
    "runs",
    {
      query: `sequence by host.id [process where process.name : "*.exe"] with runs=2`,
      filter: { term: { "host.id": "h2" } },
    },
    "h2 1 3",
  ],
  ["another field for the category", { query: `h1 where true`, event_category_field: "host.id" }, "0, 2, 4"],
])("finds %s", async (_, body, expected) => {
  expect(await found(body)).toBe(expected);
});

it("answers in Elasticsearch's shape", async () => {
  const [first] = documents;
  const events = eqlHits(
    await run({ query: "any where true", size: 1, result_position: "head", fields: ["host.id"] }),
  );
  expect(events).toEqual({
    total: { value: 1, relation: "eq" },
    events: [
      {
        _index: "logs-test-default",
        _id: "0",
        _source: { ...first, event: { category: ["process"], ingested: "2024-05-10T12:00:00.000Z" } },
        fields: { "host.id": ["h1"] },
      },
    ],
  });
  const missing = await run({
    query: `sequence by host.id with maxspan=1m [process where process.name == "cmd.exe"] ![process where process.name == "x"] [process where process.name == "notepad.exe"]`,
  });
  expect(eqlHits(missing)).toMatchObject({
    sequences: [
      {
        join_keys: ["h1"],
        events: [{ _id: "0" }, { _index: "", _id: "", _source: {}, missing: true }, { _id: "4" }],
      },
    ],
  });
});

it("says what is wrong with a query, and where", async () => {
  const error = await run({ query: 'process where process.name == "a" adn true' }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SearchError);
  const { message, type, details } = error as SearchError;
  expect([message, type]).toEqual([expect.stringMatching(/^line 1:35: /), "parsing_exception"]);
  expect(details["diagnostics"]).toMatchObject([
    { line: 1, column: 35, text: expect.stringContaining("^^^") },
  ]);
});

it.each<readonly [JsonObject, RegExp]>([
  [{ query: 5 }, /a string is expected/],
  [{ query: "any where true", size: -1 }, /`size`/],
  [{ query: "any where true", nonsense: 1 }, /\[nonsense\]/],
  [{ query: "any where true", runtime_mappings: { a: {} } }, /not supported/],
  [{ query: "any where true", filter: { ids: { values: ["a"] } } }, /not supported here/],
  [{ query: "any where true", filter: { nonsense: {} } }, /^filter: unknown query/],
  [{ query: "any where 1" }, /true or false/],
])("refuses %j", async (body, message) => {
  await expect(run(body)).rejects.toThrow(message);
});

it("has no answer where the time is over: a part of the events has other sequences", async () => {
  let ms = 0;
  await expect(run({ query: sequence }, 5, () => (ms += 4))).rejects.toThrow(/took too long/);
});

it("finds sequences within a block that is longer than what is judged at once", async () => {
  const long = "x".repeat(1_000);
  const count = Math.ceil((2.5 * storesLimits.judgedPieceBytes) / long.length);
  const many = Array.from({ length: count }, (_, n) => ({
    "@timestamp": new Date(Date.parse("2024-05-01T10:00:00Z") + n).toISOString(),
    event: { category: ["process"] },
    host: { id: "h1" },
    process: { name: n === 5 ? "cmd.exe" : n === count - 5 ? "whoami.exe" : "other.exe" },
    message: long,
  }));
  const targets = [{ source: await eventSource(many, { blockSize: count }), index: () => true }];
  const { matches } = await searchEql(targets, readEqlRequest({ query: sequence }), {
    nowMs,
    monotonicMs: () => 0,
  });
  expect(matches.map(({ events }) => events.map((one) => one?.id))).toEqual([["5", String(count - 5)]]);
});
