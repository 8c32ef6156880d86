import type { JsonObject, JsonValue } from "@eqlite/core/events";
import { beforeAll, describe, expect, it } from "vitest";
import { catalogue, eventSource, idsOf, nowMs } from "../search.test-support.ts";
import { searchLimits } from "../search-limits.ts";
import type { SearchSource } from "../search-source.ts";
import { readQueryDsl } from "./compile-query-dsl.ts";

const documents: readonly JsonValue[] = [
  {
    "@timestamp": "2024-05-01T10:00:00.000Z",
    process: {
      name: "cmd.exe",
      pid: 4,
      command_line: "cmd.exe /c whoami",
      args: ["cmd.exe", "/c", "whoami"],
    },
    message: "User Alice started cmd.exe on HOST-1",
    host: { ip: ["10.0.0.5", "fe80::1"] },
    event: { category: ["process"] },
  },
  {
    "@timestamp": "2024-05-01T23:30:00.000Z",
    "process.name": "CMD.EXE",
    process: { pid: 7, args: ["a*b"] },
    message: "the quick brown fox",
    host: { ip: "192.168.1.9" },
  },
  {
    "@timestamp": "2024-05-02T00:30:00.000Z",
    process: { name: "powershell.exe", pid: 1000, code_signature: { trusted: true } },
    message: "brown quick fox",
    custom: { number: 5, text: "five", when: "2024-05-02T01:00:00Z", flag: false },
  },
  {
    process: { name: "line\nbreak?" },
    message: "no time",
    custom: { number: [1, 9] },
    user: { name: "bob" },
  },
  {
    "@timestamp": "2024-05-10T11:30:00.000Z",
    empty: {},
    process: { name: null, pid: [3, 2000] },
    destination: { port: 443 },
    message: ["one two", "three"],
  },
];

let source: SearchSource;
beforeAll(async () => {
  source = await eventSource(documents);
});

