import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { builtInCatalogue, type JsonObject } from "@eqlite/core/events";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeAlert } from "../../alerts/alert-store.test-support.ts";
import { prepareDetectionRule } from "../../detection/rule-set.ts";
import { scratchFolder } from "../../events/scratch-folder.test-support.ts";
import { basic } from "../../security/security.test-support.ts";
import type { EventBlock, EventStore } from "../../stores/event-store.ts";
import { createRulePreviews } from "./preview-rule.ts";
import { v1Limits } from "./v1-limits.ts";
import {
  addRule,
  isoAt,
  nowMs,
  openSharedV1,
  openV1,
  processEvent,
  rule,
  sequenceRule,
  type V1Server,
} from "./v1-server.test-support.ts";

const minuteMs = 60_000;
let server: V1Server;

const rulesOf = async (query: string): Promise<readonly JsonObject[]> =>
  (await server.ok("GET", `/api/v1/rules?${query}`))["rules"] as readonly JsonObject[];

function addFour(): void {
  addRule(server, rule("fine", { tags: ["x"] }));
  addRule(server, rule("broken", { query: "process where", severity: "low" }));
  addRule(server, rule("off", { enabled: false, name: "Zeta" }));
  addRule(server, rule("sample", { query: "sample by host.name [process where true] [process where true]" }));
}

describe("rules and how they fare", () => {
  beforeAll(async () => {
    server = await openSharedV1();
    addFour();
  });

  it("say whether they run, or why not", async () => {
    const rules = await rulesOf("sort=name&per_page=10");
    expect(rules.map((one) => [one["rule_id"], one["state"], one["is_live"]])).toEqual([
      ["broken", "cannot-run", false],
      ["fine", "running", true],
      ["sample", "running", false],
      ["off", "disabled", false],
    ]);
    expect(rules[0]?.["problem"]).toMatch(/^EQL\d+: /);
    expect(rules[1]).toMatchObject({ problem: null, not_live_because: null, next_due_at: isoAt(nowMs) });
    expect(rules[2]?.["not_live_because"]).toBe("a sample looks at all events of a window");
    expect(rules[3]).toMatchObject({ enabled: false, next_due_at: null, last_execution: null });
  });

  it.each([
    ["cannot_run=true", ["broken"]],
    ["enabled=false", ["off"]],
    ["name=zet", ["off"]],
    ["tag=x", ["fine"]],
    ["severity=low", ["broken"]],
    ["origin=file", []],
    ["type=eql&sort=name&order=desc&per_page=2", ["off", "sample"]],
    ["sort=name&per_page=2&page=2", ["sample", "off"]],
  ])("are found by %s", async (query, expected) => {
    expect((await rulesOf(query)).map((one) => one["rule_id"])).toEqual(expected);
  });
});

