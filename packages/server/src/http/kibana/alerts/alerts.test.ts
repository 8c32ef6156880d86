import type { JsonObject } from "@eqlite/core/events";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeAlert, makeGroup } from "../../../alerts/alert-store.test-support.ts";
import { makeDatabaseFolder } from "../../../platform/database.test-support.ts";
import { kibanaServer, startMs } from "../kibana.test-support.ts";
import { withPresentNames } from "./legacy-names.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const path = "/api/detection_engine/signals";
const minute = 60_000;
const group = "ab".repeat(32);

function withAlerts(database = folder.open(), options: Parameters<typeof kibanaServer>[1] = {}) {
  const server = kibanaServer(database, options);
  server.alerts.add([
    makeAlert({ id: "a", rule: "Rule-A", timeMs: startMs, host: ["WS-1", "alias"], severity: "low" }),
    makeAlert({ id: "b", rule: "Rule-B", timeMs: startMs + minute, host: "WS-2", severity: "critical" }),
    ...makeGroup(group, { rule: "Rule-B", timeMs: startMs + 2 * minute }),
  ]);
  server.alerts.setStatus({
    alerts: { ids: ["b"] },
    status: "closed",
    reason: "duplicate",
    principal: { name: "bob" },
    nowMs: startMs,
  });
  return server;
}

describe("searching alerts", () => {
  const shared = makeDatabaseFolder();
  afterAll(shared.clear);
  let server: ReturnType<typeof kibanaServer>;
  beforeAll(() => {
    server = withAlerts(shared.open());
  });
  const search = async (body: JsonObject) => (await server.send("POST", `${path}/search`, body)).json;
  const ids = (answer: { hits: { hits: readonly { _id: string }[] } }) =>
    answer.hits.hits.map(({ _id }) => _id).sort();
  const blocks = [`${group}-0`, `${group}-1`];

  it("answers as Elasticsearch does", async () => {
    const answer = await search({
      query: { term: { _id: "a" } },
      sort: [{ "@timestamp": "desc" }],
      fields: ["host.name"],
    });
    expect(answer).toMatchObject({
      timed_out: false,
      _shards: { failed: 0 },
      hits: { total: { value: 1, relation: "eq" } },
    });
    const [hit] = answer.hits.hits;
    expect(hit).toMatchObject({
      _id: "a",
      _index: ".alerts-security.alerts-default",
      fields: { "host.name": ["WS-1", "alias"] },
      sort: [startMs],
      _source: { "kibana.alert.workflow_status": "open", host: { name: ["WS-1", "alias"] } },
    });
  });

  const queries: readonly (readonly [what: string, query: JsonObject, found: readonly string[]])[] = [
    ["everything", { match_all: {} }, ["a", "b", group, ...blocks]],
    ["status", { term: { "kibana.alert.workflow_status": "closed" } }, ["b"]],
    [
      "status in another case",
      { term: { "kibana.alert.workflow_status": { value: "CLOSED", case_insensitive: true } } },
      ["b"],
    ],
    ["status that none has", { terms: { "kibana.alert.workflow_status": ["in-progress", "what"] } }, []],
    ["severities", { terms: { "kibana.alert.severity": ["low", "critical"] } }, ["a", "b"]],
    ["severity and one that is none", { terms: { "kibana.alert.severity": ["low", "awful"] } }, ["a"]],
    ["rule", { term: { "kibana.alert.rule.rule_id": "Rule-A" } }, ["a"]],
    [
      "rule in another case",
      { term: { "kibana.alert.rule.rule_id": { value: "rule-a", case_insensitive: true } } },
      ["a"],
    ],
    ["rule in the wrong case", { term: { "kibana.alert.rule.rule_id": "rule-a" } }, []],
    ["group", { term: { "kibana.alert.group.id": group } }, [group, ...blocks]],
    ["group that is none", { term: { "kibana.alert.group.id": "x" } }, []],
    ["building blocks", { term: { "kibana.alert.building_block_type": "default" } }, blocks],
    [
      "no building blocks",
      { bool: { must_not: [{ exists: { field: "kibana.alert.building_block_type" } }] } },
      ["a", "b", group],
    ],
    ["a second host", { term: { "host.name": "alias" } }, ["a"]],
    [
      "time",
      {
        range: {
          "@timestamp": {
            gte: new Date(startMs).toISOString(),
            lt: new Date(startMs + minute).toISOString(),
          },
        },
      },
      ["a"],
    ],
    ["time, the end with it", { range: { "@timestamp": { gt: startMs, lte: startMs + minute } } }, ["b"]],
    ["ids", { ids: { values: ["a", "nobody"] } }, ["a"]],
    [
      "either of two",
      { bool: { should: [{ term: { _id: "a" } }, { term: { "kibana.alert.workflow_status": "closed" } }] } },
      ["a", "b"],
    ],
    [
      "the alias of the index",
      { term: { _index: ".alerts-security.alerts-default" } },
      ["a", "b", group, ...blocks],
    ],
    [
      "older names",
      {
        bool: {
          filter: [{ term: { "signal.status": "closed" } }, { exists: { field: "signal.rule.rule_id" } }],
        },
      },
      ["b"],
    ],
  ];
  it.each(queries)("finds %s", async (_, query, found) => {
    const answer = await search({ query, size: 100, track_total_hits: true });
    expect(ids(answer)).toEqual([...found].sort());
    expect(answer.hits.total.value).toBe(found.length);
  });

  it("aggregates, under the names that were asked for", async () => {
    const answer = await search({
      size: 0,
      aggs: {
        "signal.rules": {
          terms: { field: "signal.rule.rule_id" },
          aggs: { open: { filter: { term: { "kibana.alert.workflow_status": "open" } } } },
        },
        times: { date_histogram: { field: "@timestamp", fixed_interval: "1m" } },
      },
    });
    expect(answer.aggregations["signal.rules"].buckets).toEqual([
      { key: "Rule-B", doc_count: 4, open: { doc_count: 3 } },
      { key: "Rule-A", doc_count: 1, open: { doc_count: 1 } },
    ]);
    expect(
      answer.aggregations.times.buckets.map((bucket: { doc_count: number }) => bucket.doc_count),
    ).toEqual([1, 1, 3]);
  });

  it("goes on behind a hit", async () => {
    const page = (more: JsonObject) => search({ size: 2, sort: [{ "@timestamp": "asc" }, "_doc"], ...more });
    const first = await page({});
    const second = await page({ search_after: first.hits.hits.at(-1).sort });
    const third = await page({ search_after: second.hits.hits.at(-1).sort });
    const all = [first, second, third].flatMap((answer) =>
      answer.hits.hits.map(({ _id }: { _id: string }) => _id),
    );
    expect(all).toEqual(["a", "b", group, ...blocks]);
  });

  const wrong: readonly (readonly [body: JsonObject | string, message: RegExp])[] = [
    [{ query: { magic: {} } }, /magic/],
    [{ nonsense: 1 }, /\[nonsense\] is not supported/],
    [{ size: 20_000 }, /may be 10000/],
    [{ runtime_mappings: { x: { type: "long" } } }, /runtime_mappings/],
    ["{", /no JSON/],
  ];
  it.each(wrong)("refuses %j", async (body, message) => {
    const refused = await server.send("POST", `${path}/search`, body);
    expect(refused.json).toMatchObject({ statusCode: 400, message: expect.stringMatching(message) });
  });
});