const cases: readonly (readonly [string, JsonObject, string])[] = [
  ["match_all", { match_all: {} }, "0 1 2 3 4"],
  ["match_none", { match_none: {} }, ""],
  ["term is exact", { term: { "process.name": "cmd.exe" } }, "0"],
  [
    "term without regard to case",
    { term: { "process.name": { value: "cmd.exe", case_insensitive: true } } },
    "0 1",
  ],
  ["term on any item of a list", { term: { "event.category": "process" } }, "0"],
  ["term on a number written as text", { term: { "process.pid": "1000" } }, "2"],
  ["term on a number field with several values", { term: { "process.pid": 2000 } }, "4"],
  ["term on an address", { term: { "host.ip": "FE80:0::1" } }, "0"],
  ["term on a block of addresses", { term: { "host.ip": "10.0.0.0/8" } }, "0"],
  ["term on a boolean", { term: { "process.code_signature.trusted": "true" } }, "2"],
  ["term on a day", { term: { "@timestamp": "2024-05-01" } }, "0 1"],
  ["term on a word of a text", { term: { message: "quick" } }, "1 2"],
  ["a term is not analysed", { term: { message: "Quick" } }, ""],
  ["term on a field that the catalogue does not know", { term: { "custom.number": "5" } }, "2"],
  ["term on an unknown boolean", { term: { "custom.flag": false } }, "2"],
  ["terms", { terms: { "process.name": ["cmd.exe", "powershell.exe"] } }, "0 2"],
  ["terms without values", { terms: { "process.name": [] } }, ""],
  ["terms of numbers", { terms: { "process.pid": [1, 2, 3, 4, 5, 6, 7] } }, "0 1 4"],
  ["the caseless field", { term: { "process.name.caseless": "Cmd.exe" } }, "0 1"],
  ["the keyword field of a text", { term: { "process.name.keyword": "cmd.exe" } }, "0"],
  ["the text field", { match: { "process.command_line.text": "WHOAMI" } }, "0"],
  ["exists", { exists: { field: "process.name" } }, "0 1 2 3"],
  ["exists on an object", { exists: { field: "process.code_signature" } }, "2"],
  ["exists on an unknown field", { exists: { field: "custom.text" } }, "2"],
  ["wildcard", { wildcard: { "process.name": { value: "*.exe" } } }, "0 2"],
  [
    "wildcard without regard to case",
    { wildcard: { "process.name": { value: "c?d.*", case_insensitive: true } } },
    "0 1",
  ],
  ["wildcard matches line breaks", { wildcard: { "process.name": "line*break?" } }, "3"],
  ["wildcard with an escape", { wildcard: { "process.args": "a\\*?" } }, "1"],
  ["wildcard with an escape over a line break", { wildcard: { "process.name": "line*\\?" } }, "3"],
  ["prefix", { prefix: { "process.name": "power" } }, "2"],
  ["a prefix has no wildcards", { prefix: { "process.args": "a*" } }, "1"],
  ["regexp", { regexp: { "process.name": "(cmd|powershell)\\.exe" } }, "0 2"],
  [
    "regexp without regard to case",
    { regexp: { "process.name": { value: "cmd.*", case_insensitive: true } } },
    "0 1",
  ],
  ["match on a keyword", { match: { "process.name": "cmd.exe" } }, "0"],
  ["match on a text: any word", { match: { message: "Quick ALICE" } }, "0 1 2"],
  ["match on a text: all words", { match: { message: { query: "fox quick", operator: "and" } } }, "1 2"],
  [
    "match on a text: all words, each in any of its values",
    { match: { message: { query: "three one", operator: "and" } } },
    "4",
  ],
  [
    "match on a text: all words, of which one is missing",
    { match: { message: { query: "one five", operator: "and" } } },
    "",
  ],
  ["match_phrase does not go on in the next value", { match_phrase: { message: "two three" } }, ""],
  ["match_phrase", { match_phrase: { message: "quick brown" } }, "1"],
  ["match_phrase_prefix", { match_phrase_prefix: { message: "quick bro" } }, "1"],
  ["multi_match", { multi_match: { query: "cmd.exe", fields: ["process.name^3", "message"] } }, "0"],
  ["multi_match is lenient", { multi_match: { query: "bob", fields: ["user.*", "process.pid"] } }, "3"],
  ["range of numbers", { range: { "process.pid": { gte: 4, lt: 1000 } } }, "0 1"],
  ["one value is within both bounds", { range: { "process.pid": { gt: 3, lt: 2000 } } }, "0 1 2"],
  ["range of texts", { range: { "process.name": { gte: "a", lt: "d" } } }, "0"],
  ["range of addresses", { range: { "host.ip": { gte: "10.0.0.0", lte: "10.0.0.255" } } }, "0"],
  ["range of unknown numbers", { range: { "custom.number": { gt: 1, lt: 9 } } }, "2"],
  ["range of unknown dates", { range: { "custom.when": { gte: "2024-05-02", lt: "2024-05-03" } } }, "2"],
  ["range: up to a day includes it", { range: { "@timestamp": { lte: "2024-05-01" } } }, "0 1"],
  ["range: before a day", { range: { "@timestamp": { lt: "2024-05-02" } } }, "0 1"],
  ["range: after a day", { range: { "@timestamp": { gt: "2024-05-01" } } }, "2 4"],
  ["range in a zone", { range: { "@timestamp": { gte: "2024-05-02", time_zone: "+02:00" } } }, "1 2 4"],
  ["range: now", { range: { "@timestamp": { gte: "now-1h" } } }, "4"],
  ["range: rounded", { range: { "@timestamp": { gte: "now-9d/d", lt: "now-8d/d" } } }, "0 1"],
  [
    "range: rounded in a zone",
    { range: { "@timestamp": { gte: "now-8d/d", time_zone: "+02:00" } } },
    "1 2 4",
  ],
  ["range: anchor and date math", { range: { "@timestamp": { gte: "2024-05-01||+1d", lte: "now" } } }, "2 4"],
  [
    "range: milliseconds",
    { range: { "@timestamp": { gte: 1714608000000, lte: "1714700000000", format: "epoch_millis" } } },
    "2",
  ],
  [
    "range: seconds",
    { range: { "@timestamp": { gte: 1714608000, lte: 1714700000, format: "epoch_second" } } },
    "2",
  ],
  ["range: the old names", { range: { "process.pid": { from: 4, to: 7, include_upper: false } } }, "0"],
  ["range without bounds", { range: { "process.pid": {} } }, "0 1 2 4"],
  ["an event query of the language", { eql: { query: 'process where process.name : "cmd.exe"' } }, "0"],
  ["of any category", { eql: { query: 'any where process.name : "cmd.exe"' } }, "0 1"],
  [
    "beside other queries",
    {
      bool: { must: [{ eql: { query: "any where true" } }], must_not: [{ exists: { field: "user.name" } }] },
    },
    "0 1 2 4",
  ],
  [
    "with another field of categories",
    { eql: { query: "bob where true", event_category_field: "user.name" } },
    "3",
  ],
  ["ids", { ids: { values: ["1", "4", "nobody"] } }, "1 4"],
  ["_id among others", { bool: { should: [{ term: { _id: "3" } }, { term: { "process.pid": 4 } }] } }, "0 3"],
  ["not _id", { bool: { must_not: { terms: { _id: ["0", "1"] } } } }, "2 3 4"],
  ["_index", { term: { _index: "logs-test-*" } }, "0 1 2 3 4"],
  ["another _index", { prefix: { _index: "metrics" } }, ""],
  [
    "bool: must and filter",
    { bool: { must: { term: { message: "quick" } }, filter: [{ exists: { field: "custom" } }] } },
    "",
  ],
  ["bool: must_not", { bool: { must_not: [{ exists: { field: "@timestamp" } }] } }, "3"],
  [
    "bool: should alone",
    { bool: { should: [{ term: { "process.pid": 4 } }, { term: { "process.pid": 7 } }] } },
    "0 1",
  ],
  [
    "bool: should beside filter is optional",
    { bool: { filter: [{ exists: { field: "process.pid" } }], should: [{ match_none: {} }] } },
    "0 1 2 4",
  ],
  [
    "bool: minimum_should_match",
    {
      bool: {
        minimum_should_match: "67%",
        should: [
          { exists: { field: "process.pid" } },
          { match: { message: "fox" } },
          { exists: { field: "host.ip" } },
        ],
      },
    },
    "0 1 2",
  ],
  ["bool: nothing", { bool: {} }, "0 1 2 3 4"],
  ["constant_score", { constant_score: { filter: { term: { "process.pid": 4 } }, boost: 2 } }, "0"],
  ["nested", { nested: { path: "process", query: { term: { "process.pid": 4 } } } }, "0"],
];

