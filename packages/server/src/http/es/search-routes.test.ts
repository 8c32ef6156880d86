import { type Server, request as sendRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { builtInCatalogue, type JsonObject } from "@eqlite/core/events";
import { serve } from "@hono/node-server";
import { Client as Client8 } from "es8";
import { Client as Client9 } from "es9";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventIdAt } from "../../ingest/event-id.ts";
import { createDocumentSource } from "../../search/document-source.ts";
import { eventSource } from "../../search/search.test-support.ts";
import { searchLimits } from "../../search/search-limits.ts";
import type { FoundDocument, SearchSource } from "../../search/search-source.ts";
import { shapeAnswers } from "../answer-shape.ts";
import type { ServerEnv } from "../server-env.ts";
import { errorJson } from "./search-answers.ts";
import { addSearchRoutes } from "./search-routes.ts";

const nowMs = Date.parse("2024-05-10T12:00:00Z");
let clockMs = nowMs;

const documents: readonly JsonObject[] = [
  {
    "@timestamp": "2024-05-01T10:00:00Z",
    event: { category: "process" },
    user: { name: "a" },
    process: { pid: 1 },
  },
  {
    "@timestamp": "2024-05-01T10:00:01Z",
    event: { category: "process" },
    user: { name: "b" },
    process: { pid: 2 },
  },
  {
    "@timestamp": "2024-05-01T10:00:02Z",
    event: { category: "process" },
    user: { name: "a" },
    process: { pid: 3 },
  },
];

/** Alerts as another source gives them: documents, without lines. */
function alertSource(): SearchSource {
  const index = ".internal.alerts-security.alerts-default-000001";
  const alert: FoundDocument & { position: number } = {
    id: "alert-1",
    index,
    position: 1,
    document: { "@timestamp": "2024-05-02T10:00:00Z", "kibana.alert.workflow_status": "open" },
  };
  return createDocumentSource({
    catalogue: builtInCatalogue(),
    indices: () => [
      {
        name: index,
        aliases: [".alerts-security.alerts-default"],
        kind: "index",
        size: () => ({ documents: 1, bytes: 10 }),
      },
    ],
    batches: () => [[alert]],
    load: async (positions) => new Map([...positions].map((position) => [position, alert])),
  });
}

let app: Hono<ServerEnv>;
let server: Server;
let node = "";

beforeAll(async () => {
  const logs = await eventSource(documents, { blockSize: 2 });
  app = new Hono<ServerEnv>();
  app.use(shapeAnswers());
  app.use(async (context, next) => {
    context.set("principal", {
      name: "test",
      kind: "user",
      permissions: new Set(context.req.header("x-may-not-read") === undefined ? (["read"] as const) : []),
    });
    await next();
  });
  app.onError((error) => {
    const known = errorJson(error);
    return Response.json(known?.body ?? null, { status: known?.status ?? 500 });
  });
  addSearchRoutes(app, { sources: [logs, alertSource()], clock: { nowMs: () => clockMs } });
  server = await new Promise<Server>((resolve) => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () =>
      resolve(started as Server),
    );
  });
  node = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

async function request(path: string, init: RequestInit = {}): Promise<{ status: number; body: JsonObject }> {
  const response = await app.request(path, init);
  return { status: response.status, body: (await response.json()) as JsonObject };
}

const post = (path: string, body: JsonObject | string) =>
  request(path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });

describe.each([
  ["8", () => new Client8({ node, maxRetries: 0 })],
  ["9", () => new Client9({ node, maxRetries: 0 })],
])("the official client %s", (_, createClient) => {
  // Both have these calls with the same arguments and answers.
  const client = (): Client9 => createClient() as unknown as Client9;

  it("searches", async () => {
    const answer = await client().search({
      index: "logs-*",
      query: { term: { "user.name": "a" } },
      sort: [{ "@timestamp": "desc" }],
      aggs: { names: { terms: { field: "user.name" } } },
      track_total_hits: true,
    });
    expect(answer.hits.total).toEqual({ value: 2, relation: "eq" });
    expect(answer.hits.hits.map(({ _id, _index, sort }) => [_id, _index, sort])).toEqual([
      ["2", "logs-test-default", [Date.parse("2024-05-01T10:00:02Z")]],
      ["0", "logs-test-default", [Date.parse("2024-05-01T10:00:00Z")]],
    ]);
    expect(answer.aggregations?.["names"]).toMatchObject({ buckets: [{ key: "a", doc_count: 2 }] });
  });

  it("counts", async () => {
    expect((await client().count({ index: "logs-*", query: { exists: { field: "user" } } })).count).toBe(3);
    expect((await client().count({ index: "logs-*", q: "user.name:b" })).count).toBe(1);
  });

  it("searches with EQL", async () => {
    const query = "sequence by user.name [process where process.pid == 1] [process where true]";
    const answer = await client().eql.search({ index: "logs-*", query });
    expect(answer.is_running).toBe(false);
    expect(answer.hits.sequences).toMatchObject([{ join_keys: ["a"], events: [{ _id: "0" }, { _id: "2" }] }]);
  });

  it("searches with EQL and fetches the answer later", async () => {
    const own = client();
    const { id = "" } = await own.eql.search({
      index: "logs-*",
      query: "process where true",
      keep_on_completion: true,
    });
    expect(await own.eql.getStatus({ id })).toMatchObject({ is_running: false, completion_status: 200 });
    expect((await own.eql.get({ id })).hits.events).toHaveLength(3);
    await own.eql.delete({ id });
    await expect(own.eql.get({ id })).rejects.toMatchObject({ statusCode: 404 });
  });

  it("searches for many things at once", async () => {
    const { responses } = await client().msearch({
      searches: [
        { index: "logs-*" },
        { query: { match_all: {} }, size: 1 },
        { index: "nothing" },
        {},
        {},
        { size: 0 },
      ],
    });
    expect(responses).toMatchObject([
      { status: 200, hits: { total: { value: 3 } } },
      { status: 404, error: { type: "index_not_found_exception" } },
      { status: 200 },
    ]);
  });

  it("gets a document, fields and indices", async () => {
    const own = client();
    expect((await own.get({ index: "logs-test-default", id: "1" }))._source).toMatchObject({
      user: { name: "b" },
    });
    // As a bulk answer names an event that came without an id.
    const placed = await own.get({ index: "logs-*", id: eventIdAt(0), _source: ["user.name"] });
    expect(placed).toMatchObject({ _id: eventIdAt(0), _index: "logs-test-default", found: true });
    expect(placed._source).toEqual({ user: { name: expect.any(String) } });
    for (const [index, id] of [
      ["logs-test-default", eventIdAt(1)],
      [".alerts-security.alerts-default", eventIdAt(0)],
    ] as const) {
      await expect(own.get({ index, id })).rejects.toMatchObject({ statusCode: 404 });
    }
    await expect(own.get({ index: "logs-test-default", id: "9" })).rejects.toMatchObject({ statusCode: 404 });
    const caps = await own.fieldCaps({ index: "logs-*", fields: ["user.n*", "message"] });
    expect(caps.fields["user.name"]).toMatchObject({ keyword: { aggregatable: true } });
    expect(caps.fields["message"]).toMatchObject({ match_only_text: { aggregatable: false } });
    const mapping = await own.indices.getMapping({ index: "logs-*" });
    expect(mapping["logs-test-default"]?.mappings.properties?.["process"]).toMatchObject({
      properties: { name: { type: "keyword", fields: { caseless: { type: "keyword" } } } },
    });
    expect(await own.cat.indices({ format: "json" })).toMatchObject([
      { index: "logs-test-default", "docs.count": "3" },
    ]);
    expect(await own.indices.resolveIndex({ name: "logs-*,.alerts*" })).toMatchObject({
      data_streams: [{ name: "logs-test-default" }],
      aliases: [{ name: ".alerts-security.alerts-default" }],
    });
  });

  it("goes on page by page: scroll and point in time", async () => {
    const own = client();
    const scrolled: unknown[] = [];
    for await (const { documents: page } of own.helpers.scrollSearch({ index: "logs-*", size: 2 }))
      scrolled.push(...page);
    expect(scrolled).toMatchObject(documents.map(({ user }) => ({ user })));
    const pit = await own.openPointInTime({ index: "logs-*", keep_alive: "1m" });
    const first = await own.search({ pit: { id: pit.id }, size: 2, sort: ["@timestamp"] });
    const after = first.hits.hits.at(-1)?.sort ?? [];
    const second = await own.search({
      pit: { id: pit.id },
      size: 2,
      sort: ["@timestamp"],
      search_after: after,
    });
    expect([...first.hits.hits, ...second.hits.hits].map(({ _id }) => _id)).toEqual(["0", "1", "2"]);
    expect(await own.closePointInTime({ id: pit.id })).toMatchObject({ succeeded: true });
  });

  it("is told what is wrong", async () => {
    await expect(client().search({ index: "nothing" })).rejects.toMatchObject({
      statusCode: 404,
      body: { error: { type: "index_not_found_exception", index: "nothing" } },
    });
    await expect(client().eql.search({ index: "logs-*", query: "process where" })).rejects.toMatchObject({
      statusCode: 400,
      body: { error: { type: "parsing_exception", diagnostics: [{ line: 1 }] } },
    });
  });
});

