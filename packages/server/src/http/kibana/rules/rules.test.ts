import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "../../../platform/database.test-support.ts";
import { addBundledRule, eqlRule, kibanaServer, startMs } from "../kibana.test-support.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const path = "/api/detection_engine/rules";
const open = (options: Parameters<typeof kibanaServer>[1] = {}) => kibanaServer(folder.open(), options);

describe("a rule", () => {
  it("is created, read, changed and deleted, in the shape of the original", async () => {
    const server = open();
    const created = await server.send(
      "POST",
      path,
      eqlRule({ required_fields: [{ name: "host.id", type: "keyword" }] }),
    );
    expect(created.status).toBe(200);
    expect(created.headers.get("elastic-api-version")).toBe("2023-10-31");
    expect(created.json).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      rule_id: "r1",
      immutable: false,
      rule_source: { type: "internal" },
      created_at: new Date(startMs).toISOString(),
      created_by: "tess",
      updated_at: new Date(startMs).toISOString(),
      updated_by: "tess",
      enabled: true,
      version: 1,
      revision: 0,
      from: "now-6m",
      to: "now",
      interval: "5m",
      max_signals: 100,
      author: [],
      references: [],
      false_positives: [],
      threat: [],
      exceptions_list: [],
      actions: [],
      risk_score_mapping: [],
      severity_mapping: [],
      related_integrations: [],
      setup: "",
      required_fields: [{ name: "host.id", type: "keyword", ecs: true }],
    });
    expect(created.json).not.toHaveProperty("eqlite_warnings");
    const { id } = created.json;
    for (const query of [`id=${id}`, "rule_id=r1"]) {
      expect((await server.send("GET", `${path}?${query}`)).json).toEqual(created.json);
      expect((await server.send("GET", `/s/default${path}?${query}`)).json).toEqual(created.json);
    }
    server.advance(1000);
    const patched = await server.send("PATCH", path, {
      rule_id: "r1",
      name: "New",
      max_signals: 5,
      rule_id_: null,
    });
    expect(patched.json).toMatchObject({
      id,
      name: "New",
      max_signals: 5,
      revision: 1,
      query: created.json.query,
    });
    const disabled = await server.send("PATCH", path, { id, enabled: false });
    expect(disabled.json).toMatchObject({ enabled: false, revision: 1 });
    const put = await server.send("PUT", path, {
      ...eqlRule({ name: "Whole" }),
      rule_id: undefined,
      id,
    } as never);
    // What is not named goes back to its default, but for `enabled` and `version`.
    expect(put.json).toMatchObject({
      id,
      rule_id: "r1",
      name: "Whole",
      max_signals: 100,
      enabled: false,
      revision: 2,
    });
    expect((await server.send("DELETE", `${path}?rule_id=r1`)).json).toMatchObject({ id, name: "Whole" });
    expect((await server.send("GET", `${path}?rule_id=r1`)).status).toBe(404);
    expect((await server.send("DELETE", `${path}?id=${id}`)).status).toBe(404);
  });

  it("gives back what was answered without a difference", async () => {
    const server = open();
    const created = await server.send("POST", path, eqlRule({ note: "## Guide", meta: { from: "1m" } }));
    const put = await server.send("PUT", path, created.json);
    expect(put.json).toEqual(created.json);
  });

  it("takes away what is null in a patch", async () => {
    const server = open();
    await server.send("POST", path, eqlRule({ note: "text" }));
    const patched = await server.send("PATCH", path, { rule_id: "r1", note: null });
    expect(patched.json).not.toHaveProperty("note");
  });

  it("is answered with its last execution", async () => {
    const server = open();
    await server.send("POST", path, eqlRule());
    server.executions.start([{ id: "e1", ruleId: "r1", type: "scheduled", startedMs: startMs }]);
    server.executions.finish([
      { id: "e1", status: "partial failure", finishedMs: startMs + 20, warnings: ["careful", "slow"] },
    ]);
    expect((await server.send("GET", `${path}?rule_id=r1`)).json.execution_summary).toEqual({
      last_execution: {
        date: new Date(startMs + 20).toISOString(),
        status: "partial failure",
        status_order: 20,
        message: "careful, slow",
        metrics: { total_search_duration_ms: 20 },
      },
    });
    expect(
      (await server.send("GET", `${path}/_find`)).json.data[0].execution_summary.last_execution.status,
    ).toBe("partial failure");
  });

  it("of a type that is not run is kept, with a warning", async () => {
    const server = open();
    const threshold = {
      ...eqlRule({ type: "threshold", language: "kuery", query: "process.name: x" }),
      threshold: { field: ["host.name"], value: 5 },
    };
    const created = await server.send("POST", path, threshold);
    expect(created.status).toBe(200);
    expect(created.json.threshold).toEqual({ field: ["host.name"], value: 5, cardinality: [] });
    const warning = { severity: "warning", message: "Rules of type threshold are kept, but not run yet." };
    expect(created.json.eqlite_warnings).toEqual([expect.objectContaining(warning)]);
    const found = (await server.send("GET", `${path}/_find`)).json;
    expect(found.data[0].eqlite_warnings).toEqual([expect.objectContaining(warning)]);
  });

  it("with a broken query is refused with line, column and the line itself", async () => {
    const server = open();
    const query = 'process where\n  process.pid == "a.exe"';
    const refused = await server.send("POST", path, eqlRule({ query }));
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ statusCode: 400, status_code: 400, error: "Bad Request" });
    const [diagnostic] = refused.json.diagnostics;
    expect(diagnostic).toMatchObject({
      code: expect.stringMatching(/^EQL2/),
      field: "query",
      severity: "error",
      position: { line: 2, column: 3, from: 16 },
    });
    expect(refused.json.message).toContain("query:2:3");
    expect(refused.json.message).toContain('process.pid == "a.exe"');
    expect(refused.json.message).toContain("^^^");
    expect(server.rules.all()).toEqual([]);
  });

  it("with a field that nobody knows is taken, with a warning that says where", async () => {
    const created = await open().send("POST", path, eqlRule({ query: 'process where process.nam == "a"' }));
    expect(created.status).toBe(200);
    expect(created.json.eqlite_warnings).toEqual([
      expect.objectContaining({
        severity: "warning",
        field: "query",
        position: expect.objectContaining({ line: 1, column: 15 }),
      }),
    ]);
  });

  it("with several errors is told all of them at once, those of the query too", async () => {
    const refused = await open().send("POST", path, {
      type: "eql",
      query: "process where",
      language: "eql",
      name: "n",
      risk_score: 500,
      threat: [{ framework: "MITRE ATT&CK" }],
    });
    expect(refused.status).toBe(400);
    const told = refused.json.diagnostics.map(
      ({ code, field }: { code: string; field: string }) => `${code} ${field}`,
    );
    expect(told).toEqual(
      expect.arrayContaining([
        "RULE102 description",
        "RULE102 severity",
        "RULE103 risk_score",
        "RULE102 threat[0].tactic",
        expect.stringMatching(/^EQL\d+ query$/),
      ]),
    );
  });

  const shared = makeDatabaseFolder();
  afterAll(shared.clear);
  let refusing: ReturnType<typeof kibanaServer>;
  beforeAll(() => {
    refusing = kibanaServer(shared.open());
  });
  const refusals: readonly (readonly [what: string, body: unknown, status: number, message: RegExp])[] = [
    ["no body", undefined, 400, /no body/],
    ["no JSON", "{", 400, /no JSON/],
    ["a list", [], 400, /no object/],
    ["nesting beyond the bound", `{"meta":${'{"a":'.repeat(200)}1${"}".repeat(201)}`, 400, /nests deeper/],
    ["an unknown type", eqlRule({ type: "magic" }), 400, /not a rule type/],
    ["a NUL in its name", eqlRule({ name: "a\0b" }), 400, /text in "name"/],
    [
      "an exception list that is not there",
      eqlRule({ exceptions_list: [{ id: "x", list_id: "l", type: "detection", namespace_type: "single" }] }),
      400,
      /exception list "l"/,
    ],
  ];
  it.each(refusals)("is refused with %s", async (_, body, status, message) => {
    const refused = await refusing.send("POST", path, body as never);
    expect(refused.json).toMatchObject({ statusCode: status, message: expect.stringMatching(message) });
    expect(refused.status).toBe(status);
  });

  it("keeps members of the prototype apart", async () => {
    const server = open();
    const body = JSON.stringify(eqlRule()).replace("{", '{"__proto__":{"enabled":false},"constructor":1,');
    const created = await server.send("POST", path, body);
    expect(created.status).toBe(200);
    expect(created.json.enabled).toBe(true);
  });

  it("is a conflict where its rule_id is taken, and not found where there is none", async () => {
    const server = open();
    await server.send("POST", path, eqlRule());
    expect((await server.send("POST", path, eqlRule())).status).toBe(409);
    expect((await server.send("PUT", path, eqlRule({ rule_id: "other" }))).status).toBe(404);
    expect((await server.send("PATCH", path, { id: "nobody", name: "x" })).status).toBe(404);
    expect((await server.send("PATCH", path, { name: "x" })).json.message).toContain('"id" or "rule_id"');
    expect((await server.send("GET", path)).status).toBe(400);
  });

  it("makes the list of the endpoint where it refers to it", async () => {
    const server = open();
    const reference = {
      id: "endpoint_list",
      list_id: "endpoint_list",
      type: "endpoint",
      namespace_type: "agnostic",
    };
    const created = await server.send("POST", path, eqlRule({ exceptions_list: [reference] }));
    const list = server.exceptions.getList({ listId: "endpoint_list", namespaceType: "agnostic" });
    expect(created.json.exceptions_list).toEqual([{ ...reference, id: list?.id }]);
  });

  it("of the program is changed, but not deleted", async () => {
    const server = open();
    const { ruleId } = addBundledRule(server);
    const read = await server.send("GET", `${path}?rule_id=${ruleId}`);
    expect(read.json).toMatchObject({
      immutable: true,
      rule_source: { type: "external", is_customized: false, has_base_version: false, customized_fields: [] },
    });
    expect((await server.send("DELETE", `${path}?rule_id=${ruleId}`)).status).toBe(409);
    const patched = await server.send("PATCH", path, { rule_id: ruleId, risk_score: 50 });
    expect(patched.json).toMatchObject({ risk_score: 50, rule_source: { is_customized: true } });
  });
});