const strings: readonly (readonly [string, string])[] = [
  ["process.name:cmd.exe", "0"],
  ["process.name:*.exe", "0 2"],
  ["process.name:(cmd.exe OR powershell.exe)", "0 2"],
  ["process.name:cmd.exe AND process.pid:4", "0"],
  ["process.name:cmd.exe process.pid:7", "0 1"],
  ["NOT _exists_:process.pid", "3"],
  ["process.pid:>=1000", "2 4"],
  ["process.pid:[4 TO 7]", "0 1"],
  ["process.pid:{4 TO 7]", "1"],
  ["process.pid:[1000 TO *]", "2 4"],
  ["@timestamp:[2024-05-01 TO 2024-05-01]", "0 1"],
  ['message:"quick brown"', "1"],
  ["+message:quick -message:the", "2"],
  ["message:quick && !message:the", "2"],
  ["quick", "1 2"],
  ["process.args:a\\*b", "1"],
  ["process.name:/c.d\\.exe/", "0"],
  ["process.pid:*", "0 1 2 4"],
  ["custom.\\*:five", ""],
  ["host.ip:10.0.0.0\\/8", "0"],
  ["process.name:cmd.exe^2 OR (process.pid:7 AND message:fox)", "0 1"],
  ["", ""],
];

describe("a query finds", () => {
  it.each(cases)("%s", async (_, query, expected) => {
    expect((await idsOf(source, query)).join(" ")).toBe(expected);
  });

  it.each(strings)("query_string %s", async (query, expected) => {
    expect((await idsOf(source, { query_string: { query } })).join(" ")).toBe(expected);
  });

  it.each([
    ["quick +brown", "1 2"],
    ["quick | alice", "0 1 2"],
    ["quick + alice", ""],
    ["quick -the", "0 1 2 3 4"],
    ["quick + -the", "2"],
    ["fo*", "1 2"],
    ['"quick brown" | (nothing', "1"],
    [")) fox", "1 2"],
  ])("simple_query_string %s", async (query, expected) => {
    const body = { query, fields: ["message"] };
    expect((await idsOf(source, { simple_query_string: body })).join(" ")).toBe(expected);
  });

  it("default_operator and", async () => {
    const query = { query_string: { query: "fox the", default_field: "message", default_operator: "AND" } };
    expect(await idsOf(source, query)).toEqual(["1"]);
  });
});

const nest = (depth: number): JsonObject =>
  depth === 0 ? { match_all: {} } : { bool: { must: [nest(depth - 1)] } };

