import { parseSchema } from "@eqlite/core/events";
import { defaultSearchOptions, type SearchOptions } from "@eqlite/core/lang";
import { joinKeyJson } from "@eqlite/core/match";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { prepareQuery } from "./prepare-query.ts";
import { runQuery } from "./run-query.ts";

const folder = scratchFolder();
const event = (second: number, name: string, more: object = {}): object => ({
  "@timestamp": `2026-05-01T10:00:0${second}Z`,
  event: { category: "process" },
  host: { id: "h1" },
  process: { name },
  ...more,
});
// Deliberately not in the order of time.
const logs = folder.write("logs.ndjson", [
  event(3, "c", { acme: { score: 9.5, when: "2026-05-01" } }),
  event(1, "a", { acme: { score: 7, when: "2026-04-01" } }),
  event(2, "b"),
]);

const all: SearchOptions = { ...defaultSearchOptions, size: Number.MAX_SAFE_INTEGER };

async function query(
  text: string,
  search: Partial<SearchOptions> = {},
  schemaFields?: Record<string, string>,
) {
  const options = { ...all, ...search };
  const parsed = schemaFields === undefined ? undefined : parseSchema({ fields: schemaFields });
  const schema = parsed?.ok === true ? parsed.catalogue : undefined;
  const prepared = await prepareQuery(text, [logs], { search: options, schema, nowMs: 0 });
  if (!prepared.query.ok)
    return prepared.query.diagnostics.map(({ code, primary }) => `${code} at ${primary.span.from}`);
  const { matches } = await runQuery(prepared.query.value, [logs], {
    search: options,
    catalogue: prepared.catalogue,
  });
  return matches.map(({ key, events }) => {
    const lines = events.map((found) => found?.source.record ?? "missing").join(" ");
    return key === undefined ? lines : `${joinKeyJson(key)}: ${lines}`;
  });
}

describe("a query over files", () => {
  it.each([
    ["events, oldest first", "process where true", {}, ["2", "3", "1"]],
    ["the last by default", "process where true", { size: 2 }, ["3", "1"]],
    ["the first if asked for", "process where true", { size: 2, resultPosition: "head" }, ["2", "3"]],
    ["none at all", "process where true", { size: 0 }, []],
    ["pipes", "process where true | head 1", {}, ["2"]],
    ["a field that only the events know", "process where acme.score > 8", {}, ["1"]],
    ["its type taken from the events", 'process where acme.when < "2026-04-15"', {}, ["2"]],
    ["a field that nobody knows", "process where acme.socre > 8", {}, ["EQL201 at 14"]],
    ["the same, if it may be missing", "process where ?acme.socre > 8", {}, []],
    [
      "a sequence",
      'sequence by host.id [any where process.name == "a"] [any where process.name == "c"]',
      {},
      ["h1: 2 1"],
    ],
    [
      "a missing event",
      'sequence by host.id with maxspan=5s [any where process.name == "a"] ![any where process.name == "x"] [any where process.name == "c"]',
      {},
      ["h1: 2 missing 1"],
    ],
    [
      "a sample",
      'sample by host.id [any where process.name == "c"] [any where process.name == "b"]',
      {},
      ["h1: 1 3"],
    ],
    ["another category field", "c where true", { eventCategoryField: "process.name" }, ["1"]],
    ["another time field", "process where ?acme.when != null", { timestampField: "acme.when" }, ["2", "1"]],
  ] as const)("%s", async (_, text, search, expected) => {
    expect(await query(text, search)).toEqual(expected);
  });

  it("knows only the schema where one is given", async () => {
    const schema = { "process.name": "keyword", "event.category": "keyword", "@timestamp": "date" };
    expect(await query('process where process.name == "a"', {}, schema)).toEqual(["2"]);
    expect(await query('process where host.id == "h1"', {}, schema)).toEqual(["EQL201 at 14"]);
  });

  it("stops when it is interrupted while it learns the fields", async () => {
    const signal = AbortSignal.abort();
    const prepared = prepareQuery("process where acme.score > 8", [logs], {
      search: all,
      schema: undefined,
      nowMs: 0,
      signal,
    });
    await expect(prepared).rejects.toThrow("aborted");
  });
});