describe("requests", () => {
  it("need the permission", async () => {
    const reader = open({ permissions: ["read"] });
    expect((await reader.send("POST", path, eqlRule())).status).toBe(403);
    expect((await reader.send("GET", `${path}/_find`)).status).toBe(200);
    const nobody = open({ permissions: ["triage"] });
    expect((await nobody.send("GET", `${path}/_find`)).status).toBe(403);
  });

  it("name the only space and the only version", async () => {
    const server = open();
    const elsewhere = await server.send("GET", `/s/other${path}/_find`);
    expect(elsewhere.json).toMatchObject({ statusCode: 404, message: expect.stringContaining('"other"') });
    const version = (value: string) =>
      server.send("GET", `${path}/_find`, undefined, { "elastic-api-version": value });
    expect((await version("2023-10-31")).status).toBe(200);
    expect((await version("1")).status).toBe(400);
    // Errors name the version, too.
    expect((await server.send("GET", path)).headers.get("elastic-api-version")).toBe("2023-10-31");
  });

  it("with a cookie need kbn-xsrf to write", async () => {
    const server = open();
    const send = (headers: Record<string, string>) => server.send("POST", path, eqlRule(), headers);
    expect((await send({ cookie: "session=x" })).json).toMatchObject({
      statusCode: 400,
      message: /kbn-xsrf/.exec("kbn-xsrf") && expect.stringContaining("kbn-xsrf"),
    });
    expect((await server.send("GET", `${path}/_find`, undefined, { cookie: "session=x" })).status).toBe(200);
    expect((await send({ cookie: "session=x", "kbn-xsrf": "true" })).status).toBe(200);
    expect(
      (
        await server.send("DELETE", `${path}?rule_id=r1`, undefined, {
          cookie: "s=x",
          authorization: "ApiKey k",
        })
      ).status,
    ).toBe(200);
  });
});