describe("rules", () => {
  beforeEach(async () => {
    server = await openV1();
    addFour();
  });

  it("have executions, alerts of the last day, and a next time", async () => {
    await server.store([processEvent("mshta.exe")]);
    await server.detection.scheduler.tick();
    const [fine] = await rulesOf("tag=x");
    expect(fine).toMatchObject({
      alerts_last_day: 1,
      next_due_at: isoAt(nowMs + 5 * minuteMs),
      last_success_at: isoAt(nowMs),
      last_execution: { status: "succeeded", type: "scheduled", matches: 1, alerts_new: 0, alerts_known: 1 },
    });
    server.clock.ms += 5 * minuteMs;
    await server.detection.scheduler.tick();
    const page = await server.ok("GET", "/api/v1/rules/fine/executions?per_page=1&page=2");
    expect(page).toMatchObject({ total: 2, executions: [{ started_at: isoAt(nowMs) }] });
    expect(await server.refusal("GET", "/api/v1/rules/none/executions")).toMatchObject({ status: 404 });
  });

  it("are turned on and off, and know what they were before", async () => {
    expect(await server.ok("POST", "/api/v1/rules/fine/disable")).toMatchObject({
      enabled: false,
      state: "disabled",
      updated_by: "ada",
    });
    expect(server.detection.ruleSet.current().rules.map((one) => one.rule.ruleId)).not.toContain("fine");
    expect(await server.ok("POST", "/api/v1/rules/fine/enable")).toMatchObject({ state: "running" });
    const { entries } = await server.ok("GET", "/api/v1/audit-trail?size=2");
    const noted = { outcome: "success", principal: "ada", address: "unknown", target: "fine" };
    expect(entries).toMatchObject([
      { ...noted, action: "enable-rule" },
      { ...noted, action: "disable-rule" },
    ]);
    server.data.rules.patch(
      { ruleId: "fine" },
      { parameters: { severity: "critical" }, principal: { name: "ann" }, nowMs: nowMs + 1 },
    );
    const one = await server.ok("GET", "/api/v1/rules/fine");
    expect(one).toMatchObject({
      rule: { rule_id: "fine", severity: "critical", revision: 1 },
      parameters: { severity: "critical" },
      history: [
        { revision: 0, parameters: { severity: "high" } },
        { revision: 1, saved_by: "ann", parameters: { severity: "critical" } },
      ],
    });
    for (const path of ["", "/gaps"]) {
      expect(await server.refusal("GET", `/api/v1/rules/none${path}`)).toMatchObject({ status: 404 });
    }
    for (const what of ["enable", "disable", "take-from-file", "gaps/fill"]) {
      expect(await server.refusal("POST", `/api/v1/rules/none/${what}`)).toMatchObject({ status: 404 });
    }
    expect(await server.refusal("POST", "/api/v1/rules/fine/take-from-file")).toMatchObject({
      status: 400,
      message: expect.stringContaining("comes from no file"),
    });
  });

  it("run over a past time, and fill their gaps", async () => {
    await server.store([processEvent("mshta.exe", { n: 2 }, nowMs - 60 * minuteMs)]);
    server.data.executions.gaps.add(
      [{ ruleId: "fine", reason: "rule_did_not_run", fromMs: nowMs - minuteMs, toMs: nowMs + minuteMs }],
      nowMs,
    );
    expect((await rulesOf("tag=x"))[0]).toMatchObject({ unfilled_gap_ms: 2 * minuteMs });
    expect(await server.ok("POST", "/api/v1/rules/fine/run", { from: "now-70m", to: "now-50m" })).toEqual({
      executions: 4,
    });
    expect(await server.ok("POST", "/api/v1/rules/fine/gaps/fill")).toEqual({ gaps: 1 });
    await server.detection.manual.done();
    expect(await server.ok("GET", "/api/v1/rules/fine/gaps?state=filled")).toMatchObject({
      total: 1,
      gaps: [{ state: "filled", reason: "rule_did_not_run", from: isoAt(nowMs - minuteMs) }],
    });
    const { executions } = await server.ok("GET", "/api/v1/rules/fine/executions");
    expect((executions as readonly JsonObject[]).map((one) => [one["type"], one["status"]])).toEqual(
      Array(5).fill(["manual", "succeeded"]),
    );
    expect(await server.refusal("POST", "/api/v1/rules/off/run", { from: "now-1h" })).toMatchObject({
      status: 404,
    });
    expect(await server.refusal("POST", "/api/v1/rules/fine/run", { from: "now-400d" })).toMatchObject({
      status: 400,
      message: expect.stringContaining("90 days"),
    });
    expect(await server.refusal("POST", "/api/v1/rules/fine/run", {})).toMatchObject({
      status: 400,
      message: expect.stringContaining("The field from"),
    });
  });
});

describe("a rule of a file", () => {
  const scratch = scratchFolder();
  const path = join(scratch.path, "rule.json");

  it("that was changed here takes again what the file says", async () => {
    writeFileSync(path, JSON.stringify(rule("r1")));
    server = await openV1({ rules: [path] });
    server.data.rules.patch(
      { ruleId: "r1" },
      { parameters: { severity: "low" }, principal: { name: "ann" }, nowMs },
    );
    expect((await rulesOf(""))[0]).toMatchObject({ severity: "low", is_edited: true, origin: "file", path });
    expect(await server.ok("POST", "/api/v1/rules/r1/take-from-file")).toMatchObject({
      severity: "high",
      is_edited: false,
      revision: 2,
    });
  });
});

