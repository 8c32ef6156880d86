import { describe, expect, it } from "vitest";
import { esApp, startEsServer } from "./es-server.test-support.ts";
import { handshakeLimits } from "./handshake-limits.ts";
import { createRememberedSettings } from "./remembered-settings.ts";

const put = (body: unknown = {}): RequestInit => ({
  method: "PUT",
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
});

describe("what is asked first", () => {
  it.each([
    ["/", { version: { number: "8.19.0", build_flavor: "default" }, tagline: "You Know, for Search" }],
    ["/_license", { license: { status: "active", type: "basic" } }],
    ["/_license?human=false", { license: { uid: "AAAAAAAAAAAAAAAAAAAAAA" } }],
    ["/_xpack", { features: { monitoring: { enabled: false }, ilm: { enabled: true } } }],
    ["/_cluster/health", { status: "green" }],
    ["/_cluster/settings?include_defaults=true", { persistent: {}, transient: {} }],
    ["/_nodes", { nodes: { AAAAAAAAAAAAAAAAAAAAAA: { version: "8.19.0" } } }],
    ["/_nodes/_all/http", { nodes: { AAAAAAAAAAAAAAAAAAAAAA: { http: { publish_address: "localhost" } } } }],
    ["/_nodes/http", { cluster_name: "eqlite" }],
    ["/_cat/health?format=json", [{ status: "green" }]],
    ["/_ilm/status", { operation_mode: "RUNNING" }],
    ["/_security/_authenticate", { username: "shipper", enabled: true, authentication_type: "api_key" }],
    ["/_index_template", { index_templates: [] }],
    ["/_data_stream", { data_streams: [] }],
  ])("%s", async (path, expected) => {
    const { app } = esApp({ permissions: [] });
    const answer = await app.request(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-elastic-product")).toBe("Elasticsearch");
    expect(await answer.json()).toMatchObject(expected);
    // Clients also ask whether there is an answer.
    expect((await app.request(path, { method: "HEAD" })).status).toBe(200);
  });

  it.each([
    ["Elastic-filebeat/9.1.2 (linux; amd64; abc; 2025-01-01)", "9.1.2"],
    ["Elastic-Filebeat/8.19.10 (linux)", "8.19.10"],
    ["Elastic-Filebeat/8.2.1 (linux)", "8.19.0"],
    ["Elastic Agent/9.0.0", "9.0.0"],
    ["curl/99.0.1", "8.19.0"],
    [`Elastic-${"a".repeat(100_000)}/9.1.2`, "8.19.0"],
  ])("%s hears a version that it sends to", async (userAgent, expected) => {
    const { app } = esApp();
    const answer = await app.request("/", { headers: { "user-agent": userAgent } });
    expect(await answer.json()).toMatchObject({ version: { number: expected } });
  });

  it("a sniffer is told the address that it came to", async () => {
    const { url, port } = await startEsServer();
    const answer = (await (await fetch(`${url}/_nodes/http`)).json()) as {
      nodes: Record<string, { http: { publish_address: string } }>;
    };
    expect(Object.values(answer.nodes)[0]?.http.publish_address).toBe(`127.0.0.1:${port}`);
  });
});

describe("what is set up is found again", () => {
  it.each([
    [
      "/_index_template/logs",
      { index_patterns: ["logs-*"] },
      { index_templates: [{ name: "logs", index_template: { index_patterns: ["logs-*"] } }] },
    ],
    ["/_template/logs", { order: 1 }, { logs: { order: 1 } }],
    [
      "/_component_template/logs",
      { template: {} },
      { component_templates: [{ name: "logs", component_template: { template: {} } }] },
    ],
    ["/_ilm/policy/logs", { policy: { phases: {} } }, { logs: { version: 1, policy: { phases: {} } } }],
    ["/_ingest/pipeline/logs", { processors: [] }, { logs: { processors: [] } }],
    ["/_data_stream/logs", {}, { data_streams: [{ name: "logs" }] }],
    ["/logs-000001", {}, { "logs-000001": { aliases: {} } }],
  ])("%s", async (path, setting, expected) => {
    const { app } = esApp();
    expect((await app.request(path, { method: "HEAD" })).status).toBe(404);
    expect((await app.request(path)).status).toBe(404);
    expect(await (await app.request(path, put(setting))).json()).toMatchObject({ acknowledged: true });
    expect((await app.request(path, { method: "HEAD" })).status).toBe(200);
    expect(await (await app.request(path)).json()).toMatchObject(expected);
    expect((await app.request(`${path.slice(0, -1)}*`)).status).toBe(200);
  });

  it("an alias, set by itself and with its index, as Logstash does", async () => {
    const { app } = esApp();
    expect((await app.request("/_alias/logstash", { method: "HEAD" })).status).toBe(404);
    const first = encodeURIComponent("<logstash-{now/d}-000001>");
    expect(
      (await app.request(`/${first}`, put({ aliases: { logstash: { is_write_index: true } } }))).status,
    ).toBe(200);
    expect((await app.request("/_alias/logstash", { method: "HEAD" })).status).toBe(200);
    const actions = [{ add: { alias: "b", index: "logs-1" } }, { remove: { alias: "c", index: "logs-1" } }];
    const answer = await app.request("/_aliases", { ...put({ actions }), method: "POST" });
    expect(answer.status).toBe(200);
    expect(await (await app.request("/_alias/b")).json()).toEqual({ "logs-1": { aliases: { b: {} } } });
  });

  it("a data stream is there once it has events", async () => {
    const { app } = esApp();
    expect((await app.request("/logs-a/_settings")).status).toBe(404);
    await app.request("/logs-a/_bulk", { method: "POST", body: '{"create":{}}\n{}\n' });
    expect((await app.request("/logs-a", { method: "HEAD" })).status).toBe(200);
    expect(await (await app.request("/_data_stream/logs-*")).json()).toMatchObject({
      data_streams: [{ name: "logs-a" }],
    });
    expect(await (await app.request("/logs-a/_settings")).json()).toMatchObject({
      "logs-a": { settings: {} },
    });
  });

  it("nobody sets anything up who may not send", async () => {
    const { app } = esApp({ permissions: ["read"] });
    for (const path of [
      "/_index_template/a",
      "/_ilm/policy/a",
      "/_ingest/pipeline/a",
      "/_data_stream/a",
      "/a",
    ]) {
      expect((await app.request(path, put())).status).toBe(403);
    }
  });
});

describe("remembered settings", () => {
  const limits = {
    ...handshakeLimits,
    maxSettings: 3,
    maxSettingsBytes: 1_000,
    maxSettingBytes: 600,
    maxSettingNameLength: 5,
  };

  it("beyond the bounds what came first is forgotten", () => {
    const settings = createRememberedSettings(limits);
    for (const name of ["a", "b", "c", "d"]) settings.put("template", name, 1, 1);
    expect([...settings.find("template", "*").keys()]).toEqual(["b", "c", "d"]);
    settings.put("template", "b", 2, 600);
    settings.put("template", "e", 3, 600);
    expect([...settings.find("template", "*").keys()]).toEqual(["e"]);
  });

  it("a setting that is too large, or has too long a name, is refused", () => {
    const settings = createRememberedSettings(limits);
    settings.put("template", "12345", 1, 600);
    expect(() => settings.put("template", "a", 1, 601)).toThrow(/600 bytes/);
    expect(() => settings.put("template", "123456", 1, 1)).toThrow(/5 characters/);
  });

  it("are found by names with wildcards", () => {
    const settings = createRememberedSettings();
    for (const name of ["logs-a", "logs-b", "metrics-a"]) settings.put("index", name, 1, 1);
    const found = (names: string): string[] => [...settings.find("index", names).keys()];
    expect(found("logs-*")).toEqual(["logs-a", "logs-b"]);
    expect(found("*-a")).toEqual(["logs-a", "metrics-a"]);
    expect(found("l*s-*b,metrics-a")).toEqual(["logs-b", "metrics-a"]);
    expect(found("logs-a*a")).toEqual([]);
    expect(found("_all")).toHaveLength(3);
  });
});