describe("finding rules", () => {
  // Nothing is changed by finding: one server does for all.
  const shared = makeDatabaseFolder();
  afterAll(shared.clear);
  let server: ReturnType<typeof kibanaServer>;
  const names = (answer: { json: { data: { name: string }[] } }) => answer.json.data.map(({ name }) => name);
  beforeAll(async () => {
    server = kibanaServer(shared.open());
    const make = (number: number, more: object = {}) =>
      server.send("POST", path, eqlRule({ rule_id: `r${number}`, name: `Rule ${number}`, ...more }));
    await make(1, { severity: "low", risk_score: 21 });
    server.advance(1000);
    await make(2, { tags: ["x"], enabled: false });
    server.advance(1000);
    await make(3, { severity: "critical", tags: ["x", "y"], index: ["winlogbeat-*"] });
  });
  const find = (parameters: Record<string, string>) =>
    server.send("GET", `${path}/_find?${new URLSearchParams(parameters)}`);

  const filters: readonly (readonly [filter: string, found: readonly string[]])[] = [
    ["", ["Rule 1", "Rule 2", "Rule 3"]],
    ["alert.attributes.enabled: true", ["Rule 1", "Rule 3"]],
    ['alert.attributes.tags: "x"', ["Rule 2", "Rule 3"]],
    ['alert.attributes.tags: ("x" and "y")', ["Rule 3"]],
    ['alert.attributes.name: "rule 2"', ["Rule 2"]],
    ["alert.attributes.name.keyword: Rule*", ["Rule 1", "Rule 2", "Rule 3"]],
    ['alert.attributes.params.ruleId: "r1"', ["Rule 1"]],
    ["alert.attributes.params.ruleId: (r1 or r3)", ["Rule 1", "Rule 3"]],
    [
      'alert.attributes.params.severity: "low" or alert.attributes.params.severity: critical',
      ["Rule 1", "Rule 3"],
    ],
    ["alert.attributes.params.type: eql and alert.attributes.enabled: false", ["Rule 2"]],
    ["alert.attributes.params.type: eql and alert.attributes.params.type: query", []],
    ["alert.attributes.params.riskScore < 30", ["Rule 1"]],
    ["alert.attributes.params.immutable: true", []],
    ["alert.attributes.params.index: winlogbeat*", ["Rule 3"]],
    ["alert.attributes.alertTypeId: siem.eqlRule and not alert.attributes.tags: x", ["Rule 1"]],
  ];
  it.each(filters)("by %s", async (filter, found) => {
    const answer = await find({ filter });
    expect(names(answer)).toEqual(found);
    expect(answer.json.total).toBe(found.length);
  });

  it("in pages and orders, also where a filter is looked at here", async () => {
    const page = await find({
      page: "2",
      per_page: "2",
      sort_field: "created_at",
      sort_order: "desc",
    });
    expect(page.json).toMatchObject({ page: 2, perPage: 2, total: 3 });
    expect(names(page)).toEqual(["Rule 1"]);
    const filtered = {
      filter: "alert.attributes.name: rule*",
      per_page: "1",
      sort_field: "risk_score",
      sort_order: "asc",
    };
    expect(names(await find(filtered))).toEqual(["Rule 1"]);
    expect((await find({ ...filtered, per_page: "0" })).json).toMatchObject({ total: 3, data: [] });
  });

  const wrong: readonly (readonly [parameters: Record<string, string>, message: RegExp])[] = [
    [
      { filter: "alert.attributes.lastRun.outcome: failed" },
      /asks for "alert\.attributes\.lastRun\.outcome"/,
    ],
    [{ filter: "name" }, /needs its field/],
    [{ per_page: "10001" }, /"per_page" is a whole number from 0 to 10000/],
    [{ page: "0" }, /"page"/],
    [{ sort_field: "colour" }, /"sort_field" is one of/],
    [{ gap_range_start: "now-1d" }, /gap_range_start/],
  ];
  it.each(wrong)("refuses %j", async (parameters, message) => {
    const refused = await find(parameters);
    expect(refused.json).toMatchObject({ statusCode: 400, message: expect.stringMatching(message) });
  });

  it("counts tags in filters without end", async () => {
    const many = Array.from({ length: 2000 }, () => 'alert.attributes.tags: "x"').join(" and ");
    const answer = await find({ filter: many });
    expect(names(answer)).toEqual(["Rule 2", "Rule 3"]);
  });
});