describe("changing alerts", () => {
  it("sets a status by ids, as update-by-query answers, and leaves it in the audit trail", async () => {
    const server = withAlerts();
    const answer = await server.send("POST", `${path}/status`, {
      signal_ids: ["a", "b", "nobody"],
      status: "closed",
      reason: "duplicate",
    });
    expect(answer.json).toMatchObject({
      total: 2,
      updated: 1,
      noops: 1,
      version_conflicts: 0,
      failures: [],
      timed_out: false,
    });
    expect(server.alerts.get("a")?.document).toMatchObject({
      "kibana.alert.workflow_status": "closed",
      "kibana.alert.workflow_reason": "duplicate",
      "kibana.alert.workflow_user": "tess",
    });
    expect(server.alerts.audit("a")).toEqual([expect.objectContaining({ by: "tess", action: "status" })]);
    await server.send("POST", `${path}/status`, { signal_ids: ["a"], status: "in-progress" });
    expect(server.alerts.get("a")?.document["kibana.alert.workflow_status"]).toBe("acknowledged");
  });

  it("sets a status by a query, also an older one", async () => {
    const server = withAlerts();
    const query = {
      bool: {
        filter: [
          { term: { "signal.status": "open" } },
          { range: { "@timestamp": { lt: startMs + minute } } },
        ],
      },
    };
    const answer = await server.send("POST", `${path}/status`, {
      query,
      status: "acknowledged",
      conflicts: "proceed",
    });
    expect(answer.json).toMatchObject({ total: 1, updated: 1 });
    expect(server.alerts.get("a")?.document["kibana.alert.workflow_status"]).toBe("acknowledged");
    const all = await server.send("POST", `${path}/status`, { query: { match_all: {} }, status: "open" });
    expect(all.json).toMatchObject({ total: 5, updated: 2, noops: 3 });
  });

  it("adds and removes tags and assignees", async () => {
    const server = withAlerts();
    const tags = { tags_to_add: ["x", "y"], tags_to_remove: [] };
    expect((await server.send("POST", `${path}/tags`, { ids: ["a", "b"], tags })).json).toMatchObject({
      updated: 2,
    });
    const fewer = { tags_to_add: [], tags_to_remove: ["x"] };
    await server.send("POST", `${path}/tags`, { ids: ["a"], tags: fewer });
    expect(server.alerts.get("a")?.document["kibana.alert.workflow_tags"]).toEqual(["y"]);
    const assignees = { add: ["u1"], remove: [] };
    expect((await server.send("POST", `${path}/assignees`, { ids: ["a"], assignees })).json).toMatchObject({
      updated: 1,
      noops: 0,
    });
    expect(server.alerts.get("a")?.document["kibana.alert.workflow_assignee_ids"]).toEqual(["u1"]);
    expect(server.alerts.audit("a").map(({ action }) => action)).toEqual(["tags", "tags", "assignees"]);
  });

  it("is refused where it cannot be understood, or may not be done", async () => {
    const server = withAlerts();
    const wrong: readonly (readonly [where: string, body: JsonObject, message: RegExp])[] = [
      ["status", { signal_ids: ["a"], status: "gone" }, /"status" is one of/],
      ["status", { signal_ids: ["a"], status: "open", reason: "x" }, /"reason"/],
      ["status", { status: "open" }, /"signal_ids" or "query"/],
      ["status", { signal_ids: ["a"], query: {}, status: "open" }, /"signal_ids" or "query"/],
      ["status", { query: { magic: {} }, status: "open" }, /magic/],
      ["status", { signal_ids: ["a"], status: "open", conflicts: "ignore" }, /"conflicts"/],
      ["tags", { ids: [], tags: {} }, /"ids"/],
      ["tags", { ids: ["a"], tags: { tags_to_add: ["x"], tags_to_remove: ["x"] } }, /added and removed/],
      ["tags", { ids: ["a"], tags: { tags_to_add: [""] } }, /empty/],
      ["assignees", { ids: ["a"], assignees: { add: [1] } }, /no text/],
    ];
    for (const [where, body, message] of wrong) {
      expect((await server.send("POST", `${path}/${where}`, body)).json, message.source).toMatchObject({
        statusCode: 400,
        message: expect.stringMatching(message),
      });
    }
    const reader = kibanaServer(folder.open(), { permissions: ["read"] });
    expect((await reader.send("POST", `${path}/status`, { signal_ids: ["a"], status: "open" })).status).toBe(
      403,
    );
    expect((await reader.send("POST", `${path}/tags`, { ids: ["a"], tags: {} })).status).toBe(403);
  });
});

describe("older names", () => {
  it("are those of fields, and nothing else", () => {
    expect(
      withPresentNames({
        query: {
          bool: {
            must: [{ term: { "signal.rule.id": "signal.rule.id" } }],
            must_not: { exists: { field: "signal.group.id" } },
          },
        },
        aggs: { "signal.x": { terms: { field: "signal.rule.name", order: { "signal.y": "asc" } } } },
        sort: [{ "signal.original_time": "asc" }, "signal.depth"],
        _source: ["signal.rule.name"],
        fields: [{ field: "signal.status" }],
      }),
    ).toEqual({
      query: {
        bool: {
          must: [{ term: { "kibana.alert.rule.uuid": "signal.rule.id" } }],
          must_not: { exists: { field: "kibana.alert.group.id" } },
        },
      },
      aggs: {
        "signal.x": { terms: { field: "kibana.alert.rule.name", order: { "signal.y": "asc" } } },
      },
      sort: [{ "kibana.alert.original_time": "asc" }, "kibana.alert.depth"],
      _source: ["kibana.alert.rule.name"],
      fields: [{ field: "kibana.alert.workflow_status" }],
    });
  });
});
