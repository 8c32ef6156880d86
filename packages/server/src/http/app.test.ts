import { describe, expect, it } from "vitest";
import { createMetrics } from "../platform/metrics.ts";
import { OperationalError, operationalErrorCodes } from "../platform/operational-error.ts";
import { addOperationsRoutes } from "./add-operations-routes.ts";
import { testApp } from "./app.test-support.ts";
import { readJsonBody } from "./read-body.ts";
import { requirePermission } from "./server-env.ts";

describe("errors", () => {
  const paths = {
    elasticsearch: "/logs/_fail",
    kibana: "/api/detection_engine/fail",
    eqlite: "/api/v1/fail",
  };

  it.each(operationalErrorCodes)("%s is answered in the three forms", async (code) => {
    const { app } = testApp();
    const error = new OperationalError(code, "What happened.");
    for (const path of Object.values(paths)) {
      app.get(path, () => {
        throw error;
      });
    }
    const { status } = error;
    const elasticsearch = await app.request(paths.elasticsearch);
    expect(elasticsearch.status).toBe(status);
    const type = expect.stringMatching(/_exception$/);
    expect(await elasticsearch.json()).toEqual({
      error: { root_cause: [{ type, reason: "What happened." }], type, reason: "What happened." },
      status,
    });
    const kibana = await app.request(paths.kibana);
    expect(await kibana.json()).toEqual({
      statusCode: status,
      error: expect.stringMatching(/^[A-Z][A-Za-z ]+$/),
      message: "What happened.",
    });
    const own = await app.request(paths.eqlite);
    expect(await own.json()).toEqual({ error: { code, message: "What happened." } });
    expect(own.headers.get("content-type")).toBe("application/json");
  });

  it("says when to come back", async () => {
    const { app } = testApp();
    app.get("/api/v1/soon", () => {
      throw new OperationalError("too-busy", "Busy.");
    });
    app.get("/api/v1/later", () => {
      throw new OperationalError("too-busy", "Busy.", undefined, 12.3);
    });
    expect((await app.request("/api/v1/soon")).headers.get("retry-after")).toBe("1");
    expect((await app.request("/api/v1/later")).headers.get("retry-after")).toBe("13");
  });

  it("a bug is 500 without details, and the log has them", async () => {
    const { app, logged } = testApp();
    app.get("/api/v1/bug", () => {
      throw new TypeError("inner secret");
    });
    const answer = await app.request("/api/v1/bug");
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).not.toContain("inner secret");
    expect(text).toContain("request-1");
    expect(answer.headers.get("x-request-id")).toBe("request-1");
    const bug = logged().find(({ msg }) => msg === "a bug");
    expect(bug).toMatchObject({
      requestId: "request-1",
      err: { stack: expect.stringContaining("app.test.ts") },
    });
  });

  it("knows what is not there from what is asked for the wrong way", async () => {
    const { app } = testApp();
    app.get("/api/v1/rules", (context) => context.json([]));
    app.delete("/api/v1/rules/:id", (context) => context.json({}));
    app.get("/api/v1/rules/:id", (context) => context.json({}));
    expect((await app.request("/api/v1/rulez")).status).toBe(404);
    const wrong = await app.request("/api/v1/rules/7", { method: "POST" });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get("allow")).toBe("GET, DELETE");
    expect(await wrong.json()).toMatchObject({ error: { code: "method-not-allowed" } });
    expect((await app.request("/api/v1/rules", { method: "HEAD" })).status).toBe(200);
    const foreign = await app.request("/_nothing", { method: "PROPFIND" });
    expect(foreign.status).toBe(404);
    expect(foreign.headers.get("x-elastic-product")).toBe("Elasticsearch");
  });

  it("lets nobody through who lacks the permission", async () => {
    const { app } = testApp({ permissions: ["ingest"] });
    app.get("/api/v1/alerts", requirePermission("read"), (context) => context.json([]));
    expect((await app.request("/api/v1/alerts")).status).toBe(403);
  });
});