describe("index expressions", () => {
  it.each([
    ["/_count", 200, 3],
    ["/_all/_count", 200, 3],
    ["/logs-test-default/_count", 200, 3],
    ["/logs-*,-logs-test-*/_count", 200, 0],
    ["/nothing-*/_count", 200, 0],
    ["/nothing-*/_count?allow_no_indices=false", 404, undefined],
    ["/nothing/_count", 404, undefined],
    ["/nothing,logs-*/_count?ignore_unavailable=true", 200, 3],
    ["/.alerts-security.alerts-default/_count", 200, 1],
    ["/.internal.alerts-security.alerts-default-*/_count", 200, 1],
    ["/.alerts-*,logs-*/_count", 200, 4],
  ])("%s", async (path, status, count) => {
    const answer = await request(path);
    expect([answer.status, answer.body["count"]]).toEqual([status, count]);
  });
});

describe("requests", () => {
  it("by GET with a body, as people send them by hand", async () => {
    const body = JSON.stringify({ query: { term: { "user.name": "b" } } });
    const text = await new Promise<string>((resolve, reject) => {
      const sent = sendRequest(
        `${node}/logs-*/_search`,
        { method: "GET", headers: { "content-type": "application/json", "content-length": body.length } },
        (response) => {
          let all = "";
          response.on("data", (chunk) => {
            all += String(chunk);
          });
          response.on("end", () => resolve(all));
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
    expect(JSON.parse(text)).toMatchObject({ hits: { total: { value: 1 } } });
  });

  it("with parameters of the address", async () => {
    const path =
      "/logs-*/_search?q=user.name:a&sort=@timestamp:desc&size=1&_source=user.name&rest_total_hits_as_int=true";
    const { body } = await request(`${path}&filter_path=hits.total,hits.hits._source`);
    expect(body).toEqual({ hits: { total: 2, hits: [{ _source: { user: { name: "a" } } }] } });
  });

  it("over events and alerts together", async () => {
    const { body } = await post("/logs-*,.alerts-security.alerts-default/_search", {
      sort: [{ "@timestamp": "desc" }],
      size: 2,
    });
    expect(body["hits"]).toMatchObject({ hits: [{ _id: "alert-1" }, { _id: "2" }] });
    const open = { query: { term: { "kibana.alert.workflow_status": "open" } } };
    expect((await post("/.alerts-security.alerts-default/_search", open)).body["hits"]).toMatchObject({
      total: { value: 1 },
    });
  });

  it.each<readonly [string, JsonObject | string, number, string]>([
    ["/logs-*/_search", "{", 400, "the body is not JSON"],
    ["/logs-*/_search", "[]", 400, "must be an object"],
    ["/logs-*/_search", { query: { x: {} } }, 400, "query: unknown query [x]"],
    ["/logs-*/_search", "a".repeat(searchLimits.maxBodyBytes + 1), 413, "bytes"],
    ["/logs-*/_search", { size: 20_000 }, 400, "search_after"],
    ["/logs-*/_search?scroll=soon", {}, 400, "no length of time"],
    ["/_search/scroll", { scroll_id: "nobody" }, 404, "no scroll"],
    ["/_msearch", "{}\n", 400, "two lines"],
    ["/_msearch", "{}\n{}\n".repeat(searchLimits.maxMultiSearches + 1), 400, "searches"],
    ["/_search", { pit: { id: "AAAA" } }, 404, "point in time"],
    ["/logs-*/_field_caps", {}, 400, "name the fields"],
  ])("%s %.40s is refused", async (path, body, status, reason) => {
    const answer = await post(path, body);
    expect([answer.status, answer.body["status"]]).toEqual([status, status]);
    expect(answer.body["error"]).toMatchObject({ reason: expect.stringContaining(reason) });
  });

  it("without the permission to read are refused", async () => {
    const { status } = await request("/_search", { headers: { "x-may-not-read": "1" } });
    expect(status).toBe(403);
  });

  it("what is kept is forgotten after its time", async () => {
    const { body } = await post("/logs-*/_search?scroll=1m", { size: 1 });
    const next = { scroll_id: body["_scroll_id"] ?? "" };
    expect((await post("/_search/scroll", next)).body["hits"]).toMatchObject({ hits: [{ _id: "1" }] });
    clockMs += 61_000;
    expect((await post("/_search/scroll", next)).status).toBe(404);
    clockMs = nowMs;
  });

  it("only so many scrolls are open at once", async () => {
    await request("/_search/scroll/_all", { method: "DELETE" });
    for (let i = 0; i < searchLimits.maxScrolls; i += 1)
      expect((await post("/_search?scroll=1m", { size: 0 })).status).toBe(200);
    expect((await post("/_search?scroll=1m", { size: 0 })).status).toBe(429);
    expect((await request("/_search/scroll/_all", { method: "DELETE" })).body["num_freed"]).toBe(
      searchLimits.maxScrolls,
    );
  });
});