describe("what is run by hand", () => {
  it("stands in the audit trail: runs, and gaps where there are some", async () => {
    server = await openV1();
    addRule(server, rule("r1"));
    server.data.executions.gaps.add(
      [{ ruleId: "r1", reason: "rule_did_not_run", fromMs: nowMs - 5 * minuteMs, toMs: nowMs }],
      nowMs,
    );
    await server.ok("POST", "/api/v1/rules/r1/run", { from: "now-10m" });
    await server.ok("POST", "/api/v1/rules/r1/gaps/fill");
    await server.detection.manual.done();
    // Nothing is left to be filled, and nothing is noted.
    await server.ok("POST", "/api/v1/rules/r1/gaps/fill");
    const { entries } = await server.ok("GET", "/api/v1/audit-trail?size=2");
    expect(entries).toMatchObject([
      { action: "fill-gaps", target: "r1", principal: "ada", detail: "1 gap" },
      {
        action: "run-rule",
        target: "r1",
        principal: "ada",
        detail: `${isoAt(nowMs - 10 * minuteMs)} to ${isoAt(nowMs)}`,
      },
    ]);
  });
});

describe("a rule with translations", () => {
  const scratch = scratchFolder();
  const path = join(scratch.path, "rule.json");
  const chinese = { name: "启动了计算器", note: "先看父进程。", false_positives: ["会计"] };
  const written = rule("r1", {
    note: "Look at the parent.",
    false_positives: ["Accounting"],
    translations: { "zh-CN": chinese },
  });
  const alertOf = (fields: JsonObject): JsonObject => ({
    "kibana.alert.rule.rule_id": "r1",
    "kibana.alert.rule.name": String(written["name"]),
    "kibana.alert.rule.note": "Look at the parent.",
    "kibana.alert.rule.false_positives": ["Accounting"],
    ...fields,
  });
  const translationsOf = async (id: string) =>
    (await server.ok("GET", `/api/v1/alerts/${id}`))["rule_translations"];

  it("keeps them, and says the names for lists; Kibana's form has none", async () => {
    writeFileSync(path, JSON.stringify(written));
    server = await openV1({ rules: [path] });
    expect(await server.ok("GET", "/api/v1/rules/r1")).toMatchObject({
      parameters: { translations: { "zh-CN": chinese } },
    });
    const names = async (language: string) =>
      (await server.ok("GET", `/api/v1/rule-names?language=${language}`))["names"];
    expect(await names("zh-CN")).toEqual([
      { rule_id: "r1", name: written["name"], translated: "启动了计算器" },
    ]);
    expect(await names("fr")).toEqual([]);
    expect(await names(encodeURIComponent('"].x'))).toEqual([]);
    expect((await server.refusal("GET", `/api/v1/rule-names?language=${"x".repeat(36)}`)).status).toBe(400);
    const kibana = await server.app.request("/api/detection_engine/rules?rule_id=r1", {
      headers: basic("ada"),
    });
    expect(kibana.status).toBe(200);
    expect(await kibana.json()).not.toHaveProperty("translations");
  });

  it("shows an alert those of what the rule said when it was raised", async () => {
    writeFileSync(path, JSON.stringify(written));
    server = await openV1({ rules: [path] });
    server.data.alerts.add([
      makeAlert({ id: "then", more: alertOf({}) }),
      makeAlert({ id: "named", more: alertOf({ "kibana.alert.rule.name": "calc.exe on WS-17" }) }),
      makeAlert({ id: "gone", more: alertOf({ "kibana.alert.rule.rule_id": "r0" }) }),
    ]);
    expect(await translationsOf("then")).toEqual({ "zh-CN": chinese });
    const { name: _, ...others } = chinese;
    expect(await translationsOf("named")).toEqual({ "zh-CN": others });
    expect(await translationsOf("gone")).toEqual({});
    // The guide is another one now, and nobody has translated it: alerts go on with what it was.
    const changed = await server.ok("PUT", "/api/v1/rules/r1", {
      rule: { ...written, note: "Look at the children." },
    });
    expect(changed).toMatchObject({ revision: 1 });
    expect(
      ((await server.ok("GET", "/api/v1/rules/r1"))["parameters"] as JsonObject)["translations"],
    ).toEqual({ "zh-CN": { name: chinese.name, false_positives: chinese.false_positives } });
    expect(await translationsOf("then")).toEqual({ "zh-CN": chinese });
  });

  it("keeps them when a client of Kibana's form replaces it, and loses them when its text goes without", async () => {
    server = await openV1();
    await server.ok("POST", "/api/v1/rules", { rule: written });
    const { translations: _, ...form } = written;
    const put = await server.app.request("/api/detection_engine/rules", {
      method: "PUT",
      headers: { ...basic("ada"), "kbn-xsrf": "test", "content-type": "application/json" },
      body: JSON.stringify({ ...form, risk_score: 3 }),
    });
    expect(put.status).toBe(200);
    expect(await server.ok("GET", "/api/v1/rules/r1")).toMatchObject({
      parameters: { risk_score: 3, translations: { "zh-CN": chinese } },
    });
    const text = JSON.stringify(form);
    await server.ok("PUT", "/api/v1/rules/r1", { rule: text });
    const { parameters } = await server.ok("GET", "/api/v1/rules/r1");
    expect(parameters).not.toHaveProperty("translations");
  });
});