describe("a query is refused", () => {
  it.each<readonly [string, JsonObject, RegExp]>([
    [
      "unknown kind",
      { bool: { must: [{ nonsense: {} }] } },
      /^query\.bool\.must\[0\]: unknown query \[nonsense\]/,
    ],
    ["two kinds", { match_all: {}, term: {} }, /exactly one kind of query/],
    ["unknown member", { bool: { mustnt: [] } }, /^query\.bool: \[mustnt\] is not supported/],
    ["a lookup of terms", { terms: { a: { index: "b", id: "1", path: "c" } } }, /a list of values/],
    ["no number", { term: { "process.pid": "four" } }, /^query\.term\.process\.pid: \[four\] is no number/],
    ["no date", { range: { "@timestamp": { gte: "yesterday" } } }, /is no date/],
    ["no address", { term: { "host.ip": "10.0.0" } }, /neither an address/],
    ["a format", { range: { "@timestamp": { gte: "1", format: "dd/MM" } } }, /\[dd\/MM\] is not supported/],
    [
      "a zone by name",
      { range: { "@timestamp": { gte: "now", time_zone: "Europe/Berlin" } } },
      /is no offset/,
    ],
    ["a regular expression", { regexp: { "process.name": "(a" } }, /cannot be used/],
    ["fuzziness", { match: { message: { query: "a", fuzziness: "AUTO" } } }, /only 0 is supported/],
    ["an open parenthesis", { query_string: { query: "(a" } }, /parenthesis is not closed/],
    ["a closed parenthesis", { query_string: { query: "a)" } }, /not expected here/],
    ["a query of the language that is wrong", { eql: { query: "process wher true" } }, /^line 1:9: /],
    [
      "a sequence among other queries",
      { bool: { filter: { eql: { query: "sequence [any where true] [any where true]" } } } },
      /^query\.bool\.filter\.eql: only event queries without pipes/,
    ],
    [
      "pipes among other queries",
      { eql: { query: "any where true | head 5" } },
      /only event queries without/,
    ],
    ["an open phrase", { query_string: { query: 'a:"b' } }, /phrase is not closed/],
  ])("%s", (_, query, message) => {
    expect(() => readQueryDsl(query, { catalogue, nowMs })).toThrow(message);
  });

  it("beyond its bounds and not before", () => {
    const read = (query: JsonObject): unknown => readQueryDsl(query, { catalogue, nowMs });
    read(nest(searchLimits.maxQueryDepth));
    expect(() => read(nest(searchLimits.maxQueryDepth + 1))).toThrow(/nest/);
    const clauses = (count: number): JsonObject => ({
      bool: { filter: Array(count).fill({ match_all: {} }) },
    });
    read(clauses(searchLimits.maxClauses - 1));
    expect(() => read(clauses(searchLimits.maxClauses))).toThrow(/clauses/);
    const terms = (count: number): JsonObject => ({ terms: { "user.name": Array(count).fill("a") } });
    read(terms(searchLimits.maxTerms));
    expect(() => read(terms(searchLimits.maxTerms + 1))).toThrow(/values are taken/);
    const text = (length: number): JsonObject => ({ query_string: { query: "a".repeat(length) } });
    read(text(searchLimits.maxTextLength));
    expect(() => read(text(searchLimits.maxTextLength + 1))).toThrow(/characters/);
    const choices = (least: number): JsonObject => ({
      bool: { should: Array(16).fill({ match_all: {} }), minimum_should_match: least },
    });
    read(choices(2));
    expect(() => read(choices(8))).toThrow(/ways to choose/);
    const open = (depth: number): JsonObject => ({
      query_string: { query: `${"(".repeat(depth)}a${")".repeat(depth)}` },
    });
    read(open(searchLimits.maxQueryDepth));
    expect(() => read(open(searchLimits.maxQueryDepth + 1))).toThrow(/nest/);
  });
});

