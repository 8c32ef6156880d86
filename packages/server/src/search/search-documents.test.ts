import type { JsonObject } from "@eqlite/core/events";
import { beforeAll, describe, expect, it } from "vitest";
import { storesLimits } from "../stores/stores-limits.ts";
import { eventSource, searchIn } from "./search.test-support.ts";
import { searchLimits } from "./search-limits.ts";
import type { SearchBlock, SearchSource } from "./search-source.ts";

const day = (n: number): string => `2024-05-0${n}T00:00:00.000Z`;
// Arrived in the order of their numbers, which is not that of their times.
const documents: readonly JsonObject[] = [
  { "@timestamp": day(3), user: { name: "a" }, n: [5, 1] },
  { "@timestamp": day(1), user: { name: "b" }, n: 4 },
  { user: { name: "a" } },
  { "@timestamp": day(5), user: { name: "c" }, n: 2, host: { ip: ["10.0.0.9", "9.0.0.1"] } },
  { "@timestamp": day(2), n: 3, message: { nested: { deep: 1 } } },
  { "@timestamp": day(4), user: { name: "a" }, n: 3 },
];

let source: SearchSource;
beforeAll(async () => {
  source = await eventSource(documents, { blockSize: 2 });
});

const ids = async (body: JsonObject): Promise<string> =>
  (await searchIn(source, body)).hits.map(({ id }) => id).join(" ");

describe("hits come", () => {
  it.each<readonly [string, JsonObject, string]>([
    ["newest first", {}, "5 4 3 2 1 0"],
    ["by arrival", { sort: ["_doc"] }, "0 1 2 3 4 5"],
    ["by time, those without one last", { sort: { "@timestamp": "desc" } }, "3 5 0 4 1 2"],
    ["by time ascending", { sort: [{ "@timestamp": { order: "asc" } }] }, "1 4 0 5 3 2"],
    [
      "with the missing first",
      { sort: [{ "@timestamp": { order: "desc", missing: "_first" } }] },
      "2 3 5 0 4 1",
    ],
    ["with something for the missing", { sort: [{ n: { order: "asc", missing: 4.5 } }] }, "0 3 4 5 1 2"],
    ["by the least of several values", { sort: ["n"] }, "0 3 4 5 1 2"],
    ["by the greatest of several values", { sort: [{ n: "desc" }] }, "0 1 4 5 3 2"],
    ["by several fields", { sort: [{ "user.name": "asc" }, { "@timestamp": "desc" }] }, "5 0 2 1 3 4"],
    ["from and size", { from: 1, size: 2, sort: { "@timestamp": "desc" } }, "5 0"],
    ["none", { size: 0 }, ""],
    ["behind others", { sort: [{ n: "desc" }, "_doc"], search_after: [3, 100] }, "4 5 3 2"],
    ["behind a time as text", { sort: { "@timestamp": "desc" }, search_after: [day(4)] }, "0 4 1 2"],
    ["behind those with a value", { sort: { "@timestamp": "desc" }, search_after: [null] }, ""],
    [
      "after a filter of hits alone",
      { post_filter: { term: { "user.name": "a" } }, sort: ["_doc"] },
      "0 2 5",
    ],
  ])("%s", async (_, body, expected) => {
    expect(await ids(body)).toBe(expected);
  });

  it("page by page the same as at once", async () => {
    for (const sort of [
      [{ "@timestamp": "desc" }, "_doc"],
      [{ "user.name": "asc" }, "_doc"],
      ["_doc"],
      [{ _doc: "desc" }],
    ]) {
      const whole = (await searchIn(source, { sort })).hits.map(({ id }) => id);
      const paged: string[] = [];
      for (let after: JsonObject = {}; paged.length < 10; ) {
        const { hits } = await searchIn(source, { sort, size: 2, ...after });
        paged.push(...hits.map(({ id }) => id));
        const last = hits.at(-1);
        if (last === undefined) break;
        after = { search_after: last.sort };
      }
      expect(paged).toEqual(whole);
    }
  });

  it("with what they were sorted by", async () => {
    const sort = [
      { "@timestamp": { order: "desc", format: "strict_date_optional_time" } },
      { "@timestamp": "desc" },
      "n",
      "user.name",
    ];
    const { hits } = await searchIn(source, { sort, size: 1 });
    expect(hits[0]?.sort).toEqual([day(5), Date.parse(day(5)), 2, "c"]);
  });
});