describe("checking", () => {
  beforeAll(async () => {
    server = await openSharedV1();
  });

  const check = async (given: unknown, name?: string): Promise<JsonObject> =>
    await server.ok("POST", "/api/v1/rules/check", { rule: given, ...(name === undefined ? {} : { name }) });

  it("says that a rule is right, and what it is in the API's form", async () => {
    expect(await check(rule("r1"))).toMatchObject({
      ok: true,
      rules: [
        { rule_id: "r1", type: "eql", can_run: true, parameters: { severity: "high", interval: "5m" } },
      ],
      diagnostics: [],
    });
  });

  it("points at what is wrong in the text that was sent", async () => {
    const toml = [
      "[rule]",
      'rule_id = "r1"',
      'name = "One"',
      'description = "A test."',
      'type = "eql"',
      'language = "eql"',
      'severity = "high"',
      "risk_score = 73",
      'query = "process where process.pid == \\"x"',
      "",
    ].join("\n");
    const { ok, source, diagnostics } = await check(toml);
    expect([ok, source]).toEqual([false, toml]);
    const [first] = diagnostics as readonly JsonObject[];
    expect(first).toMatchObject({
      severity: "error",
      place: { line: 9 },
      code: expect.stringMatching(/^EQL/),
    });
    expect(first?.["printed"]).toContain("rule.toml:9:");
    const { from, to } = (first?.["place"] ?? {}) as { from?: number; to?: number };
    expect(toml.slice(from, to)).toContain("x");
  });

  it("points into an object as it was written down, and offers the edit that is meant", async () => {
    const checked = await check(rule("r1", { query: 'process where process.name = "x"' }));
    const [first] = checked["diagnostics"] as readonly JsonObject[];
    const fix = first?.["fix"] as { place: { from: number; to: number }; replacement: string };
    const source = String(checked["source"]);
    expect(source.slice(fix.place.from, fix.place.to)).toBe("=");
    expect(fix.replacement).toBe("==");
    expect(checked["ok"]).toBe(false);
  });

  it("says where there is no rule, and what it takes", async () => {
    expect(await check("good morning")).toMatchObject({ ok: false, diagnostics: [{ code: "RULE100" }] });
    expect(await check("")).toMatchObject({ ok: false });
    expect(await check({})).toMatchObject({ ok: false });
    expect((await server.refusal("POST", "/api/v1/rules/check", { rule: 7 })).message).toContain(
      "a text or an object",
    );
    const most = "#".repeat(v1Limits.maxRuleUnits);
    expect(await check(most)).toMatchObject({ ok: false });
    expect(await server.refusal("POST", "/api/v1/rules/check", { rule: `${most}#` })).toMatchObject({
      status: 400,
    });
  });
});

