import type { JsonObject } from "@eqlite/core/events";
import { afterEach, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "../../../platform/database.test-support.ts";
import { addBundledRule, eqlRule, kibanaServer, ndjson, startMs } from "../kibana.test-support.ts";
import { kibanaLimits } from "../kibana-limits.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const path = "/api/detection_engine/rules";

async function withRules(options: Parameters<typeof kibanaServer>[1] = {}) {
  const server = kibanaServer(folder.open(), options);
  const ids: string[] = [];
  for (const number of [1, 2, 3]) {
    const rule = eqlRule({ rule_id: `r${number}`, name: `Rule ${number}`, enabled: number !== 3 });
    ids.push((await server.send("POST", path, rule)).json.id);
  }
  const bulk = (body: JsonObject, query = "") => server.send("POST", `${path}/_bulk_action${query}`, body);
  const parameters = (ruleId: string): JsonObject => server.rules.get({ ruleId })?.parameters ?? {};
  return { server, ids, bulk, parameters };
}

describe("a bulk action", () => {
  it("enables and disables, and leaves rules alone that are so already", async () => {
    const { server, ids, bulk } = await withRules();
    const dry = await bulk({ action: "enable", ids }, "?dry_run=true");
    expect(dry.json).toEqual({
      success: true,
      rules_count: 3,
      attributes: {
        results: { updated: [], created: [], deleted: [], skipped: [] },
        summary: { failed: 0, skipped: 2, succeeded: 1, total: 3 },
      },
    });
    expect(server.rules.get({ ruleId: "r3" })?.enabled).toBe(false);
    const enabled = await bulk({ action: "enable", query: "" });
    expect(enabled.json.attributes.summary).toEqual({ failed: 0, skipped: 2, succeeded: 1, total: 3 });
    expect(enabled.json.attributes.results.updated).toEqual([
      expect.objectContaining({ rule_id: "r3", enabled: true }),
    ]);
    expect(enabled.json.attributes.results.skipped[0]).toEqual({
      id: ids[0],
      name: "Rule 1",
      skip_reason: "RULE_NOT_MODIFIED",
    });
    await bulk({ action: "disable", query: 'alert.attributes.name: "rule 1"' });
    expect(server.rules.all().map(({ enabled: is }) => is)).toEqual([false, true, true]);
  });

  it("deletes, with private exceptions", async () => {
    const { server, ids, bulk } = await withRules();
    const item = {
      name: "i",
      description: "d",
      type: "simple",
      entries: [{ type: "exists", field: "host.name", operator: "included" }],
    };
    await server.send("POST", `${path}/${ids[0]}/exceptions`, { items: [item] });
    expect(server.exceptions.findLists().total).toBe(1);
    expect((await bulk({ action: "delete", ids }, "?dry_run=true")).json.attributes.summary.succeeded).toBe(
      3,
    );
    expect(server.rules.all()).toHaveLength(3);
    const deleted = await bulk({ action: "delete", ids: ids.slice(0, 2) });
    expect(deleted.json.attributes.results.deleted.map((rule: JsonObject) => rule["rule_id"])).toEqual([
      "r1",
      "r2",
    ]);
    expect(server.rules.all().map(({ ruleId }) => ruleId)).toEqual(["r3"]);
    expect(server.exceptions.findLists().total).toBe(0);
  });

  it("tells which rules failed and why, and does the others", async () => {
    const { server, ids, bulk } = await withRules();
    const bundled = addBundledRule(server);
    const all = server.rules.all().find(({ ruleId }) => ruleId === bundled.ruleId);
    const answer = await bulk({ action: "delete", ids: ["nobody", all?.id ?? "", ids[0] ?? ""] });
    expect(answer.status).toBe(500);
    expect(answer.json).toMatchObject({ status_code: 500, message: expect.stringContaining("some") });
    expect(answer.json.attributes.summary).toEqual({ failed: 2, skipped: 0, succeeded: 1, total: 3 });
    expect(answer.json.attributes.errors).toEqual([
      { message: "There is no such rule.", status_code: 404, rules: [{ id: "nobody" }] },
      {
        message: expect.stringContaining("bundled.toml"),
        status_code: 409,
        rules: [{ id: all?.id, name: expect.any(String) }],
      },
    ]);
    expect(server.rules.get({ ruleId: "r1" })).toBeUndefined();
  });

  it("duplicates with or without exceptions", async () => {
    const { server, ids, bulk, parameters } = await withRules();
    const item = {
      name: "i",
      description: "d",
      type: "simple",
      entries: [{ type: "exists", field: "host.name", operator: "included" }],
    };
    await server.send("POST", `${path}/${ids[0]}/exceptions`, { items: [item] });
    const [own] = parameters("r1")["exceptions_list"] as readonly { list_id: string }[];
    const copied = await bulk({
      action: "duplicate",
      ids: [ids[0] ?? ""],
      duplicate: { include_exceptions: true },
    });
    const [copy] = copied.json.attributes.results.created;
    expect(copy).toMatchObject({ name: "Rule 1 [Duplicate]", enabled: false, revision: 0, immutable: false });
    expect(copy.rule_id).not.toBe("r1");
    const [list] = copy.exceptions_list;
    expect(list).toMatchObject({ type: "rule_default" });
    expect(list.list_id).not.toBe(own?.list_id);
    expect(server.exceptions.itemsOf([{ listId: list.list_id, namespaceType: "single" }])).toHaveLength(1);
    const bare = await bulk({
      action: "duplicate",
      ids: [ids[0] ?? ""],
      duplicate: { include_exceptions: false },
    });
    expect(bare.json.attributes.results.created[0].exceptions_list).toEqual([]);
    await bulk({ action: "duplicate", ids }, "?dry_run=true");
    expect(server.rules.all()).toHaveLength(5);
  });

  it("exports", async () => {
    const { ids, bulk } = await withRules();
    const exported = await bulk({ action: "export", ids: ids.slice(0, 2) });
    expect(ndjson(exported.text).map((line) => line["rule_id"] ?? line["exported_rules_count"])).toEqual([
      "r1",
      "r2",
      2,
    ]);
    expect((await bulk({ action: "export", ids }, "?dry_run=true")).status).toBe(400);
    expect((await bulk({ action: "export", ids: ["nobody"] })).status).toBe(500);
  });

  const edits: readonly (readonly [edit: JsonObject, expected: JsonObject])[] = [
    [
      { type: "add_tags", value: ["new", "OS: Windows"] },
      { tags: ["OS: Windows", "Tactic: Execution", "new"] },
    ],
    [{ type: "delete_tags", value: ["OS: Windows"] }, { tags: ["Tactic: Execution"] }],
    [{ type: "set_tags", value: ["a", "a"] }, { tags: ["a"] }],
    [{ type: "add_index_patterns", value: ["winlogbeat-*"] }, { index: ["logs-*", "winlogbeat-*"] }],
    [{ type: "set_index_patterns", value: ["x-*"] }, { index: ["x-*"] }],
    [
      { type: "add_investigation_fields", value: { field_names: ["host.name"] } },
      { investigation_fields: { field_names: ["host.name"] } },
    ],
    [
      { type: "set_schedule", value: { interval: "10m", lookback: "1m" } },
      { interval: "10m", from: "now-660s", to: "now", meta: { from: "1m" } },
    ],
    [
      { type: "set_schedule", value: { interval: "1h", lookback: "0s" } },
      { interval: "1h", from: "now-3600s" },
    ],
    [
      { type: "set_timeline", value: { timeline_id: "t", timeline_title: "T" } },
      { timeline_id: "t", timeline_title: "T" },
    ],
  ];
  it.each(edits)("edits by %j", async (edit, expected) => {
    const { ids, bulk, parameters } = await withRules();
    const answer = await bulk({ action: "edit", ids, edit: [edit] });
    expect(answer.json.attributes.summary).toEqual({ failed: 0, skipped: 0, succeeded: 3, total: 3 });
    expect(answer.json.attributes.results.updated[0]).toMatchObject({ ...expected, revision: 1 });
    expect(parameters("r3")).toMatchObject({ ...expected, enabled: false });
    expect((await bulk({ action: "edit", ids, edit: [edit] })).json.attributes.summary.skipped).toBe(3);
  });

  it("takes fields to investigate away again", async () => {
    const { ids, bulk, parameters } = await withRules();
    const value = { field_names: ["host.name"] };
    await bulk({ action: "edit", ids, edit: [{ type: "set_investigation_fields", value }] });
    await bulk({ action: "edit", ids, edit: [{ type: "delete_investigation_fields", value }] });
    expect(parameters("r1")).not.toHaveProperty("investigation_fields");
  });

  it("edits nothing in a dry run, and says what would fail", async () => {
    const { server, ids, bulk, parameters } = await withRules();
    const query = eqlRule({ rule_id: "ml", type: "esql", language: "esql", query: "FROM x" });
    const { index: _, ...esql } = query;
    await server.send("POST", path, esql);
    const edit = [{ type: "delete_index_patterns", value: ["logs-*"] }];
    const dry = await bulk({ action: "edit", query: "", edit }, "?dry_run=true");
    expect(dry.json.attributes.summary).toEqual({ failed: 4, skipped: 0, succeeded: 0, total: 4 });
    const messages = new Set(dry.json.attributes.errors.map(({ message }: { message: string }) => message));
    expect(messages).toEqual(
      new Set(["A rule needs at least one index pattern.", "A rule of type esql has no index patterns."]),
    );
    const tags = await bulk(
      { action: "edit", ids, edit: [{ type: "add_tags", value: ["x"] }] },
      "?dry_run=true",
    );
    expect(tags.json.attributes.summary.succeeded).toBe(3);
    expect(parameters("r1")["tags"]).not.toContain("x");
  });

  it("edits many rules, some at a time", async () => {
    const server = kibanaServer(folder.open());
    const rules = Array.from({ length: kibanaLimits.rulesAtOnce * 2 + 1 }, (_, at) =>
      eqlRule({ rule_id: `m${at}` }),
    );
    await server.send("POST", `${path}/_import`, {
      file: rules.map((rule) => JSON.stringify(rule)).join("\n"),
    });
    const body = { action: "edit", query: "", edit: [{ type: "add_tags", value: ["x"] }] };
    const answer = await server.send("POST", `${path}/_bulk_action`, body);
    expect(answer.json.attributes.summary.succeeded).toBe(rules.length);
    expect(server.rules.find({ tags: ["x"] }).total).toBe(rules.length);
  });

  const wrong: readonly (readonly [body: JsonObject, message: RegExp])[] = [
    [{ action: "explode" }, /"action" is one of enable, disable/],
    [{ action: "enable", ids: ["a"], query: "" }, /not both/],
    [{ action: "enable", ids: "a" }, /"ids" is no list/],
    [{ action: "enable", ids: [1] }, /no text/],
    [{ action: "enable", query: "nonsense" }, /filter cannot be read/],
    [{ action: "edit" }, /"edit" is a list/],
    [{ action: "edit", edit: [{ type: "add_rule_actions", value: {} }] }, /"add_rule_actions" is no step/],
    [{ action: "edit", edit: [{ type: "add_tags" }] }, /has no "value"/],
    [
      { action: "edit", edit: [{ type: "set_schedule", value: { interval: "0m", lookback: "1m" } }] },
      /set_schedule/,
    ],
    [{ action: "edit", edit: Array(101).fill({ type: "add_tags", value: ["a"] }) }, /more than 100 steps/],
    [{ action: "run", query: "" }, /"start_date" is a date/],
    [
      {
        action: "run",
        query: "",
        run: { start_date: "2026-01-05T11:00:00Z", end_date: "2026-01-05T10:00:00Z" },
      },
      /before "end_date"/,
    ],
    [
      {
        action: "run",
        query: "",
        run: { start_date: "2026-01-05T11:00:00Z", end_date: "2026-01-05T13:00:00Z" },
      },
      /not in the future/,
    ],
    [
      {
        action: "run",
        query: "",
        run: { start_date: "2025-10-01T00:00:00Z", end_date: "2026-01-05T11:00:00Z" },
      },
      /at most 90 days/,
    ],
  ];
  it("is refused where it cannot be understood", async () => {
    const { bulk } = await withRules();
    for (const [body, message] of wrong) {
      expect((await bulk(body)).json, JSON.stringify(body)).toMatchObject({
        statusCode: 400,
        message: expect.stringMatching(message),
      });
    }
  });

  const times = { start_date: "2026-01-05T10:00:00Z", end_date: "2026-01-05T11:00:00Z" };
  it.each(["run", "fill_gaps"] as const)("hands over to who can: %s", async (action) => {
    const asked: unknown[] = [];
    const start = async (...given: readonly unknown[]) => void asked.push(given.slice(0, 3));
    const { ids, bulk } = await withRules(action === "run" ? { runManually: start } : { fillGaps: start });
    const dry = await bulk({ action, ids: ids.slice(0, 2), [action]: times }, "?dry_run=true");
    expect(dry.status).toBe(200);
    expect(asked).toEqual([]);
    const answer = await bulk({ action, ids, [action]: times });
    // The third one is disabled.
    expect(answer.json.attributes.summary).toMatchObject({ failed: 1, succeeded: 2 });
    expect(asked).toEqual([[["r1", "r2"], startMs - 7_200_000, startMs - 3_600_000]]);
  });

  it("that nobody can do here is answered with 501", async () => {
    const { ids, bulk } = await withRules();
    expect((await bulk({ action: "run", ids, run: times })).status).toBe(501);
    expect((await bulk({ action: "fill_gaps", ids, fill_gaps: times })).status).toBe(501);
  });
});