/** Counts the blocks that are read. */
function counting(inner: SearchSource): { source: SearchSource; read: () => number } {
  let count = 0;
  const counted = (block: SearchBlock): SearchBlock => ({
    ...block,
    read() {
      count += 1;
      return block.read();
    },
  });
  return {
    read: () => count,
    source: {
      ...inner,
      async *blocks(selection) {
        for await (const block of inner.blocks(selection)) yield counted(block);
      },
    },
  };
}

describe("blocks are read", () => {
  it.each<readonly [string, JsonObject, number, JsonObject | undefined]>([
    [
      "all, where hits are counted",
      { size: 1, query: { exists: { field: "n" } } },
      3,
      { value: 5, relation: "eq" },
    ],
    ["until there are enough hits", { size: 1, track_total_hits: false }, 1, undefined],
    [
      "until all have been counted that need be",
      { size: 1, track_total_hits: 1 },
      1,
      { value: 1, relation: "gte" },
    ],
    [
      "not at all, where all documents are counted",
      { size: 0, track_total_hits: true },
      0,
      { value: 6, relation: "eq" },
    ],
    ["once, where the others can only be counted", { size: 2 }, 1, { value: 6, relation: "eq" }],
    ["by their times", { size: 1, sort: { "@timestamp": "desc" }, track_total_hits: false }, 1, undefined],
    [
      "while times overlap",
      { size: 2, sort: { "@timestamp": "desc" }, track_total_hits: false },
      2,
      undefined,
    ],
    ["by their times ascending", { size: 1, sort: "@timestamp", track_total_hits: false }, 1, undefined],
    [
      "only where the time may be",
      { query: { range: { "@timestamp": { gte: day(4) } } } },
      2,
      { value: 2, relation: "eq" },
    ],
    [
      "all for aggregations",
      { size: 0, aggs: { a: { max: { field: "n" } } }, track_total_hits: false },
      3,
      undefined,
    ],
  ])("%s", async (_, body, expected, total) => {
    const counted = counting(source);
    const answer = await searchIn(counted.source, body);
    expect(counted.read()).toBe(expected);
    expect(answer.total).toEqual(total);
  });
});

describe("a search", () => {
  it("ends when its time is over, and says so", async () => {
    let ms = 0;
    const answer = await searchIn(
      source,
      { query: { exists: { field: "n" } } },
      { deadlineMs: 10, monotonicMs: () => (ms += 4) },
    );
    expect(answer.timedOut).toBe(true);
    expect(answer.total).toEqual({ value: expect.any(Number), relation: "gte" });
    expect((await searchIn(source, { timeout: "0s" })).timedOut).toBe(true);
  });

  it("ends when nobody waits", async () => {
    const signal = AbortSignal.abort(new Error("gone"));
    await expect(searchIn(source, { query: { exists: { field: "n" } } }, { signal })).rejects.toThrow("gone");
  });

  it("ends after so many documents", async () => {
    const answer = await searchIn(source, { terminate_after: 2 });
    expect([answer.terminatedEarly, answer.hits.length]).toEqual([true, 2]);
  });

  it("goes over several sources", async () => {
    const other = await eventSource([{ "@timestamp": day(6), user: { name: "z" } }], {
      dataStream: "logs-other-default",
    });
    const { hits, total } = await searchIn([source, other], { sort: { "@timestamp": "desc" }, size: 2 });
    expect(hits.map(({ index, id }) => `${index} ${id}`)).toEqual([
      "logs-other-default 0",
      "logs-test-default 3",
    ]);
    expect(total).toEqual({ value: 7, relation: "eq" });
  });

  it("finds documents by what they say, where no id was given", async () => {
    const plain = await eventSource(documents, { withIds: false });
    const [hit] = (await searchIn(plain, { query: { term: { "user.name": "c" } } })).hits;
    expect(hit?.id).toMatch(/^[0-9a-f]{64}$/);
    const found = await searchIn(plain, { query: { ids: { values: [hit?.id ?? ""] } } });
    expect(found.hits.map(({ source: document }) => document?.["user"])).toEqual([{ name: "c" }]);
  });

  it("judges lines that are not plainly written, and shows them whole", async () => {
    const odd = await eventSource([
      { "a.b": 1, a: { b: 2, "c\n": "x" } },
      { "@timestamp": [day(1), day(2)] },
    ]);
    expect((await searchIn(odd, { query: { term: { "a.b": 2 } } })).hits[0]?.source).toEqual({
      "a.b": 1,
      a: { b: 2, "c\n": "x" },
      "event.ingested": "2024-05-10T12:00:00.000Z",
    });
    expect((await searchIn(odd, { query: { term: { "@timestamp": day(2) } } })).hits).toHaveLength(1);
  });
});