describe("what clients ask before they begin", () => {
  it("is answered truthfully", async () => {
    const server = open();
    addBundledRule(server);
    await server.send("POST", path, eqlRule({ tags: ["b", "a"] }));
    const tags = (await server.send("GET", "/api/detection_engine/tags")).json;
    expect(tags).toEqual(expect.arrayContaining(["a", "b", "OS: Windows"]));
    expect((await server.send("GET", `${path}/prepackaged/_status`)).json).toMatchObject({
      rules_custom_installed: 1,
      rules_installed: 1,
      rules_not_installed: 0,
    });
    expect((await server.send("PUT", `${path}/prepackaged`)).json).toMatchObject({ rules_installed: 0 });
    const index = "/api/detection_engine/index";
    expect((await server.send("GET", index)).json).toMatchObject({ name: ".alerts-security.alerts-default" });
    expect((await server.send("POST", index)).json).toEqual({ acknowledged: true });
    expect((await server.send("DELETE", index)).status).toBe(404);
    const privileges = (await server.send("GET", "/api/detection_engine/privileges")).json;
    expect(privileges).toMatchObject({ username: "tess", has_all_requested: true, is_authenticated: true });
    const reader = open({ permissions: ["read"] });
    const fewer = (await reader.send("GET", "/api/detection_engine/privileges")).json;
    expect(fewer).toMatchObject({
      has_all_requested: false,
      index: { ".alerts-security.alerts-default": { read: true, write: false } },
    });
  });
});
