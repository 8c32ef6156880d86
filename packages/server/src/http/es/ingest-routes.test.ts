import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { storedDocuments } from "../../ingest/ingest.test-support.ts";
import { OperationalError } from "../../platform/operational-error.ts";
import { esApp, startEsServer } from "./es-server.test-support.ts";

const body = '{"create":{"_id":"a"}}\n{"n":1}\n{"create":{}}\n{\n{"delete":{"_id":"b"}}\n';
const send = (
  path: string,
  text: string | Uint8Array<ArrayBuffer>,
  init: RequestInit = {},
): [string, RequestInit] => [
  path,
  {
    method: "POST",
    body: text,
    headers: { "content-type": "application/x-ndjson", "user-agent": "shipper/1" },
    ...init,
  },
];

describe("_bulk", () => {
  it("answers each operation as Elasticsearch does", async () => {
    const { app } = esApp();
    const answer = await app.request(...send("/logs-a/_bulk", body));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-elastic-product")).toBe("Elasticsearch");
    expect(await answer.json()).toEqual({
      took: 0,
      errors: true,
      items: [
        {
          create: {
            _index: "logs-a",
            _id: "a",
            _version: 1,
            result: "created",
            _shards: { total: 1, successful: 1, failed: 0 },
            _seq_no: 0,
            _primary_term: 1,
            status: 201,
          },
        },
        {
          create: {
            _index: "logs-a",
            _id: null,
            status: 400,
            error: { type: "document_parsing_exception", reason: expect.stringContaining("failed to parse") },
          },
        },
        {
          delete: {
            _index: "logs-a",
            _id: "b",
            status: 400,
            error: { type: "illegal_argument_exception", reason: expect.any(String) },
          },
        },
      ],
    });
  });

  it.each([
    ["errors", { errors: true }],
    ["-items,-took", { errors: true }],
    [
      "errors,items.*.error.type,items.*.status",
      {
        errors: true,
        items: [
          { create: { status: 201 } },
          { create: { status: 400, error: { type: "document_parsing_exception" } } },
          { delete: { status: 400, error: { type: "illegal_argument_exception" } } },
        ],
      },
    ],
    [
      "items.create._id,items.create._seq_no",
      { items: [{ create: { _id: "a", _seq_no: 0 } }, { create: { _id: null } }] },
    ],
    ["items.*._seq_no", { items: [{ create: { _seq_no: 0 } }] }],
    ["items.*.error.nothing", {}],
    ["nothing", {}],
  ])("filter_path=%s", async (filter, expected) => {
    const { app } = esApp();
    const answer = await app.request(...send(`/logs-a/_bulk?filter_path=${filter}`, body));
    expect(await answer.json()).toEqual(expected);
  });

  it.each([
    ["POST", "/_bulk?index=logs-a"],
    ["PUT", "/_bulk?index=logs-a&refresh=wait_for&pipeline=p&timeout=1m"],
    ["POST", "/logs-a/_bulk?require_data_stream=true"],
    ["PUT", "/logs-a/_bulk?pretty"],
  ])("%s %s stores", async (method, path) => {
    const { app, store } = esApp();
    const answer = await app.request(...send(path, '{"create":{}}\n{"n":1}\n', { method }));
    expect(await answer.json()).toMatchObject({ errors: false });
    expect(storedDocuments(store, "logs-a")).toMatchObject([{ n: 1 }]);
  });

  it("takes gzip, and answers in the media type that it was asked for", async () => {
    const { url, store } = await startEsServer();
    const type = "application/vnd.elasticsearch+json; compatible-with=9";
    const answer = await fetch(`${url}/logs-a/_bulk`, {
      method: "POST",
      body: gzipSync('{"create":{}}\n{"n":1}\n'),
      headers: { "content-encoding": "gzip", "content-type": "application/x-ndjson", accept: type },
    });
    expect(answer.headers.get("content-type")).toBe("application/vnd.elasticsearch+json;compatible-with=9");
    expect(storedDocuments(store)).toMatchObject([{ n: 1 }]);
  });

  it("refuses a broken body in the form of Elasticsearch", async () => {
    const { app } = esApp();
    const answer = await app.request(...send("/logs-a/_bulk", "{"));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ status: 400, error: { type: "illegal_argument_exception" } });
  });

  it.each([
    ["disk-full", 429, "10"],
    ["too-busy", 429, "1"],
    ["store-closed", 503, null],
  ] as const)("%s: may be sent again, later", async (code, status, retryAfter) => {
    const { app, store } = esApp();
    store.failure = new OperationalError(code, "not now");
    const answer = await app.request(...send("/logs-a/_bulk", body));
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([status, retryAfter]);
    expect(await answer.json()).toMatchObject({ status, error: { reason: "not now" } });
    store.failure = undefined;
    expect((await app.request(...send("/logs-a/_bulk", body))).status).toBe(200);
  });

  it.each([
    [
      "Elastic's helper",
      { "user-agent": "elasticsearch-js/9", "x-elastic-client-meta": "es=9.5.1,js=20,h=bp" },
    ],
    ["rsyslog", {}],
  ])("no room, said item by item: %s", async (_, headers: Record<string, string>) => {
    const { app, store } = esApp();
    store.failure = new OperationalError("disk-full", "not now");
    const answer = await app.request(...send("/logs-a/_bulk?filter_path=items.*.status", body, { headers }));
    expect(await answer.json()).toEqual({
      items: [{ create: { status: 429 } }, { create: { status: 429 } }, { delete: { status: 429 } }],
    });
  });

  it("needs the permission to send events", async () => {
    const { app, store } = esApp({ permissions: ["read"] });
    for (const path of ["/_bulk", "/logs-a/_bulk", "/logs-a/_doc", "/logs-a/_doc/1", "/logs-a/_create/1"]) {
      expect((await app.request(...send(path, body))).status).toBe(403);
    }
    expect(store.blocks).toEqual([]);
  });
});

describe("one document", () => {
  it("laid out over lines is stored as one line", async () => {
    const { app, store } = esApp();
    const text = '{\n  "n": 18446744073709551615,\n  "text": "a\\nb"\n}\n';
    const answer = await app.request(...send("/logs-a/_doc", text));
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ _index: "logs-a", result: "created" });
    expect(storedDocuments(store)).toMatchObject([{ n: 18446744073709551615n, text: "a\nb" }]);
  });

  it("with an id is created once, and indexed as often as it is sent", async () => {
    const { app, store } = esApp();
    const statuses: number[] = [];
    for (const [method, path] of [
      ["PUT", "/logs-a/_create/1"],
      ["POST", "/logs-a/_create/1"],
      ["PUT", "/logs-a/_doc/1"],
      ["PUT", "/logs-a/_doc/1?op_type=create"],
    ] as const) {
      statuses.push((await app.request(...send(path, "{}", { method }))).status);
    }
    expect(statuses).toEqual([201, 409, 201, 409]);
    expect(store.blocks.map(({ ids }) => [...ids.values()])).toEqual([["1"], ["1"]]);
  });

  it.each(['{"a":', '{"a":"\n"}', "[\n]", ""])("%j is refused", async (text) => {
    const { app, store } = esApp();
    const answer = await app.request(...send("/logs-a/_doc", text));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { type: "document_parsing_exception" } });
    expect(store.blocks).toEqual([]);
  });
});