describe("documents are shown", () => {
  const shown = async (body: JsonObject) => {
    const [hit] = (await searchIn(source, { query: { ids: { values: ["3"] } }, ...body })).hits;
    return { source: hit?.source, fields: hit?.fields };
  };

  it.each<readonly [JsonObject, unknown]>([
    [{ _source: false }, undefined],
    [{ _source: ["user"] }, { user: { name: "c" } }],
    [{ _source: "host.*" }, { host: { ip: ["10.0.0.9", "9.0.0.1"] } }],
    [{ _source: { excludes: ["host", "event*", "@*"] } }, { user: { name: "c" }, n: 2 }],
    [{ _source: { includes: ["*.name", "n"], excludes: "n" } }, { user: { name: "c" } }],
  ])("%j", async (body, expected) => {
    expect((await shown(body)).source).toEqual(expected);
  });

  it("field by field", async () => {
    const fields = [
      "host.ip",
      "user.*",
      "user.name.keyword",
      { field: "@timestamp", format: "epoch_millis" },
      "nothing",
    ];
    expect((await shown({ _source: false, fields })).fields).toEqual({
      "host.ip": ["10.0.0.9", "9.0.0.1"],
      "user.name": ["c"],
      "user.name.keyword": ["c"],
      "@timestamp": [String(Date.parse(day(5)))],
    });
  });
});

describe("a request is refused", () => {
  it.each<readonly [JsonObject, RegExp]>([
    [{ nonsense: 1 }, /\[nonsense\] is not supported/],
    [{ size: searchLimits.maxWindow, from: 1 }, /\[from\] \+ \[size\]/],
    [{ size: -1 }, /a whole number/],
    [{ runtime_mappings: { a: {} } }, /not supported/],
    [{ sort: "_nonsense" }, /cannot be sorted/],
    [{ sort: [{ a: { mode: "avg" } }] }, /least of several/],
    [{ sort: "a", search_after: [1, 2] }, /2 values and 1 fields/],
    [{ sort: Array(searchLimits.maxSortFields + 1).fill("a") }, /may name/],
    [{ timeout: "soon" }, /no length of time/],
    [{ aggs: { a: { terms: { field: "a" }, max: { field: "b" } } } }, /exactly one kind/],
    [{ aggs: { a: { guess: {} } } }, /^aggs\.a: unknown aggregation \[guess\]/],
  ])("%j", async (body, message) => {
    await expect(searchIn(source, body)).rejects.toThrow(message);
  });

  it("not at its bounds", async () => {
    await searchIn(source, {
      size: searchLimits.maxWindow,
      sort: Array(searchLimits.maxSortFields).fill("a"),
    });
  });
});

it("finds events of a block that is longer than what is judged at once, each at its place", async () => {
  const long = "x".repeat(1_000);
  const count = Math.ceil((2.5 * storesLimits.judgedPieceBytes) / long.length);
  const many = Array.from({ length: count }, (_, n) => ({
    "@timestamp": new Date(Date.parse(day(1)) + n).toISOString(),
    n,
    // A line that the kernel leaves: the same key twice in another spelling.
    ...(n % 500 === 7 ? { process: { name: "odd" }, "process.name": "odd" } : {}),
    message: long,
  }));
  const longSource = await eventSource(many, { blockSize: count });
  const wanted = [3, 7, count / 2 - 1, count - 1].map(Math.floor);
  const { hits, total } = await searchIn(longSource, {
    query: { terms: { n: wanted } },
    sort: ["_doc"],
    _source: ["n"],
  });
  expect(total?.value).toBe(wanted.length);
  expect(hits.map(({ id, source: found }) => [id, found?.["n"]])).toEqual(wanted.map((n) => [String(n), n]));
  const odd = await searchIn(longSource, { query: { term: { "process.name": "odd" } }, size: 100 });
  expect(odd.hits).toHaveLength(many.filter(({ n }) => n % 500 === 7).length);
});
