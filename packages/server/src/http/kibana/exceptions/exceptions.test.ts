import type { JsonObject } from "@eqlite/core/events";
import { afterEach, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "../../../platform/database.test-support.ts";
import { eqlRule, kibanaServer, ndjson, startMs } from "../kibana.test-support.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const lists = "/api/exception_lists";
const items = "/api/exception_lists/items";
const rules = "/api/detection_engine/rules";
const open = (options: Parameters<typeof kibanaServer>[1] = {}) => kibanaServer(folder.open(), options);

const list = (more: JsonObject = {}): JsonObject => ({
  list_id: "l1",
  name: "Known tools",
  description: "d",
  type: "detection",
  ...more,
});
const entry = { type: "match", field: "process.name", operator: "included", value: "a.exe" };
const item = (more: JsonObject = {}): JsonObject => ({
  item_id: "i1",
  list_id: "l1",
  name: "Item",
  description: "d",
  type: "simple",
  entries: [entry],
  ...more,
});

async function withList() {
  const server = open();
  await server.send("POST", lists, list());
  return server;
}

describe("an exception list", () => {
  it("is created, read, changed and deleted", async () => {
    const server = open();
    const created = await server.send("POST", lists, list({ tags: ["t"] }));
    expect(created.json).toMatchObject({
      id: expect.any(String),
      _version: "1",
      list_id: "l1",
      namespace_type: "single",
      type: "detection",
      immutable: false,
      tie_breaker_id: created.json.id,
      created_by: "tess",
      created_at: new Date(startMs).toISOString(),
      tags: ["t"],
      os_types: [],
      version: 1,
    });
    for (const query of [`id=${created.json.id}`, "list_id=l1", "list_id=l1&namespace_type=single"]) {
      expect((await server.send("GET", `${lists}?${query}`)).json).toEqual(created.json);
    }
    expect((await server.send("GET", `${lists}?list_id=l1&namespace_type=agnostic`)).status).toBe(404);
    const put = await server.send("PUT", lists, list({ name: "New", _version: "1" }));
    expect(put.json).toMatchObject({ id: created.json.id, name: "New", version: 2, tags: [] });
    const stale = await server.send("PUT", lists, list({ name: "Stale", _version: "1" }));
    expect(stale.status).toBe(409);
    expect((await server.send("PUT", lists, list({ _version: "WzEsMV0=" }))).status).toBe(409);
    expect((await server.send("POST", lists, list())).status).toBe(409);
    expect((await server.send("DELETE", `${lists}?list_id=l1`)).json).toMatchObject({ name: "New" });
    expect((await server.send("DELETE", `${lists}?list_id=l1`)).status).toBe(404);
    const shared = await server.send("POST", "/api/exceptions/shared", { name: "Shared", description: "d" });
    expect(shared.json).toMatchObject({ name: "Shared", type: "detection", namespace_type: "single" });
  });

  it("that rules refer to is not deleted", async () => {
    const server = await withList();
    const { id } = (await server.send("GET", `${lists}?list_id=l1`)).json;
    const reference = { id, list_id: "l1", type: "detection", namespace_type: "single" };
    await server.send("POST", rules, eqlRule({ exceptions_list: [reference] }));
    const refused = await server.send("DELETE", `${lists}?id=${id}`);
    expect(refused.json).toMatchObject({
      statusCode: 409,
      message: expect.stringContaining("Script host starts a shell"),
    });
    await server.send("PATCH", rules, { rule_id: "r1", exceptions_list: [] });
    expect((await server.send("DELETE", `${lists}?id=${id}`)).status).toBe(200);
  });

  it("is found by filters, in pages and orders", async () => {
    const server = await withList();
    await server.send(
      "POST",
      lists,
      list({ list_id: "l2", name: "Other", type: "endpoint", namespace_type: "agnostic" }),
    );
    const find = async (parameters: Record<string, string>) => {
      const { json } = await server.send("GET", `${lists}/_find?${new URLSearchParams(parameters)}`);
      return [json.total, ...(json.data ?? []).map((found: JsonObject) => found["list_id"])];
    };
    expect(await find({})).toEqual([2, "l1", "l2"]);
    expect(await find({ namespace_type: "single,agnostic", sort_order: "desc" })).toEqual([2, "l2", "l1"]);
    expect(await find({ namespace_type: "agnostic" })).toEqual([1, "l2"]);
    expect(await find({ filter: "exception-list.attributes.type: detection" })).toEqual([1, "l1"]);
    expect(await find({ filter: "exception-list.attributes.name: known" })).toEqual([1, "l1"]);
    expect(await find({ page: "2", per_page: "1", sort_field: "list_id" })).toEqual([2, "l2"]);
    expect((await server.send("GET", `${lists}/_find?filter=nonsense`)).status).toBe(400);
  });

  it("is summed up, exported, imported and duplicated", async () => {
    const server = await withList();
    await server.send("POST", items, item({ os_types: ["windows"] }));
    await server.send("POST", items, item({ item_id: "i2", expire_time: "2026-01-01T00:00:00.000Z" }));
    expect((await server.send("GET", `${lists}/summary?list_id=l1`)).json).toEqual({
      windows: 1,
      linux: 0,
      macos: 0,
      total: 2,
    });
    const exported = await server.send("POST", `${lists}/_export?list_id=l1&namespace_type=single`);
    expect(
      ndjson(exported.text).map(
        (line) => line["item_id"] ?? line["list_id"] ?? line["exported_exception_list_item_count"],
      ),
    ).toEqual(["l1", "i1", "i2", 2]);
    const current = await server.send("POST", `${lists}/_export?list_id=l1&include_expired_exceptions=false`);
    expect(ndjson(current.text)).toHaveLength(3);

    const twice = await server.send("POST", `${lists}/_import`, { file: exported.text });
    expect(twice.json).toMatchObject({
      success: false,
      success_count: 0,
      success_exception_lists: false,
      success_exception_list_items: false,
    });
    expect(twice.json.errors).toHaveLength(3);
    const over = await server.send("POST", `${lists}/_import?overwrite=true`, { file: exported.text });
    expect(over.json).toMatchObject({
      success: true,
      success_count_exception_lists: 1,
      success_count_exception_list_items: 2,
      errors: [],
    });
    const anew = await server.send("POST", `${lists}/_import?as_new_list=true`, { file: exported.text });
    expect(anew.json).toMatchObject({ success: true, success_count: 3 });
    expect(server.exceptions.findLists().total).toBe(2);
    const broken = [
      "{",
      JSON.stringify(item({ item_id: "x", entries: [] })),
      JSON.stringify(item({ item_id: "y" })),
    ].join("\n");
    const partly = await server.send("POST", `${lists}/_import`, { file: broken });
    expect(partly.json).toMatchObject({ success: false, success_count: 1 });
    expect(partly.json.errors.map((error: { error: { message: string } }) => error.error.message)).toEqual([
      expect.stringMatching(/^Line 1: This is no JSON/),
      expect.stringMatching(/^Line 2: error\[RULE202\]: `entries` must be a list of at least 1/),
    ]);

    const copy = await server.send(
      "POST",
      `${lists}/_duplicate?list_id=l1&namespace_type=single&include_expired_exceptions=false`,
    );
    expect(copy.json).toMatchObject({ name: "Known tools [Duplicate]", type: "detection" });
    const copied = server.exceptions.itemsOf([{ listId: copy.json.list_id, namespaceType: "single" }]);
    expect(copied.map(({ name }) => name)).toEqual(["Item", "Item"]);
  });
});

describe("an exception item", () => {
  it("is created, read, changed and deleted, with comments", async () => {
    const server = await withList();
    const created = await server.send(
      "POST",
      items,
      item({ comments: [{ comment: "why" }], eqlite_stage: 1 }),
    );
    expect(created.json).toMatchObject({
      id: expect.any(String),
      item_id: "i1",
      list_id: "l1",
      namespace_type: "single",
      entries: [entry],
      comments: [{ comment: "why", created_by: "tess", created_at: new Date(startMs).toISOString() }],
      eqlite_stage: 1,
      tags: [],
      os_types: [],
    });
    expect(created.json).not.toHaveProperty("eqlite_warnings");
    const read = await server.send("GET", `${items}?item_id=i1`);
    expect(read.json).toEqual(created.json);
    const more = { ...read.json, name: "New", comments: [...read.json.comments, { comment: "more" }] };
    const put = await server.send("PUT", items, more);
    expect(put.json).toMatchObject({ id: created.json.id, name: "New" });
    expect(put.json.comments.map(({ comment }: { comment: string }) => comment)).toEqual(["why", "more"]);
    expect((await server.send("PUT", items, { ...more, _version: "1" })).status).toBe(409);
    expect((await server.send("POST", items, item())).status).toBe(409);
    expect((await server.send("DELETE", `${items}?id=${created.json.id}`)).json).toMatchObject({
      name: "New",
    });
    expect((await server.send("GET", `${items}?item_id=i1`)).status).toBe(404);
    expect((await server.send("PUT", items, item())).status).toBe(404);
  });

  it("is checked as rules are", async () => {
    const server = await withList();
    const refused = await server.send(
      "POST",
      items,
      item({
        entries: [
          { ...entry, operator: "perhaps" },
          { type: "list", field: "source.ip", operator: "included", list: { id: "gone", type: "ip" } },
        ],
      }),
    );
    expect(refused.status).toBe(400);
    expect(refused.json.diagnostics).toEqual([
      expect.objectContaining({ code: "RULE202", field: "entries[0].operator", severity: "error" }),
    ]);
    const missing = await server.send(
      "POST",
      items,
      item({
        entries: [
          { type: "list", field: "source.ip", operator: "included", list: { id: "gone", type: "ip" } },
        ],
      }),
    );
    expect(missing.json.diagnostics).toEqual([
      expect.objectContaining({ code: "RULE203", message: "There is no value list `gone`." }),
    ]);
    const warned = await server.send("POST", items, item({ entries: [{ ...entry, field: "process.nam" }] }));
    expect(warned.status).toBe(200);
    expect(warned.json.eqlite_warnings).toEqual([
      expect.objectContaining({
        code: "RULE205",
        field: "entries[0].field",
        help: "did you mean `process.name`?",
      }),
    ]);
    const elsewhere = await server.send("POST", items, item({ item_id: "i2", list_id: "l9" }));
    expect(elsewhere.status).toBe(404);
    expect((await server.send("POST", items, item({ item_id: "i3", comments: [{}] }))).status).toBe(400);
    expect((await server.send("POST", items, item({ item_id: "i3", eqlite_stage: -1 }))).status).toBe(400);
  });

  it("is found in the lists that are named", async () => {
    const server = await withList();
    await server.send("POST", lists, list({ list_id: "l2", namespace_type: "agnostic" }));
    await server.send("POST", items, item());
    server.advance(1);
    await server.send(
      "POST",
      items,
      item({ item_id: "i2", name: "Veeam", entries: [{ ...entry, value: "agent.exe" }] }),
    );
    await server.send("POST", items, item({ item_id: "i3", list_id: "l2", namespace_type: "agnostic" }));
    const find = async (parameters: Record<string, string>) => {
      const { json } = await server.send("GET", `${items}/_find?${new URLSearchParams(parameters)}`);
      return [json.total ?? json.message, ...(json.data ?? []).map((found: JsonObject) => found["item_id"])];
    };
    expect(await find({ list_id: "l1" })).toEqual([2, "i1", "i2"]);
    expect(
      await find({ list_id: "l1,l2", namespace_type: "single,agnostic", per_page: "1", page: "3" }),
    ).toEqual([3, "i3"]);
    expect(await find({ list_id: "l1", search: "agent veeam" })).toEqual([1, "i2"]);
    expect(await find({ list_id: "l1", filter: "exception-list.attributes.entries.value: agent*" })).toEqual([
      1,
      "i2",
    ]);
    expect(await find({ list_id: "l1", sort_field: "name", sort_order: "desc" })).toEqual([2, "i2", "i1"]);
    expect(await find({ list_id: "gone" })).toEqual([expect.stringContaining("gone")]);
    expect(await find({})).toEqual([expect.stringContaining("list_id")]);
  });

  it("for one rule goes into its private list, which is made when it is needed", async () => {
    const server = open();
    const { id } = (await server.send("POST", rules, eqlRule())).json;
    const send = (name: string) =>
      server.send("POST", `/s/default${rules}/${id}/exceptions`, {
        items: [{ name, description: "d", type: "simple", entries: [entry] }],
      });
    const [first] = (await send("one")).json;
    const [second] = (await send("two")).json;
    expect(first.list_id).toBe(second.list_id);
    const rule = (await server.send("GET", `${rules}?id=${id}`)).json;
    expect(rule.exceptions_list).toEqual([
      { id: expect.any(String), list_id: first.list_id, type: "rule_default", namespace_type: "single" },
    ]);
    expect(rule.revision).toBe(1);
    const broken = {
      items: [{ name: "ok", description: "d", type: "simple", entries: [entry] }, { name: "no" }],
    };
    expect((await server.send("POST", `${rules}/${id}/exceptions`, broken)).status).toBe(400);
    // All or none.
    expect(server.exceptions.itemsOf([{ listId: first.list_id, namespaceType: "single" }])).toHaveLength(2);
    expect((await server.send("POST", `${rules}/nobody/exceptions`, { items: [{}] })).status).toBe(404);
    expect((await server.send("POST", `${rules}/${id}/exceptions`, { items: [] })).status).toBe(400);
    // With the rule its private list goes.
    await server.send("DELETE", `${rules}?id=${id}`);
    expect(server.exceptions.findLists().total).toBe(0);
  });

  it("needs the permission", async () => {
    const reader = open({ permissions: ["read", "triage"] });
    for (const [method, path] of [
      ["POST", lists],
      ["PUT", lists],
      ["DELETE", lists],
      ["POST", items],
      ["POST", `${lists}/_import`],
      ["POST", "/api/lists"],
      ["POST", `${rules}/x/exceptions`],
    ] as const) {
      expect((await reader.send(method, path, method === "DELETE" ? undefined : {})).status, path).toBe(403);
    }
    expect((await reader.send("GET", `${lists}/_find`)).status).toBe(200);
  });
});