describe("answers to clients of Elasticsearch", () => {
  function searching() {
    const { app } = testApp();
    app.get("/logs/_search", (context) =>
      context.json({ took: 1, hits: { total: { value: 2 }, hits: [{ _id: "a", _source: { x: 1 } }] } }),
    );
    app.get("/exact", (context) =>
      context.body('{"a":12345678901234567890,"b":1}', 200, { "Content-Type": "application/json" }),
    );
    app.post("/_bulk", (context) => context.json({ errors: false }));
    return app;
  }

  it("are filtered", async () => {
    const answer = await searching().request("/logs/_search?filter_path=hits.hits._id,took");
    expect(await answer.json()).toEqual({ took: 1, hits: { hits: [{ _id: "a" }] } });
  });

  it("keep exact numbers, also when they are filtered and pretty", async () => {
    const answer = await searching().request("/exact?filter_path=a&pretty");
    expect(await answer.text()).toBe('{\n  "a" : 12345678901234567890\n}\n');
  });

  it("have the header that clients look for, errors too; others do not", async () => {
    const app = searching();
    expect((await app.request("/logs/_search")).headers.get("x-elastic-product")).toBe("Elasticsearch");
    expect((await app.request("/nowhere")).headers.get("x-elastic-product")).toBe("Elasticsearch");
    expect(
      (await app.request(`/logs/_search?filter_path=${"a,".repeat(200)}`)).headers.get("x-elastic-product"),
    ).toBe("Elasticsearch");
    expect((await app.request("/healthz")).headers.get("x-elastic-product")).toBeNull();
  });

  it("does not filter errors away", async () => {
    const answer = await searching().request("/nowhere?filter_path=hits");
    expect(await answer.json()).toMatchObject({ status: 404 });
  });

  it.each([
    ["8", "application/vnd.elasticsearch+json; compatible-with=8", undefined],
    ["9", "application/vnd.elasticsearch+json;compatible-with=9", undefined],
    ["8", "*/*", "application/vnd.elasticsearch+x-ndjson; compatible-with=8"],
    ["9", undefined, "application/vnd.elasticsearch+json; compatible-with=9"],
  ])("repeat the version %s of the media type (%s, %s)", async (version, accept, contentType) => {
    const headers: Record<string, string> = {};
    if (accept !== undefined) headers["Accept"] = accept;
    if (contentType !== undefined) headers["Content-Type"] = contentType;
    const answer = await searching().request("/_bulk", { method: "POST", headers, body: "{}" });
    expect(answer.headers.get("content-type")).toBe(
      `application/vnd.elasticsearch+json;compatible-with=${version}`,
    );
    expect(await answer.json()).toEqual({ errors: false });
  });

  it("refuse a version nobody speaks", async () => {
    const headers = { Accept: "application/vnd.elasticsearch+json; compatible-with=7" };
    const answer = await searching().request("/_bulk", { method: "POST", headers });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("compatible-with=7");
  });
});

describe("headers", () => {
  it("keep pages from what they need not do", async () => {
    const { headers } = await testApp().app.request("/healthz");
    expect(headers.get("content-security-policy")).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(headers.get("content-security-policy")).not.toContain("unsafe-inline");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("strict-transport-security")).toBeNull();
  });

  it("hold to TLS where there is TLS", async () => {
    const { headers } = await testApp({ tls: true }).app.request("/healthz");
    const proxied = { headers: { "X-Forwarded-Proto": "https" } };
    const trusting = await testApp({ trustForwardedProto: true }).app.request("/healthz", proxied);
    expect(trusting.headers.has("Strict-Transport-Security")).toBe(true);
    const { headers: other } = await testApp().app.request("/healthz", proxied);
    expect(other.has("Strict-Transport-Security")).toBe(false);
    expect(headers.get("strict-transport-security")).toContain("max-age=");
  });
});

describe("requests from pages of other sites", () => {
  const send = async (headers: Record<string, string>, method = "POST"): Promise<number> => {
    const { app } = testApp();
    app.on(["GET", "POST"], "/api/v1/thing", (context) => context.json({}));
    return (await app.request("/api/v1/thing", { method, headers: { Host: "127.0.0.1:9200", ...headers } }))
      .status;
  };

  it.each([
    ["a program", {}, 200],
    ["our own page", { "Sec-Fetch-Site": "same-origin" }, 200],
    ["a person who typed the address", { "Sec-Fetch-Site": "none" }, 200],
    ["another site", { "Sec-Fetch-Site": "cross-site" }, 403],
    ["another port of this host", { "Sec-Fetch-Site": "same-site" }, 403],
    ["another site in an old browser", { Origin: "https://elsewhere.example" }, 403],
    ["a page without an origin", { Origin: "null" }, 403],
    ["our own page in an old browser", { Origin: "http://127.0.0.1:9200" }, 200],
  ])("%s", async (_, headers, status) => {
    expect(await send(headers as Record<string, string>)).toBe(status);
  });

  it("may read nothing either, but that is the browser's work", async () => {
    expect(await send({ "Sec-Fetch-Site": "cross-site" }, "GET")).toBe(200);
  });
});

