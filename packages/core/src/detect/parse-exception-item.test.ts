import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../events/index.ts";
import { isExpired } from "./exception-item.ts";
import { exceptionLimits } from "./exception-limits.ts";
import { describeDiagnostics, itemBase } from "./exceptions.test-support.ts";
import { parseExceptionItem } from "./parse-exception-item.ts";

const entry: JsonObject = { type: "match", field: "host.name", operator: "included", value: "a" };

function parse(fields: JsonObject) {
  const { locate, describe: describeAll } = describeDiagnostics();
  const checked = parseExceptionItem(fields, { locate });
  return { found: describeAll(checked.diagnostics), item: checked.ok ? checked.value : undefined };
}

describe("an exception item", () => {
  it("is read whole, every kind of entry", () => {
    const { item, found } = parse({
      ...itemBase,
      entries: [
        entry,
        { type: "match_any", field: "b", operator: "excluded", value: ["x", "y"] },
        { type: "exists", field: "c", operator: "included" },
        { type: "match_wildcard", field: "d", operator: "included", value: "C:\\\\*" },
        { type: "list", field: "e", operator: "included", list: { id: "ips", type: "ip" } },
        {
          type: "nested",
          field: "sig",
          entries: [{ type: "match", field: "name", operator: "included", value: "ACME" }],
        },
      ],
      expire_time: "2026-05-01T10:00:00Z",
      os_types: ["windows", "macos"],
      tags: ["t"],
      comments: [{ comment: "agreed with Bob" }],
      namespace_type: "agnostic",
      eqlite_stage: 1,
      // What servers add is no matter.
      created_at: "2026-01-01T00:00:00Z",
      tie_breaker_id: "x",
    });
    expect(found).toEqual([]);
    expect(item).toEqual({
      itemId: "i-1",
      listId: "l-1",
      name: "Backups",
      description: "The backup tool.",
      entries: [
        { type: "match", field: "host.name", excluded: false, value: "a" },
        { type: "match_any", field: "b", excluded: true, values: ["x", "y"] },
        { type: "exists", field: "c", excluded: false },
        { type: "match_wildcard", field: "d", excluded: false, pattern: "C:\\\\*" },
        { type: "list", field: "e", excluded: false, listId: "ips", listType: "ip" },
        {
          type: "nested",
          field: "sig",
          entries: [{ type: "match", field: "name", excluded: false, value: "ACME" }],
        },
      ],
      expireMs: Date.UTC(2026, 4, 1, 10),
      osTypes: ["windows", "macos"],
      tags: ["t"],
      comments: [{ comment: "agreed with Bob" }],
      namespaceType: "agnostic",
      stage: 1,
    });
  });

  it.each<readonly [string, JsonObject, readonly string[]]>([
    ["nothing", {}, ["list_id", "name", "type", "entries", "item_id"].map((name) => `RULE201 ${name}`)],
    ["no entries", { ...itemBase, entries: [] }, ["RULE202 entries"]],
    ["entries that are none", { ...itemBase, entries: "all" }, ["RULE202 entries"]],
    ["another type", { ...itemBase, type: "complex", entries: [entry] }, ["RULE202 type"]],
    ["an unknown system", { ...itemBase, entries: [entry], os_types: ["amiga"] }, ["RULE202 os_types.0"]],
    ["no date", { ...itemBase, entries: [entry], expire_time: "tomorrow" }, ["RULE202 expire_time"]],
    ["a stage below zero", { ...itemBase, entries: [entry], eqlite_stage: -1 }, ["RULE202 eqlite_stage"]],
    [
      "an unknown kind of entry",
      { ...itemBase, entries: [{ ...entry, type: "like" }] },
      ["RULE202 entries.0.type"],
    ],
    [
      "a match of several values",
      { ...itemBase, entries: [{ ...entry, value: ["a"] }] },
      ["RULE202 entries.0.value"],
    ],
    [
      "an entry without all it needs",
      { ...itemBase, entries: [{ type: "match" }, { type: "list", field: "f" }] },
      [
        "RULE201 entries.0.field",
        "RULE201 entries.0.operator",
        "RULE201 entries.0.value",
        "RULE201 entries.1.operator",
        "RULE201 entries.1.list",
      ],
    ],
    [
      "any of no values",
      { ...itemBase, entries: [{ ...entry, type: "match_any", value: [] }] },
      ["RULE202 entries.0.value"],
    ],
    [
      "an unknown type of list",
      {
        ...itemBase,
        entries: [{ type: "list", field: "f", operator: "included", list: { id: "l", type: "geo" } }],
      },
      ["RULE202 entries.0.list.type"],
    ],
    [
      "nested entries of no kind, and nested ones in nested ones",
      {
        ...itemBase,
        entries: [
          { type: "nested", field: "f", entries: [] },
          { type: "nested", field: "f", entries: [{ type: "nested", field: "g", entries: [] }] },
        ],
      },
      ["RULE202 entries.0.entries", "RULE202 entries.1.entries.0.type"],
    ],
  ])("with %s is refused", (_what, fields, expected) => {
    expect(parse(fields).found).toEqual(expected);
  });

  it("names what it is in its messages", () => {
    const { diagnostics } = parseExceptionItem({});
    expect(diagnostics[0]?.message).toBe("The exception has no `list_id`.");
  });

  it("may take an id from outside", () => {
    const { item_id: _, ...rest } = itemBase;
    const parsed = parseExceptionItem({ ...rest, entries: [entry] }, { itemIdIfAbsent: "made-up" });
    expect(parsed.ok && parsed.value.itemId).toBe("made-up");
  });

  it("has at most so many entries, also inside of others, and values of some length", () => {
    const { maxEntries, maxValueLength } = exceptionLimits;
    const many = (count: number): readonly JsonObject[] => Array.from({ length: count }, () => entry);
    const nested = (count: number): JsonObject => ({ type: "nested", field: "f", entries: many(count) });
    expect(parse({ ...itemBase, entries: many(maxEntries) }).found).toEqual([]);
    expect(parse({ ...itemBase, entries: many(maxEntries + 1) }).found).toEqual(["RULE202 entries"]);
    expect(parse({ ...itemBase, entries: [entry, nested(maxEntries - 1)] }).found).toEqual([]);
    expect(parse({ ...itemBase, entries: [entry, nested(maxEntries)] }).found).toEqual(["RULE202 entries"]);
    const long = (length: number): JsonObject => ({ ...entry, value: "x".repeat(length) });
    expect(parse({ ...itemBase, entries: [long(maxValueLength)] }).found).toEqual([]);
    expect(parse({ ...itemBase, entries: [long(maxValueLength + 1)] }).found).toEqual([
      "RULE202 entries.0.value",
    ]);
  });

  it("never throws, whatever it is given", () => {
    const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;
    const fields = fc.dictionary(
      fc.constantFrom("item_id", "entries", "os_types", "expire_time", "comments", "type", "eqlite_stage"),
      fc.oneof(
        json,
        fc.array(fc.dictionary(fc.constantFrom("type", "field", "value", "list", "entries"), json)),
      ),
    );
    fc.assert(
      fc.property(fields as fc.Arbitrary<JsonObject>, (given) => {
        const parsed = parseExceptionItem(given);
        expect(parsed.ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe("an item expires", () => {
  it.each([
    [undefined, 5, false],
    [5, 4, false],
    [5, 5, true],
    [5, 6, true],
  ])("at %j, at %j it has: %j", (expireMs, nowMs, expected) => {
    expect(isExpired({ expireMs }, nowMs)).toBe(expected);
  });
});
