import { afterEach, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "../../../platform/database.test-support.ts";
import { kibanaServer } from "../kibana.test-support.ts";
import { kibanaLimits } from "../kibana-limits.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const lists = "/api/lists";
const items = "/api/lists/items";
const open = () => kibanaServer(folder.open());

describe("a value list", () => {
  it("is created, read, changed, found and deleted", async () => {
    const server = open();
    const body = { id: "ips", name: "Addresses", description: "d", type: "ip" };
    const created = await server.send("POST", lists, body);
    expect(created.json).toMatchObject({
      ...body,
      created_by: "tess",
      _version: "1",
      version: 1,
      immutable: false,
    });
    expect((await server.send("GET", `${lists}?id=ips`)).json).toEqual(created.json);
    expect(
      (await server.send("PUT", lists, { id: "ips", name: "New", description: "e" })).json,
    ).toMatchObject({ name: "New", version: 2 });
    expect(
      (await server.send("PATCH", lists, { id: "ips", description: "f", _version: "2" })).json,
    ).toMatchObject({ name: "New", description: "f" });
    expect((await server.send("PATCH", lists, { id: "ips", description: "g", _version: "2" })).status).toBe(
      409,
    );
    expect((await server.send("GET", `${lists}/_find`)).json).toMatchObject({
      total: 1,
      data: [{ id: "ips" }],
    });
    expect((await server.send("GET", `${lists}/index`)).json).toEqual({
      list_index: true,
      list_item_index: true,
    });
    expect((await server.send("POST", lists, body)).status).toBe(409);
    expect((await server.send("POST", lists, { ...body, id: "x", type: "colour" })).json.message).toMatch(
      /"type" is one of keyword/,
    );
    expect((await server.send("POST", lists, { ...body, id: "x", name: "" })).status).toBe(400);
    expect((await server.send("DELETE", `${lists}?id=ips`)).json).toMatchObject({ id: "ips" });
    expect((await server.send("GET", `${lists}?id=ips`)).status).toBe(404);
    expect((await server.send("GET", lists)).status).toBe(400);
  });

  it("has values, one by one", async () => {
    const server = open();
    await server.send("POST", lists, { id: "l", name: "n", description: "", type: "keyword" });
    const created = await server.send("POST", items, { list_id: "l", value: "b" });
    expect(created.json).toMatchObject({ list_id: "l", type: "keyword", value: "b", id: expect.any(String) });
    expect((await server.send("POST", items, { list_id: "l", value: "b" })).status).toBe(409);
    const { id } = created.json;
    expect((await server.send("GET", `${items}?id=${id}`)).json.value).toBe("b");
    expect((await server.send("GET", `${items}?list_id=l&value=b`)).json).toEqual([
      expect.objectContaining({ value: "b" }),
    ]);
    expect((await server.send("PATCH", items, { id, value: "a" })).json.value).toBe("a");
    expect((await server.send("GET", `${items}?id=${id}`)).status).toBe(404);
    expect((await server.send("GET", `${items}/_find?list_id=l`)).json).toMatchObject({
      total: 1,
      data: [{ value: "a" }],
    });
    expect((await server.send("DELETE", `${items}?list_id=l&value=a`)).json).toEqual([
      expect.objectContaining({ value: "a" }),
    ]);
    expect((await server.send("DELETE", `${items}?list_id=l&value=a`)).status).toBe(404);
    for (const odd of ["", "e30", "WzFd", "%00"]) {
      expect((await server.send("GET", `${items}?id=${odd}`)).status, odd).toBeGreaterThanOrEqual(400);
    }
    expect((await server.send("POST", items, { list_id: "gone", value: "a" })).status).toBe(404);
    expect((await server.send("POST", items, { list_id: "l", value: "" })).status).toBe(400);
  });

  it("is imported from a file and exported again", async () => {
    const server = open();
    const file = { file: "\ufeffb.example\r\n\r\n a.example \nb.example\n", name: "domains.txt" };
    const imported = await server.send("POST", `${items}/_import?type=keyword`, file);
    expect(imported.json).toMatchObject({ id: "domains.txt", type: "keyword", name: "domains.txt" });
    expect(
      (await server.send("POST", `${items}/_import?list_id=domains.txt`, { file: "c.example" })).status,
    ).toBe(200);
    const exported = await server.send("POST", `${items}/_export?list_id=domains.txt`);
    expect(exported.text).toBe("a.example\nb.example\nc.example\n");
    expect(exported.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(
      (await server.send("POST", `${items}/_import`, { file: "x", name: "new.txt" })).json.message,
    ).toMatch(/"type"/);
    expect((await server.send("POST", `${items}/_import?list_id=gone`, { file: "x" })).status).toBe(404);
    expect((await server.send("POST", `${items}/_import?type=colour`, { file: "x" })).status).toBe(400);
    const tooLarge = { file: "x\n".repeat(kibanaLimits.maxValuesBytes / 2 + 1) };
    expect((await server.send("POST", `${items}/_import?type=keyword`, tooLarge)).status).toBe(413);
  });

  it("that exceptions refer to is not deleted", async () => {
    const server = open();
    await server.send("POST", lists, { id: "l", name: "n", description: "", type: "ip" });
    await server.send("POST", "/api/exception_lists", {
      list_id: "e",
      name: "E",
      description: "d",
      type: "detection",
    });
    const entry = { type: "list", field: "source.ip", operator: "included", list: { id: "l", type: "ip" } };
    const item = {
      list_id: "e",
      item_id: "i",
      name: "Office",
      description: "d",
      type: "simple",
      entries: [entry],
    };
    expect((await server.send("POST", "/api/exception_lists/items", item)).status).toBe(200);
    expect((await server.send("DELETE", `${lists}?id=l`)).json).toMatchObject({
      statusCode: 409,
      message: expect.stringContaining('"Office"'),
    });
    expect((await server.send("DELETE", `${lists}?id=l&deleteReferences=true`)).status).toBe(400);
    expect((await server.send("DELETE", `${lists}?id=l&ignoreReferences=true`)).status).toBe(200);
  });
});