describe("the access log", () => {
  it("has who, what and how long, but neither query nor secrets", async () => {
    const { app, logged } = testApp();
    app.get("/logs/_search", (context) => context.json({}));
    await app.request("/logs/_search?q=hunter2&api_key=hunter2", {
      headers: { Authorization: "ApiKey hunter2", Cookie: "eqlite_session=hunter2" },
    });
    const [line] = logged();
    expect(line).toMatchObject({
      msg: "request",
      requestId: "request-1",
      method: "GET",
      path: "/logs/_search",
      status: 200,
      principal: "tess",
      durationMs: expect.any(Number),
    });
    expect(JSON.stringify(logged())).not.toContain("hunter2");
  });

  it("says little of what monitors ask", async () => {
    const { app, logged } = testApp();
    await app.request("/healthz");
    expect(logged().map(({ level }) => level)).toEqual(["debug"]);
  });

  it("says little of them also where other routes stand for any name", async () => {
    const { app, logged, metrics } = testApp();
    app.get("/:index", (context) => context.json({}));
    for (const path of ["/healthz", "/healthz", "/logs-a", "/no/where"]) await app.request(path);
    expect(logged().map(({ level }) => level)).toEqual(["debug", "debug", "info", "info"]);
    const { body } = await metrics.text();
    expect(body.split("\n").filter((line) => line.startsWith("eqlite_http_requests_total{"))).toEqual([
      'eqlite_http_requests_total{method="GET",route="/healthz",status="200"} 2',
      'eqlite_http_requests_total{method="GET",route="/:index",status="200"} 1',
      'eqlite_http_requests_total{method="GET",route="none",status="404"} 1',
    ]);
  });
});

describe("JSON bodies", () => {
  const send = async (body: string | Uint8Array<ArrayBuffer>): Promise<Response> => {
    const { app } = testApp();
    app.post("/api/v1/echo", async (context) => {
      const value = await readJsonBody(context);
      return context.json({ type: typeof value });
    });
    return await app.request("/api/v1/echo", { method: "POST", body: body });
  };

  it.each([
    ['{"a":1}', "object"],
    ["", "undefined"],
    [" \n", "undefined"],
    ["12345678901234567890", "bigint"],
    ["[".repeat(100) + "]".repeat(100), "object"],
  ])("reads %s", async (body, type) => {
    expect(await (await send(body)).json()).toEqual({ type });
  });

  it.each([
    ["{", "The body is no JSON"],
    ["[".repeat(101) + "]".repeat(101), "deeper than 100"],
    [new Uint8Array([0x22, 0xff, 0x22]), "UTF-8"],
  ])("refuses %s", async (body, message) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(message);
  });
});

describe("operations", () => {
  it("tells whether everything works, and the figures to those who may read", async () => {
    const metrics = createMetrics({ process: false });
    let problem: string | undefined = "the store is opening";
    const checks = [{ name: "store", problem: () => problem }];
    const { app } = testApp();
    addOperationsRoutes(app, { metrics, checks });
    const notYet = await app.request("/readyz");
    expect(notYet.status).toBe(503);
    expect(await notYet.json()).toEqual({
      status: "not-ready",
      problems: [{ name: "store", problem: "the store is opening" }],
    });
    problem = undefined;
    expect(await (await app.request("/readyz")).json()).toEqual({ status: "ready", problems: [] });
    expect((await app.request("/metrics")).status).toBe(200);
    const ingesting = testApp({ permissions: ["ingest"] });
    addOperationsRoutes(ingesting.app, { metrics, checks });
    expect((await ingesting.app.request("/metrics")).status).toBe(403);
  });
});