describe("a query that would be written out to too many tests is refused", () => {
  const read = (query: JsonObject): unknown => readQueryDsl(query, { catalogue, nowMs });

  it("objects with many fields", () => {
    const exists = (count: number): JsonObject => ({
      bool: { should: Array(count).fill({ exists: { field: "process" } }) },
    });
    read(exists(2));
    expect(() => read(exists(1_000))).toThrow(/tests of single fields/);
  });

  it("choices within choices", () => {
    const choose = (depth: number): JsonObject =>
      depth === 0
        ? { term: { a: 1 } }
        : { bool: { should: Array(10).fill(choose(depth - 1)), minimum_should_match: 2 } };
    read(choose(2));
    expect(() => read(choose(3))).toThrow(/tests of single fields/);
  });

  it("many patterns", () => {
    const patterns = (count: number): JsonObject => ({
      multi_match: { query: "a", fields: Array.from({ length: count }, (_, i) => `a${i}*`) },
    });
    read(patterns(searchLimits.maxFieldPatterns));
    expect(() => read(patterns(searchLimits.maxFieldPatterns + 1))).toThrow(/patterns of field names/);
  });

  it("patterns within patterns of field names", () => {
    const nested = "process.*:(process.*:(process.*:(a)))";
    expect(() => read({ query_string: { query: nested } })).toThrow(/clauses|fields/);
  });
});

describe("what must hold", () => {
  const needs = (query: JsonObject) => readQueryDsl(query, { catalogue, nowMs }).needs;

  it("times and values of a conjunction", () => {
    const found = needs({
      bool: {
        filter: [
          { range: { "@timestamp": { gte: "2024-05-01T00:00:00Z", lt: "2024-05-02T00:00:00Z" } } },
          { range: { "event.ingested": { gte: "2024-05-01T00:00:00Z", lt: "2024-05-03T00:00:00Z" } } },
          { terms: { "process.name": ["a", "b"] } },
          { bool: { should: [{ term: { "user.name": "x" } }, { term: { "user.name": "y" } }] } },
        ],
      },
    });
    expect(found.times).toEqual({ fromMs: Date.parse("2024-05-01"), toMs: Date.parse("2024-05-02") });
    expect(found.ingestedFromMs).toBe(Date.parse("2024-05-01"));
    expect(found.values).toEqual([
      [{ field: "process.name", texts: ["a", "b"] }],
      [{ field: "user.name", texts: ["x", "y"] }],
    ]);
  });

  it("of alternatives one value of either, over several fields", () => {
    const is = (field: string, value: string) => ({ term: { [field]: value } });
    const both = (...filter: readonly JsonObject[]) => ({ bool: { filter } });
    const either = (...should: readonly JsonObject[]) => ({ bool: { should } });
    const of = (field: string, ...texts: readonly string[]) => ({ field, texts });
    expect(needs(either(is("event.code", "1"), is("user.name", "x"))).values).toEqual([
      [of("event.code", "1"), of("user.name", "x")],
    ]);
    const [a, b, c, d] = [
      is("event.code", "1"),
      is("user.name", "x"),
      is("event.code", "2"),
      is("host.id", "h"),
    ];
    expect(needs(either(both(a, b), both(c, d))).values).toEqual([
      [of("event.code", "1", "2")],
      [of("event.code", "1"), of("host.id", "h")],
      [of("user.name", "x"), of("event.code", "2")],
      [of("user.name", "x"), of("host.id", "h")],
    ]);
  });

  it("not more of alternatives than the bounds allow", () => {
    const lists = (count: number, each: number) => ({
      bool: {
        filter: Array.from({ length: count }, (_, at) => ({
          terms: { "user.name": Array.from({ length: each }, (__, value) => `${at}-${value}`) },
        })),
      },
    });
    const { maxLookups, maxAlternatives } = searchLimits;
    const some = (count: number, each: number, other: JsonObject) =>
      needs({ bool: { should: [lists(count, each), other] } }).values;
    const other = { term: { "host.id": "h" } };
    expect(some(maxLookups, 2, other)).toHaveLength(maxLookups);
    expect(some(maxLookups + 1, 2, other)).toHaveLength(maxLookups);
    expect(some(1, maxAlternatives - 1, other)).toHaveLength(1);
    expect(some(1, maxAlternatives, other)).toEqual([]);
  });

  it("nothing of a disjunction with something else, and of a negation", () => {
    const term = { term: { "user.name": "x" } };
    expect(needs({ bool: { should: [term, { exists: { field: "a" } }] } }).values).toEqual([]);
    expect(needs({ bool: { must_not: [term] } }).values).toEqual([]);
  });

  it("ids and indices", () => {
    expect(needs({ ids: { values: ["a"] } }).ids).toEqual(new Set(["a"]));
    const [test] = needs({ term: { _index: "logs-*" } }).indices;
    expect([test?.("logs-a"), test?.("other")]).toEqual([true, false]);
  });
});
