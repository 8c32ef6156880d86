import type { JsonObject } from "@eqlite/core/events";
import { afterEach, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "../platform/database.test-support.ts";
import { exceptionItemJson, exceptionListJson } from "./exception-json.ts";
import { exceptionLimits } from "./exception-limits.ts";
import { createExceptionStore, type ExceptionStore } from "./exception-store.ts";
import { parseExceptionItem, parseExceptionList } from "./parse-exception.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const startMs = Date.UTC(2026, 0, 5, 12);
const by = { principal: { name: "alice" }, nowMs: startMs };
const later = { principal: { name: "bob" }, nowMs: startMs + 1_000 };
const l1 = { listId: "l1", namespaceType: "single" } as const;
const open = () => createExceptionStore(folder.open());

const conflict = expect.objectContaining({ code: "conflict" });
const notFound = expect.objectContaining({ code: "not-found" });
const badRequest = (message: RegExp) =>
  expect.objectContaining({ code: "bad-request", message: expect.stringMatching(message) });

const list = (listId: string, more: JsonObject = {}) =>
  parseExceptionList({ list_id: listId, name: `List ${listId}`, type: "detection", ...more }, "made");

const match = { type: "match", field: "process.name", operator: "included", value: "a.exe" };

function itemJson(itemId: string, more: JsonObject = {}): JsonObject {
  return {
    item_id: itemId,
    list_id: "l1",
    name: `Item ${itemId}`,
    type: "simple",
    entries: [match],
    ...more,
  };
}
const item = (itemId: string, more: JsonObject = {}) => parseExceptionItem(itemJson(itemId, more), "made");

function storeWith(...itemIds: readonly string[]): ExceptionStore {
  const store = open();
  store.createList("u1", list("l1"), by);
  itemIds.forEach((id, index) => {
    store.createItem(`u-${id}`, item(id), { ...by, nowMs: startMs + index });
  });
  return store;
}

describe("lists", () => {
  it("are stored as they were given, and there after the file is opened again", () => {
    const body = list("l1", {
      description: "about",
      namespace_type: "agnostic",
      tags: ["t"],
      os_types: ["windows"],
      meta: { n: 2n ** 60n },
    });
    const created = open().createList("u1", body, by);
    const again = open();
    expect(again.getList({ id: "u1" })).toEqual(created);
    expect(again.getList(body)).toEqual(created);
    expect(again.getList(l1)).toBeUndefined();
    expect(exceptionListJson(created)).toEqual({
      id: "u1",
      _version: "1",
      list_id: "l1",
      namespace_type: "agnostic",
      type: "detection",
      name: "List l1",
      description: "about",
      tags: ["t"],
      os_types: ["windows"],
      meta: { n: 2n ** 60n },
      version: 1,
      created_at: "2026-01-05T12:00:00.000Z",
      created_by: "alice",
      updated_at: "2026-01-05T12:00:00.000Z",
      updated_by: "alice",
    });
  });

  it("are made once in a namespace", () => {
    const store = storeWith();
    expect(() => store.createList("u2", list("l1"), by)).toThrow(conflict);
    expect(() => store.createList("u1", list("l2"), by)).toThrow(conflict);
    store.createList("u2", list("l1", { namespace_type: "agnostic" }), by);
    expect(store.findLists().total).toBe(2);
  });

  it("are updated, unless somebody else has done so in between", () => {
    const store = storeWith();
    const other = list("other", { name: "New", type: "endpoint" });
    expect(store.updateList(l1, other, { ...later, ifVersion: 1 })).toMatchObject({
      listId: "l1",
      type: "detection",
      name: "New",
      version: 2,
      createdBy: "alice",
      updatedBy: "bob",
    });
    expect(() => store.updateList(l1, other, { ...later, ifVersion: 1 })).toThrow(conflict);
    expect(() => store.updateList({ id: "none" }, other, later)).toThrow(notFound);
  });

  it("are deleted with their items", () => {
    const store = storeWith("i1");
    store.deleteList({ id: "u1" }, by);
    expect(store.getItem({ id: "u-i1" })).toBeUndefined();
    expect(() => store.deleteList(l1, by)).toThrow(notFound);
  });

  it("are found by a part of the name, by pages", () => {
    const store = open();
    for (const id of ["b", "a", "c"]) store.createList(id, list(id, { name: `Übung ${id}` }), by);
    const ids = (page: Parameters<typeof store.findLists>[0]) =>
      store.findLists(page).lists.map(({ id }) => id);
    expect(ids({ page: 1, pageSize: 2 })).toEqual(["a", "b"]);
    expect(ids({ page: 2, pageSize: 2 })).toEqual(["c"]);
    expect(store.findLists({ name: "ÜBUNG C" })).toMatchObject({ lists: [{ id: "c" }], total: 1 });
  });
});

describe("items", () => {
  it("are stored as they were given", () => {
    storeWith();
    const given = itemJson("i1", {
      description: "why",
      entries: [
        match,
        { type: "match_any", field: "user.name", operator: "excluded", value: ["a", "b"] },
        { type: "match_wildcard", field: "file.path", operator: "included", value: "C:\\\\*" },
        { type: "exists", field: "host.name", operator: "excluded" },
        { type: "nested", field: "file.pe", entries: [match] },
      ],
      expire_time: "2027-01-01T00:00:00.000Z",
      os_types: ["windows"],
      tags: ["t"],
      meta: { n: 2n ** 60n },
      eqlite_stage: 1,
      namespace_type: "single",
    });
    const created = open().createItem("u-i1", parseExceptionItem(given, "made"), by);
    const again = open();
    expect(again.getItem({ id: "u-i1" })).toEqual(created);
    expect(exceptionItemJson(created)).toMatchObject({ ...given, comments: [], _version: "1" });
    expect(created.expireMs).toBe(Date.UTC(2027, 0, 1));
  });

  it("need their list, and are made once", () => {
    const store = storeWith("i1");
    expect(() => store.createItem("u2", item("i1"), by)).toThrow(conflict);
    expect(() => store.createItem("u-i1", item("i2"), by)).toThrow(conflict);
    expect(() => store.createItem("u2", item("i2", { list_id: "none" }), by)).toThrow(notFound);
    expect(() => store.createItem("u2", item("i2", { namespace_type: "agnostic" }), by)).toThrow(notFound);
  });

  it("are updated in their list, with their comments", () => {
    const store = storeWith("i1");
    const key = { itemId: "i1", namespaceType: "single" } as const;
    store.addComment(key, "because", later);
    const updated = store.updateItem(key, item("other", { list_id: "none", name: "New" }), {
      ...later,
      ifVersion: 2,
    });
    expect(updated).toMatchObject({
      itemId: "i1",
      listId: "l1",
      name: "New",
      version: 3,
      comments: [{ comment: "because", createdMs: later.nowMs, createdBy: "bob" }],
    });
    expect(() => store.updateItem(key, item("i1"), { ...later, ifVersion: 2 })).toThrow(conflict);
    expect(store.deleteItem(key, by).id).toBe("u-i1");
    expect(() => store.deleteItem(key, by)).toThrow(notFound);
  });

  it("have comments of some length and number", () => {
    const database = folder.open();
    const store = createExceptionStore(database);
    store.createList("u1", list("l1"), by);
    store.createItem("u-i1", item("i1"), by);
    const key = { id: "u-i1" };
    const { maxComments, maxTextUnits } = exceptionLimits;
    expect(() => store.addComment(key, " ", by)).toThrow(badRequest(/comment/));
    expect(() => store.addComment(key, "x".repeat(maxTextUnits + 1), by)).toThrow(badRequest(/comment/));
    store.addComment(key, "x".repeat(maxTextUnits), by);
    database.transaction(() => {
      for (let count = 1; count < maxComments; count += 1) store.addComment(key, "x", by);
    });
    expect(() => store.addComment(key, "x", by)).toThrow(badRequest(/at most/));
  });

  it("are listed in the order in which they were made", () => {
    const store = storeWith("z", "a", "m");
    store.createList("u2", list("l2"), by);
    store.createItem("u-o", item("o", { list_id: "l2" }), { ...by, nowMs: startMs - 1 });
    const l2 = { listId: "l2", namespaceType: "single" } as const;
    expect(store.itemsOf([l1, l2]).map(({ itemId }) => itemId)).toEqual(["o", "z", "a", "m"]);
    expect(store.itemsOf([])).toEqual([]);
    expect(store.findItems([l1], { page: 2, pageSize: 2 })).toMatchObject({
      items: [{ itemId: "m" }],
      total: 3,
    });
    expect(store.findItems([l1], { name: "ITEM A" })).toMatchObject({ items: [{ itemId: "a" }], total: 1 });
    // A rule never runs without its exceptions.
    expect(() => store.itemsOf([l1, { ...l1, listId: "none" }])).toThrow(notFound);
  });

  it("are told of once they are on disk", () => {
    const store = open();
    let told = 0;
    const end = store.subscribe(() => {
      told += 1;
    });
    store.createList("u1", list("l1"), by);
    store.createItem("u-i1", item("i1"), by);
    expect(() => store.createItem("u-i1", item("i1"), by)).toThrow(conflict);
    store.valueLists.create({ id: "v1", type: "ip", name: "v", description: "" }, by);
    expect(told).toBe(3);
    end();
    store.deleteList(l1, by);
    expect(told).toBe(3);
  });
});

describe("a body that somebody sent", () => {
  const tooLong = "x".repeat(exceptionLimits.maxTextUnits + 1);
  const listEntry = { type: "list", field: "a", operator: "included", list: { id: "v", type: "keyword" } };
  const wrongItems: readonly (readonly [string, unknown, RegExp])[] = [
    ["no object", [], /The body/],
    ["another type", itemJson("i", { type: "complex" }), /"type" is none of simple/],
    ["no entries", itemJson("i", { entries: [] }), /"entries" is empty/],
    ["entries that are no list", itemJson("i", { entries: {} }), /"entries" is no list/],
    ["an entry of no kind", itemJson("i", { entries: [{ ...match, type: "x" }] }), /"entries\[0\]\.type"/],
    ["no operator", itemJson("i", { entries: [{ ...match, operator: "is" }] }), /"entries\[0\]\.operator"/],
    ["no value", itemJson("i", { entries: [{ ...match, value: 7 }] }), /"entries\[0\]\.value" is no text/],
    ["a value too long", itemJson("i", { entries: [{ ...match, value: tooLong }] }), /longer than/],
    ["any of none", itemJson("i", { entries: [{ ...match, type: "match_any", value: [] }] }), /is empty/],
    [
      "nesting twice",
      itemJson("i", { entries: [{ type: "nested", field: "a", entries: [{ type: "nested" }] }] }),
      /entries\[0\]\.entries\[0\]\.type/,
    ],
    ["a NUL", itemJson("i", { name: "a\0" }), /NUL/],
    ["no date", itemJson("i", { expire_time: "soon" }), /"expire_time" is no date/],
    ["a stage below zero", itemJson("i", { eqlite_stage: -1 }), /"eqlite_stage"/],
    ["a value list beside others", itemJson("i", { entries: [match, listEntry] }), /mixes/],
    [
      "too many tags",
      itemJson("i", { tags: Array(exceptionLimits.maxTags + 1).fill("t") }),
      /"tags" has more/,
    ],
    [
      "too many entries",
      itemJson("i", { entries: Array(exceptionLimits.maxEntries + 1).fill(match) }),
      /"entries" has more/,
    ],
    ["a member of the prototype", { ...itemJson("i"), name: undefined, __proto__: { name: "x" } }, /"name"/],
  ];
  it.each(wrongItems)("is refused with %s", (_, body, message) => {
    expect(() => parseExceptionItem(body as JsonObject, "made")).toThrow(badRequest(message));
  });

  it("is taken at the edge of the bounds", () => {
    const { maxEntries, maxTags, maxStage, maxTextUnits, maxValues } = exceptionLimits;
    const any = { ...match, type: "match_any", value: Array(maxValues).fill("v") };
    const body = itemJson("i", {
      entries: [...Array(maxEntries - 1).fill({ ...match, value: "x".repeat(maxTextUnits) }), any],
      tags: Array(maxTags).fill("t"),
      eqlite_stage: maxStage,
    });
    expect(parseExceptionItem(body, "made").entries).toHaveLength(maxEntries);
    expect(parseExceptionItem(itemJson("i", { entries: [listEntry] }), "made").entries).toEqual([listEntry]);
  });

  it("gets an id and the common namespace where it brings none", () => {
    expect(parseExceptionList({ name: "n", type: "rule_default" }, "made")).toEqual({
      listId: "made",
      namespaceType: "single",
      type: "rule_default",
      name: "n",
      description: "",
      tags: [],
      osTypes: [],
    });
    expect(() => parseExceptionList({ name: "n", type: "endpoint_events" }, "made")).toThrow(
      badRequest(/"type"/),
    );
  });
});

describe("value lists", () => {
  const v1 = { id: "v1", type: "ip", name: "Scanners", description: "ours" } as const;

  it("hold values once, and are there after the file is opened again", () => {
    const { valueLists } = open();
    expect(valueLists.create(v1, by)).toMatchObject({ ...v1, version: 1, createdBy: "alice" });
    expect(valueLists.addValues("v1", ["10.0.0.2", "10.0.0.1", "10.0.0.2"], later)).toBe(2);
    expect(valueLists.addValues("v1", ["10.0.0.1"], later)).toBe(0);
    const again = open().valueLists;
    expect(again.values("v1")).toEqual(["10.0.0.1", "10.0.0.2"]);
    expect(again.get("v1")).toMatchObject({ version: 2, updatedBy: "bob" });
    expect(again.removeValues("v1", ["10.0.0.1", "none"], later)).toBe(1);
    expect(again.countValues("v1")).toBe(1);
    expect(again.update("v1", { name: "New", description: "" }, later)).toMatchObject({
      name: "New",
      version: 4,
    });
    expect(again.all().map(({ id }) => id)).toEqual(["v1"]);
    again.delete("v1", later);
    expect(again.get("v1")).toBeUndefined();
    again.create(v1, by);
    expect(again.values("v1")).toEqual([]);
  });

  it("take all values or none", () => {
    const { valueLists } = open();
    valueLists.create(v1, by);
    expect(() => valueLists.create(v1, by)).toThrow(conflict);
    for (const bad of ["", "x".repeat(exceptionLimits.maxTextUnits + 1), "a\0"]) {
      expect(() => valueLists.addValues("v1", ["10.0.0.1", bad], by)).toThrow(badRequest(/./));
    }
    expect(valueLists.values("v1")).toEqual([]);
    expect(() => valueLists.addValues("none", ["a"], by)).toThrow(notFound);
    expect(() => valueLists.values("none")).toThrow(notFound);
    expect(() => valueLists.create({ ...v1, id: "" }, by)).toThrow(badRequest(/id/));
  });
});

it("changes of lists and items are noted with whoever makes them", () => {
  const noted: string[] = [];
  const store = createExceptionStore(folder.open(), ({ action, target, principal, detail = "" }) =>
    noted.push(`${principal.name} ${action} ${target} ${detail}`),
  );
  store.createList("u1", list("l1"), by);
  store.updateList(l1, list("l1", { name: "Other" }), later);
  store.createItem("u-i1", item("i1"), by);
  store.addComment({ id: "u-i1" }, "why", later);
  expect(() => store.createItem("u-i1", item("i1"), by)).toThrow(conflict);
  store.deleteItem({ id: "u-i1" }, later);
  store.deleteList(l1, by);
  expect(noted).toEqual([
    "alice create-exception-list l1 ",
    "bob change-exception-list l1 ",
    "alice create-exception i1 l1",
    "bob change-exception i1 l1",
    "bob delete-exception i1 l1",
    "alice delete-exception-list l1 ",
  ]);
});

it("changes of value lists are noted, with how many values came or went", () => {
  const noted: string[] = [];
  const { valueLists } = createExceptionStore(folder.open(), ({ action, target, detail, principal }) =>
    noted.push(`${principal.name} ${action} ${target} ${detail}`),
  );
  valueLists.create({ id: "v1", type: "ip", name: "Scanners", description: "ours" }, by);
  valueLists.addValues("v1", ["10.0.0.1", "10.0.0.2"], by);
  valueLists.addValues("v1", ["10.0.0.1"], by);
  valueLists.removeValues("v1", ["10.0.0.1"], later);
  valueLists.update("v1", { name: "New", description: "" }, by);
  valueLists.delete("v1", later);
  expect(noted).toEqual([
    "alice create-value-list v1 undefined",
    "alice change-value-list v1 2 values added",
    "bob change-value-list v1 1 value removed",
    "alice change-value-list v1 undefined",
    "bob delete-value-list v1 undefined",
  ]);
});
