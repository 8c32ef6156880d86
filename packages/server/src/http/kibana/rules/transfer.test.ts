import type { JsonObject } from "@eqlite/core/events";
import { afterEach, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "../../../platform/database.test-support.ts";
import { addBundledRule, eqlRule, kibanaServer, ndjson, startMs } from "../kibana.test-support.ts";
import { kibanaLimits } from "../kibana-limits.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const path = "/api/detection_engine/rules";
const open = (options: Parameters<typeof kibanaServer>[1] = {}, name?: string) =>
  kibanaServer(folder.open(name), options);
const linesOf = (...values: readonly (JsonObject | string)[]): string =>
  values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join("\n");

const listLine = {
  list_id: "l1",
  name: "List",
  description: "d",
  type: "detection",
  namespace_type: "single",
};
const itemLine = {
  item_id: "i1",
  list_id: "l1",
  name: "Item",
  description: "d",
  type: "simple",
  namespace_type: "single",
  entries: [{ type: "match", field: "process.name", operator: "included", value: "a.exe" }],
  comments: [{ comment: "why", created_at: "2026-01-01T00:00:00.000Z", created_by: "elsewhere" }],
};
const reference = { id: "elsewhere", list_id: "l1", type: "detection", namespace_type: "single" };

describe("a file of rules", () => {
  it("brings the rule of the program from one server to another, and back the same", async () => {
    const from = open({}, "from.db");
    const bundled = addBundledRule(from);
    const exported = await from.send("POST", `${path}/_export?file_name=mine.ndjson`);
    expect(exported.headers.get("content-type")).toBe("application/ndjson");
    expect(exported.headers.get("content-disposition")).toBe('attachment; filename="mine.ndjson"');
    const [rule, summary] = ndjson(exported.text);
    expect(rule).toMatchObject({ rule_id: bundled.ruleId, immutable: true });
    expect(summary).toMatchObject({ exported_count: 1, exported_rules_count: 1, missing_rules: [] });

    const to = open({}, "to.db");
    const imported = await to.send("POST", `${path}/_import`, { file: exported.text });
    expect(imported.json).toEqual({
      success: true,
      success_count: 1,
      rules_count: 1,
      errors: [],
      exceptions_success: true,
      exceptions_success_count: 0,
      exceptions_errors: [],
      action_connectors_success: true,
      action_connectors_success_count: 0,
      action_connectors_errors: [],
      action_connectors_warnings: [],
    });
    expect(to.rules.get({ ruleId: bundled.ruleId })?.parameters).toEqual(bundled.parameters);
    // The same file onto the server it came from changes nothing.
    const again = await from.send("POST", `${path}/_import?overwrite=true`, { file: exported.text });
    expect(again.json).toMatchObject({ success: true, success_count: 1 });
    expect(from.rules.get({ ruleId: bundled.ruleId })).toMatchObject({ revision: 0, isEdited: false });
  });

  it("with broken lines in the middle says which they are and what is wrong, and its other rules are there", async () => {
    const server = open();
    const file = linesOf(
      eqlRule({ rule_id: "first" }),
      '{"rule_id": "cut", "name":',
      "",
      eqlRule({ rule_id: "broken", query: "process where process.pid ==" }),
      eqlRule({ rule_id: "odd", severity: "terrible" }),
      { what: "is this" },
      eqlRule({ rule_id: "first", name: "Twice" }),
      eqlRule({ rule_id: "last" }),
      { exported_count: 4, exported_rules_count: 4 },
    );
    const { json } = await server.send("POST", `${path}/_import`, { file });
    expect(json).toMatchObject({ success: false, success_count: 2, rules_count: 7 });
    expect(server.rules.all().map(({ ruleId }) => ruleId)).toEqual(["first", "last"]);
    const told = json.errors.map((error: { rule_id: string; line: number; error: { message: string } }) => [
      error.line,
      error.rule_id,
      error.error.message,
    ]);
    expect(told).toEqual([
      [2, "(unknown id)", expect.stringMatching(/^Line 2: This is no JSON: .*column \d+/)],
      [6, "(unknown id)", expect.stringMatching(/^Line 6: This is neither a rule/)],
      [
        4,
        "broken",
        expect.stringMatching(
          /^Line 4: error\[EQL\d+\][\s\S]*query:1:\d+[\s\S]*process where process\.pid ==/,
        ),
      ],
      [5, "odd", expect.stringMatching(/^Line 5: error\[RULE103\]: `severity` must be one of low/)],
      [7, "first", expect.stringMatching(/^Line 7: The file has the rule "first" twice/)],
    ]);
  });

  it("brings exceptions, whose lists rules find under their new ids", async () => {
    const from = open({}, "from.db");
    const file = linesOf(eqlRule({ exceptions_list: [reference] }), listLine, itemLine, {
      connector_type_id: ".slack",
      name: "c",
    });
    const first = await from.send("POST", `${path}/_import`, { file });
    expect(first.json).toMatchObject({
      success: true,
      exceptions_success: true,
      exceptions_success_count: 2,
    });
    expect(first.json.action_connectors_warnings).toEqual([
      expect.objectContaining({
        message: "1 connector of the file was left out: there are no connectors here.",
      }),
    ]);
    const list = from.exceptions.getList({ listId: "l1", namespaceType: "single" });
    expect(from.rules.get({ ruleId: "r1" })?.parameters["exceptions_list"]).toEqual([
      { ...reference, id: list?.id },
    ]);
    const [item] = from.exceptions.itemsOf([{ listId: "l1", namespaceType: "single" }]);
    expect(item?.comments).toEqual([{ comment: "why", createdMs: startMs, createdBy: "tess" }]);

    const exported = await from.send("POST", `${path}/_export`, {
      objects: [{ rule_id: "r1" }, { rule_id: "gone" }],
    });
    const summary = ndjson(exported.text).at(-1);
    expect(summary).toMatchObject({
      exported_count: 3,
      exported_exception_list_count: 1,
      exported_exception_list_item_count: 1,
      missing_rules: [{ rule_id: "gone" }],
      missing_rules_count: 1,
    });
    const bare = await from.send("POST", `${path}/_export?exclude_export_details=true`, {
      objects: [{ rule_id: "r1" }],
    });
    expect(ndjson(bare.text)).toHaveLength(3);

    const to = open({}, "to.db");
    expect((await to.send("POST", `${path}/_import`, { file: exported.text })).json.success).toBe(true);
    const itemsThere = to.exceptions.itemsOf([{ listId: "l1", namespaceType: "single" }]);
    expect(itemsThere.map(({ itemId, entries }) => ({ itemId, entries }))).toEqual([
      { itemId: "i1", entries: itemLine.entries },
    ]);
  });

  it("leaves what is there, overwrites it or makes new lists, as it is asked to", async () => {
    const server = open();
    const file = (name: string) =>
      linesOf(eqlRule({ name, exceptions_list: [reference] }), { ...listLine, name }, { ...itemLine, name });
    const send = async (name: string, query = "") =>
      (await server.send("POST", `${path}/_import${query}`, { file: file(name) })).json;
    await send("one");
    const kept = await send("two");
    expect(kept).toMatchObject({ success: false, success_count: 0, exceptions_success: false });
    expect(kept.errors).toEqual([
      expect.objectContaining({ rule_id: "r1", error: expect.objectContaining({ status_code: 409 }) }),
    ]);
    expect(kept.exceptions_errors.map((error: JsonObject) => error["list_id"] ?? error["item_id"])).toEqual([
      "l1",
      "i1",
    ]);
    expect(server.rules.get({ ruleId: "r1" })?.parameters["name"]).toBe("one");

    expect(await send("three", "?overwrite=true&overwrite_exceptions=true")).toMatchObject({
      success: true,
      exceptions_success: true,
    });
    expect(server.rules.get({ ruleId: "r1" })?.parameters["name"]).toBe("three");
    const l1 = { listId: "l1", namespaceType: "single" } as const;
    expect(server.exceptions.getList(l1)?.name).toBe("three");
    expect(server.exceptions.itemsOf([l1]).map(({ name }) => name)).toEqual(["three"]);

    expect(await send("four", "?overwrite=true&as_new_list=true")).toMatchObject({
      success: true,
      exceptions_success: true,
    });
    const lists = server.rules.get({ ruleId: "r1" })?.parameters["exceptions_list"];
    const [moved] = Array.isArray(lists) ? (lists as readonly { list_id: string }[]) : [];
    expect(moved?.list_id).not.toBe("l1");
    const copy = { listId: moved?.list_id ?? "", namespaceType: "single" } as const;
    expect(server.exceptions.itemsOf([copy]).map(({ name }) => name)).toEqual(["four"]);
    expect(server.exceptions.getList(l1)?.name).toBe("three");
  });

  it("keeps rules of types that are not run, and says so", async () => {
    const file = linesOf(eqlRule({ type: "query", language: "kuery", query: "a: b" }));
    const { json } = await open().send("POST", `${path}/_import`, { file });
    expect(json).toMatchObject({ success: true, success_count: 1 });
    expect(json.eqlite_warnings).toEqual([
      expect.objectContaining({ rule_id: "r1", line: 1, message: expect.stringContaining("not run yet") }),
    ]);
  });

  it("refers to a list that is nowhere: the rule is told of", async () => {
    const { json } = await open().send("POST", `${path}/_import`, {
      file: linesOf(eqlRule({ exceptions_list: [reference] })),
    });
    expect(json.errors[0].error.message).toMatch(/exception list "l1"/);
  });

  it("is refused where it is none", async () => {
    const server = open();
    const type = await server.send("POST", `${path}/_import`, eqlRule());
    expect(type.json).toMatchObject({
      statusCode: 415,
      message: expect.stringContaining("multipart/form-data"),
    });
    const form = new FormData();
    form.set("other", "x");
    expect((await server.send("POST", `${path}/_import`, form)).json.message).toContain("no field `file`");
    const noForm = await server.send("POST", `${path}/_import`, "--x\r\nnonsense", {
      "content-type": "multipart/form-data; boundary=x",
    });
    expect(noForm.json).toMatchObject({ statusCode: 400, message: expect.stringContaining("no form") });
    const noBoundary = await server.send("POST", `${path}/_import`, "x", {
      "content-type": "multipart/form-data;",
    });
    expect(noBoundary.status).toBe(400);
    for (const file of ["a\0b", "\ud800"]) {
      const bytes = new FormData();
      bytes.set("file", new Blob([file === "a\0b" ? file : new Uint8Array([0xff, 0xfe, 0x41])]), "f");
      expect((await server.send("POST", `${path}/_import`, bytes)).json.message).toContain("no text");
    }
    const deep = await server.send("POST", `${path}/_import`, {
      file: `{"rule_id":"x","meta":${"[".repeat(5000)}`,
    });
    expect(deep.json.errors[0].error.message).toMatch(/nests deeper/);
  });

  it("keeps its bounds", async () => {
    const server = open();
    const { maxImportBytes, maxImportedRules } = kibanaLimits;
    const padded = (bytes: number) => `${JSON.stringify(eqlRule())}${"\n".repeat(bytes)}`;
    const own = JSON.stringify(eqlRule()).length;
    expect(
      (await server.send("POST", `${path}/_import`, { file: padded(maxImportBytes - own) })).json
        .success_count,
    ).toBe(1);
    expect(
      (await server.send("POST", `${path}/_import`, { file: padded(maxImportBytes - own + 1) })).status,
    ).toBe(413);
    const tooMany = `${'{"rule_id":"x","name":"n"}\n'.repeat(maxImportedRules + 1)}`;
    expect((await server.send("POST", `${path}/_import`, { file: tooMany })).json.message).toMatch(
      /10001 rules/,
    );
  });

  it("is called by a name that is safe", async () => {
    const server = open();
    const name = encodeURIComponent('x"\r\nSet-Cookie: a=b.ndjson');
    const exported = await server.send("POST", `${path}/_export?file_name=${name}`);
    expect(exported.headers.get("content-disposition")).toBe(
      'attachment; filename="x___Set-Cookie_ a_b.ndjson"',
    );
    expect((await server.send("POST", `${path}/_export`, { objects: "all" })).status).toBe(400);
    expect((await server.send("POST", `${path}/_export`, { objects: [{}] })).status).toBe(400);
  });
});

describe("a preview", () => {
  const body = { ...eqlRule(), invocationCount: 2, timeframeEnd: "2026-01-05T11:00:00.000Z" };

  it("is run by who can", async () => {
    const asked: unknown[] = [];
    const server = open({
      previewRule: async ({ rule, invocationCount, timeframeEndMs }) => {
        asked.push([rule.name, invocationCount, timeframeEndMs]);
        return {
          previewId: "p",
          isAborted: false,
          alerts: [{ a: 1 }],
          logs: [{ startedAtMs: startMs, durationMs: 5, errors: [], warnings: ["w"] }],
        };
      },
    });
    const preview = await server.send("POST", `${path}/preview`, body);
    expect(preview.json).toEqual({
      previewId: "p",
      isAborted: false,
      logs: [{ errors: [], warnings: ["w"], startedAt: new Date(startMs).toISOString(), duration: 5 }],
      eqlite_alerts: [{ a: 1 }],
    });
    expect(asked).toEqual([[eqlRule()["name"], 2, Date.UTC(2026, 0, 5, 11)]]);
    expect(server.rules.all()).toEqual([]);
  });

  it("is refused where it cannot be run, or is no preview", async () => {
    const server = open();
    expect((await server.send("POST", `${path}/preview`, body)).json).toMatchObject({
      statusCode: 501,
      error: "Not Implemented",
    });
    expect((await server.send("POST", `${path}/preview`, { ...body, query: "process where" })).status).toBe(
      400,
    );
    expect(
      (await server.send("POST", `${path}/preview`, { ...body, invocationCount: 0 })).json.message,
    ).toContain("invocationCount");
    expect(
      (await server.send("POST", `${path}/preview`, { ...body, timeframeEnd: "x" })).json.message,
    ).toContain("timeframeEnd");
    const esql = { ...body, type: "esql", language: "esql", query: "FROM x", index: undefined } as never;
    expect((await server.send("POST", `${path}/preview`, esql)).status).toBe(501);
  });
});