describe("a preview", () => {
  beforeEach(async () => {
    server = await openV1();
    await server.store([
      processEvent("mshta.exe", { n: 1 }, nowMs - 50 * minuteMs),
      processEvent("mshta.exe", { n: 2 }, nowMs - 20 * minuteMs),
      processEvent("mshta.exe", { n: 3 }, nowMs - 10 * minuteMs),
      processEvent("cmd.exe", {}, nowMs - 10 * minuteMs),
      processEvent("whoami.exe", {}, nowMs - 10 * minuteMs + 1_000),
    ]);
  });

  it("shows what a rule would raise, by the time of events, and stores nothing", async () => {
    const preview = await server.ok("POST", "/api/v1/rules/preview", { rule: rule("new"), from: "now-30m" });
    expect(preview).toMatchObject({
      from: isoAt(nowMs - 30 * minuteMs),
      to: isoAt(nowMs),
      count: 2,
      is_cut: false,
      interval_ms: 5_000,
      columns: [
        { from: isoAt(nowMs - 20 * minuteMs), count: 1 },
        { from: isoAt(nowMs - 10 * minuteMs), count: 1 },
      ],
      alerts: [{ document: { n: 3 }, rule_id: "new" }, { document: { n: 2 } }],
      warnings: [],
    });
    expect(server.data.alerts.count({})).toBe(0);
    expect(server.data.executions.history("new").total).toBe(0);
    const sequence = await server.ok("POST", "/api/v1/rules/preview", {
      rule: sequenceRule("s"),
      from: "now-30m",
    });
    expect(sequence).toMatchObject({ count: 1, alerts: [{ events: 2 }] });
  });

  it("knows the index patterns and the exceptions of the rule", async () => {
    const elsewhere = rule("new", { index: ["logs-other-*"] });
    expect(
      await server.ok("POST", "/api/v1/rules/preview", { rule: elsewhere, from: "now-1h" }),
    ).toMatchObject({
      count: 0,
    });
    const listed = rule("new", {
      exceptions_list: [{ id: "x", list_id: "none", type: "detection", namespace_type: "single" }],
    });
    expect(
      await server.refusal("POST", "/api/v1/rules/preview", { rule: listed, from: "now-1h" }),
    ).toMatchObject({ status: 400, message: "There is no exception list none" });
  });

  it("refuses a rule with errors, and a time that is none", async () => {
    const broken = { rule: rule("new", { query: "process where" }), from: "now-1h" };
    expect(await server.refusal("POST", "/api/v1/rules/preview", broken)).toMatchObject({
      status: 400,
      message: expect.stringContaining("The rule has errors"),
    });
    const other = { rule: rule("new", { type: "query", language: "kuery", query: "*" }), from: "now-1h" };
    expect((await server.refusal("POST", "/api/v1/rules/preview", other)).message).toContain("not run yet");
    const never = { rule: rule("new"), from: "now", to: "now-1h" };
    expect((await server.refusal("POST", "/api/v1/rules/preview", never)).message).toContain(
      "from comes before to",
    );
  });

  const previewOf = (limits: Parameters<typeof createRulePreviews>[1], stopping = new AbortController()) => {
    const { data, clock, config } = server;
    const prepared = prepareDetectionRule(
      { ...(data.rules.get({ ruleId: "r1" }) as NonNullable<ReturnType<typeof data.rules.get>>) },
      {
        exceptions: data.exceptions,
        catalogue: builtInCatalogue(),
        clock,
        enforceIndex: config.enforceIndex,
        alsoCovers: new Map(),
      },
    );
    if ("problem" in prepared) throw new Error(prepared.problem.message);
    // As from a disk: what takes no time never comes to its deadline.
    const store: EventStore = Object.assign(Object.create(data.store) as EventStore, {
      read: async (block: EventBlock) => {
        await setTimeout(20);
        return data.store.read(block);
      },
    });
    const run = createRulePreviews(
      { store, catalogue: builtInCatalogue(), clock, stopping: stopping.signal },
      limits,
    );
    return (signal: AbortSignal = new AbortController().signal) =>
      run({ rule: prepared.rule, fromMs: 0, toMs: nowMs, signal });
  };

  it("counts and shows so many, of the latest events", async () => {
    addRule(server, rule("r1"));
    await expect(previewOf({ maxPreviewCounted: 2, maxPreviewAlerts: 1 })()).resolves.toMatchObject({
      count: 2,
      isCut: true,
      alerts: [{ document: { n: 3 } }],
      timesMs: [nowMs - 10 * minuteMs, nowMs - 20 * minuteMs],
    });
    await expect(previewOf({ maxPreviewCounted: 4 })()).resolves.toMatchObject({ count: 3, isCut: false });
  });

  it("ends at its deadline, when the client goes, and when the server stops; and so many run at once", async () => {
    addRule(server, rule("r1"));
    await expect(previewOf({ previewDeadlineMs: 0 })()).rejects.toMatchObject({ code: "too-slow" });
    await expect(previewOf({})(AbortSignal.abort())).rejects.toMatchObject({ code: "too-slow" });
    const stopping = new AbortController();
    stopping.abort();
    await expect(previewOf({}, stopping)()).rejects.toMatchObject({ code: "store-closed" });
    const preview = previewOf({ maxPreviews: 1 });
    const first = preview();
    await expect(preview()).rejects.toMatchObject({ code: "too-busy" });
    await first;
    await expect(preview()).resolves.toMatchObject({ count: 3 });
  });
});
