import type { JsonObject, JsonValue } from "@eqlite/core/events";
import fc from "fast-check";
import { expect, it } from "vitest";
import { naivelyMatches } from "../naive-query.test-support.ts";
import { eventSource, searchIn } from "../search.test-support.ts";

const names = fc.constantFrom("a", "A", "ab", "aB", "b*", "a\\b", "", "ä");
const words = fc
  .array(fc.constantFrom("ab", "AB", "b", "c-ab", "x"), { maxLength: 4 })
  .map((list) => list.join(" "));
const numbers = fc.constantFrom(0, 1, 2, 3, 10, -1);
const times = fc.constantFrom(
  "2024-05-01T00:00:00.000Z",
  "2024-05-01T00:00:00.001Z",
  "2024-05-02T12:00:00.000Z",
  "2024-05-03T00:00:00.000Z",
);
const oneOrMany = <T extends JsonValue>(item: fc.Arbitrary<T>): fc.Arbitrary<JsonValue> =>
  fc.oneof(item, fc.array(item, { maxLength: 3 }));

const nested = fc.record(
  { name: oneOrMany(names), pid: oneOrMany(fc.oneof(numbers, numbers.map(String))) },
  { requiredKeys: [] },
);
const documents = fc.record(
  {
    "@timestamp": times,
    process: fc.oneof(nested, fc.array(nested, { maxLength: 2 })),
    "process.name": names,
    user: fc.record({ name: names }),
    message: oneOrMany(words),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;

const keyword = fc.constantFrom("process.name", "user.name");
const bounds = <T extends JsonValue>(item: fc.Arbitrary<T>) =>
  fc
    .record({ gt: item, gte: item, lt: item, lte: item }, { requiredKeys: [] })
    .filter((b) => Object.keys(b).length > 0);
const pair = (
  kind: string,
  field: fc.Arbitrary<string>,
  value: fc.Arbitrary<unknown>,
): fc.Arbitrary<JsonObject> =>
  fc.tuple(field, value).map(([name, body]) => ({ [kind]: { [name]: body as JsonValue } }));
const just = (text: string) => fc.constant(text);

const leaves: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant({ match_all: {} }),
  pair(
    "term",
    keyword,
    fc.oneof(names, fc.record({ value: fc.constantFrom("a", "AB", "aB"), case_insensitive: fc.boolean() })),
  ),
  pair("term", just("process.pid"), fc.oneof(numbers, numbers.map(String))),
  pair("term", just("message"), fc.constantFrom("ab", "c", "AB")),
  pair("terms", keyword, fc.array(names, { minLength: 1, maxLength: 12 })),
  pair("terms", just("process.pid"), fc.array(numbers, { minLength: 1, maxLength: 8 })),
  pair(
    "wildcard",
    keyword,
    fc.record({
      value: fc.constantFrom("*", "a*", "?b", "*b*", "b\\*", "a?", "ä*"),
      case_insensitive: fc.boolean(),
    }),
  ),
  pair("prefix", keyword, fc.constantFrom("a", "b*", "a\\", "")),
  pair("match", keyword, names),
  pair("match", just("message"), fc.record({ query: words, operator: fc.constantFrom("and", "or") })),
  pair("range", just("process.pid"), bounds(numbers)),
  pair("range", keyword, bounds(names)),
  pair("range", just("@timestamp"), bounds(times)),
  fc
    .constantFrom("process.name", "process.pid", "@timestamp", "message", "user.name")
    .map((field) => ({ exists: { field } })),
  fc
    .array(fc.integer({ min: 0, max: 7 }).map(String), { maxLength: 3 })
    .map((values) => ({ ids: { values } })),
);

const { query: queries } = fc.letrec<{ query: JsonObject }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3 },
    leaves,
    fc
      .record(
        {
          must: fc.array(tie("query"), { maxLength: 2 }),
          filter: fc.array(tie("query"), { maxLength: 2 }),
          should: fc.array(tie("query"), { maxLength: 3 }),
          must_not: fc.array(tie("query"), { maxLength: 2 }),
          minimum_should_match: fc.integer({ min: 0, max: 3 }),
        },
        { requiredKeys: [] },
      )
      .map((bool): JsonObject => ({ bool })),
  ),
}));

it("a query finds the same as one that is read naively, document by document", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(documents, { maxLength: 8 }), queries, async (given, query) => {
      const source = await eventSource(given);
      const expected = given.flatMap((document, i) =>
        naivelyMatches(query, document, String(i)) ? [String(i)] : [],
      );
      const byArrival = await searchIn(source, { query, sort: ["_doc"] });
      expect(byArrival.hits.map(({ id }) => id)).toEqual(expected);
      expect(byArrival.total).toEqual({ value: expected.length, relation: "eq" });
      const [newest] = (await searchIn(source, { query, size: 1, track_total_hits: false })).hits;
      expect(newest?.id).toBe(expected.at(-1));
    }),
    { numRuns: 300 },
  );
});
