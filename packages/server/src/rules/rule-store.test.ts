import { parseRule, ruleParameters } from "@eqlite/core/detect";
import type { JsonObject } from "@eqlite/core/events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "../platform/database.test-support.ts";
import type { RuleFilter, RulePage } from "./find-rules.ts";
import type { RuleChange } from "./rule-change.ts";
import { createRuleStore, type RuleNews, type RuleStore } from "./rule-store.ts";
import { ruleStoreLimits } from "./rule-store-limits.ts";
import { ruleJson } from "./stored-rule.ts";
import type { FileRule } from "./sync-file-rules.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const startMs = Date.UTC(2026, 0, 5, 12);
const by = { principal: { name: "alice" }, nowMs: startMs };
const later = { principal: { name: "bob" }, nowMs: startMs + 1_000 };

function rule(ruleId: string, more: JsonObject = {}): JsonObject {
  return {
    rule_id: ruleId,
    name: `Name of ${ruleId}`,
    description: "What it finds",
    type: "eql",
    language: "eql",
    query: "process where true",
    severity: "low",
    risk_score: 21,
    tags: [],
    enabled: true,
    version: 1,
    ...more,
  };
}

function file(ruleId: string, content: string, more: JsonObject = {}): FileRule {
  return {
    kind: "file",
    path: `rules/${ruleId}.toml`,
    contentHash: content,
    parameters: rule(ruleId, { description: content, ...more }),
  };
}

/** What stores have told of changes since the test began. */
const noted: RuleChange[] = [];
beforeEach(() => {
  noted.length = 0;
});

function open(): RuleStore {
  let made = 0;
  return createRuleStore(folder.open(), {
    noteChange: (change) => noted.push(change),
    makeId() {
      made += 1;
      return `made-${made}`;
    },
  });
}

const conflict = expect.objectContaining({ code: "conflict" });
const notFound = expect.objectContaining({ code: "not-found" });

describe("a rule", () => {
  it("is stored as it is, and there after the file is opened again", () => {
    const parsed = parseRule(rule("r1", { note: "## Guide", unknown: 2n ** 60n }), {
      locate: () => ({ from: 0, to: 0 }),
      ruleIdIfAbsent: "none",
    });
    if (!parsed.ok) throw new Error("the rule is wrong");
    const parameters = ruleParameters(parsed.value);
    const created = open().create({ id: "u1", parameters, ...by });
    expect(created.parameters).toEqual(parameters);
    const again = open();
    expect(again.get({ id: "u1" })).toEqual(created);
    expect(again.get({ ruleId: "r1" })).toEqual(created);
    expect(again.get({ ruleId: "u1" })).toBeUndefined();
    expect(ruleJson(created)).toMatchObject({
      id: "u1",
      rule_id: "r1",
      revision: 0,
      enabled: true,
      created_at: "2026-01-05T12:00:00.000Z",
      updated_by: "alice",
      rule_source: { type: "internal" },
    });
  });

  it("is not made twice", () => {
    const store = open();
    store.create({ id: "u1", parameters: rule("r1"), ...by });
    expect(() => store.create({ id: "u2", parameters: rule("r1"), ...by })).toThrow(conflict);
    expect(() => store.create({ id: "u1", parameters: rule("r2"), ...by })).toThrow(conflict);
    expect(store.all()).toHaveLength(1);
  });

  it.each([
    ["no rule_id", { rule_id: 7 }],
    ["an empty name", { name: "" }],
    ["a NUL in the type", { type: "e\0" }],
    ["no severity", { severity: null }],
    ["a rule_id that is too long", { rule_id: "x".repeat(ruleStoreLimits.maxIdUnits + 1) }],
  ])("is refused with %s", (_, more) => {
    expect(() => open().create({ id: "u1", parameters: rule("r1", more), ...by })).toThrow(
      expect.objectContaining({ code: "bad-request" }),
    );
  });

  it("is refused where it is too large, and taken at the edge", () => {
    const store = open();
    const parameters = rule("r1", { note: "" });
    const bare = JSON.stringify(parameters).length - '"enabled":true,'.length;
    const room = ruleStoreLimits.maxRuleUnits - bare;
    store.create({ id: "u1", parameters: rule("x1", { note: "x".repeat(room) }), ...by });
    expect(() =>
      store.create({ id: "u2", parameters: rule("x2", { note: "x".repeat(room + 1) }), ...by }),
    ).toThrow(expect.objectContaining({ code: "too-large" }));
  });

  it("gets a new revision with other parameters, not when it is enabled or nothing changes", () => {
    const store = open();
    const created = store.create({ id: "u1", parameters: rule("r1"), ...by });
    const disabled = store.patch({ id: "u1" }, { parameters: { enabled: false }, ...later });
    expect(disabled).toMatchObject({ enabled: false, revision: 0, updatedBy: "bob", createdBy: "alice" });
    expect(disabled.parameters).toMatchObject({ enabled: false, revision: 0 });
    expect(store.put({ id: "u1" }, { parameters: created.parameters, ...later }).revision).toBe(0);
    const patched = store.patch({ ruleId: "r1" }, { parameters: { name: "Other" }, ...later });
    expect(patched).toMatchObject({
      revision: 1,
      parameters: { name: "Other", query: "process where true" },
    });
    const { query: _, ...withoutQuery } = rule("r1", { name: "Third" });
    const put = store.put({ ruleId: "r1" }, { parameters: withoutQuery, ...later });
    expect(put.revision).toBe(2);
    expect(put.parameters).not.toHaveProperty("query");
    const history = store.history({ id: "u1" });
    expect(history.map(({ revision, parameters }) => [revision, parameters["name"]])).toEqual([
      [0, "Name of r1"],
      [1, "Other"],
      [2, "Third"],
    ]);
    expect(history[0]?.parameters).toMatchObject({ query: "process where true" });
  });

  it("keeps only so many former revisions", () => {
    const database = folder.open();
    const store = createRuleStore(database);
    store.create({ id: "u1", parameters: rule("r1"), ...by });
    database.transaction(() => {
      for (let index = 1; index <= ruleStoreLimits.keptRevisions + 2; index += 1) {
        store.patch({ id: "u1" }, { parameters: { name: `${index}` }, ...later });
      }
    });
    const revisions = store.history({ id: "u1" }).map(({ revision }) => revision);
    expect(revisions).toHaveLength(ruleStoreLimits.keptRevisions + 1);
    expect(revisions[0]).toBe(2);
  });

  it("may get another rule_id, unless it is taken", () => {
    const store = open();
    store.create({ id: "u1", parameters: rule("r1"), ...by });
    store.create({ id: "u2", parameters: rule("r2"), ...by });
    expect(() => store.patch({ id: "u1" }, { parameters: { rule_id: "r2" }, ...later })).toThrow(conflict);
    expect(store.patch({ id: "u1" }, { parameters: { rule_id: "r3" }, ...later }).ruleId).toBe("r3");
    expect(store.get({ ruleId: "r1" })).toBeUndefined();
  });

  it("is deleted with its history and state", () => {
    const store = open();
    store.create({ id: "u1", parameters: rule("r1"), ...by });
    store.patch({ id: "u1" }, { parameters: { name: "Other" }, ...later });
    store.states.set("r1", { lastSuccessMs: 1 });
    expect(store.delete({ ruleId: "r1" }, by).id).toBe("u1");
    expect(store.states.get("r1")).toEqual({});
    for (const act of [
      () => store.delete({ id: "u1" }, by),
      () => store.patch({ id: "u1" }, { parameters: {}, ...by }),
      () => store.history({ ruleId: "r1" }),
    ]) {
      expect(act).toThrow(notFound);
    }
    expect(store.create({ id: "u1", parameters: rule("r1"), ...by }).revision).toBe(0);
    expect(store.history({ id: "u1" })).toHaveLength(1);
  });

  it("is noted by whom it was changed, where it was changed at all", () => {
    const store = open();
    store.create({ id: "u1", parameters: rule("r1"), ...by });
    store.put({ id: "u1" }, { parameters: rule("r1"), ...later });
    store.patch({ id: "u1" }, { parameters: { enabled: false }, ...later });
    store.patch({ id: "u1" }, { parameters: { enabled: true, name: "Other" }, ...by });
    store.patch({ id: "u1" }, { parameters: { rule_id: "r2" }, ...by });
    store.syncFileRules([file("f1", "one")], startMs);
    expect(() => store.delete({ ruleId: "f1" }, by)).toThrow(conflict);
    store.delete({ id: "u1" }, later);
    expect(
      noted.map(
        ({ action, ruleId, principal, detail = "" }) => `${principal.name} ${action} ${ruleId} ${detail}`,
      ),
    ).toEqual([
      "alice create-rule r1 ",
      "bob disable-rule r1 ",
      "alice change-rule r1 revision 1",
      "alice enable-rule r1 ",
      "alice change-rule r2 was r1",
      "bob delete-rule r2 ",
    ]);
  });

  it("is told of after the commit", () => {
    const store = open();
    const heard: RuleNews[] = [];
    const end = store.subscribe((news) => heard.push(news));
    store.create({ id: "u1", parameters: rule("r1"), ...by });
    store.patch({ id: "u1" }, { parameters: { rule_id: "r2" }, ...by });
    expect(() => store.patch({ id: "u1" }, { parameters: { name: 1 }, ...by })).toThrow();
    store.delete({ id: "u1" }, by);
    end();
    store.create({ id: "u1", parameters: rule("r1"), ...by });
    expect(heard).toEqual([
      { changed: ["r1"], deleted: [] },
      { changed: ["r2"], deleted: ["r1"] },
      { changed: [], deleted: ["r2"] },
    ]);
  });
});

describe("find", () => {
  const cases: readonly (readonly [string, RuleFilter, RulePage, readonly string[]])[] = [
    ["all, by name", {}, {}, ["a", "b", "c"]],
    ["a part of the name in another case", { name: "ÜBER" }, {}, ["b"]],
    ["a name with wildcards of SQL", { name: "%" }, {}, []],
    ["all of the tags", { tags: ["OS: Windows", "Tactic: Impact"] }, {}, ["a"]],
    ["enabled", { enabled: true }, {}, ["b", "c"]],
    ["not enabled", { enabled: false }, {}, ["a"]],
    ["types", { types: ["query", "esql"] }, {}, ["c"]],
    ["severities", { severities: ["critical", "high"] }, {}, ["a", "b"]],
    ["origins", { origins: ["file"] }, {}, []],
    ["ids", { ids: ["u-c", "none"] }, {}, ["c"]],
    ["by severity", {}, { sort: "severity", order: "desc" }, ["b", "a", "c"]],
    ["by risk score", {}, { sort: "riskScore" }, ["c", "b", "a"]],
    ["by time", {}, { sort: "createdMs", order: "desc" }, ["c", "b", "a"]],
    ["the second page", {}, { page: 2, pageSize: 2 }, ["c"]],
    ["a page behind the last", {}, { page: 9, pageSize: 2 }, []],
  ];
  it.each(cases)("%s", (_, filter, page, expected) => {
    const store = open();
    const add = (id: string, at: number, more: JsonObject) =>
      store.create({
        id: `u-${id}`,
        parameters: rule(id, { name: id, ...more }),
        ...by,
        nowMs: startMs + at,
      });
    add("a", 0, {
      tags: ["Tactic: Impact", "OS: Windows"],
      enabled: false,
      severity: "high",
      risk_score: 90,
    });
    add("b", 1, { name: "Büber über", tags: ["OS: Windows"], severity: "critical", risk_score: 50 });
    add("c", 2, { type: "query", risk_score: 10 });
    const found = store.find(filter, page);
    expect(found.rules.map(({ ruleId }) => ruleId)).toEqual(expected);
    if (page.page === undefined) expect(found.total).toBe(expected.length);
    expect(store.tags()).toEqual(["OS: Windows", "Tactic: Impact"]);
  });
});

describe("syncFileRules", () => {
  const nothing = { added: [], changed: [], unchanged: [], kept: [], taken: [], missing: [], returned: [] };

  it("adds, changes and leaves", () => {
    const store = open();
    const heard: RuleNews[] = [];
    store.subscribe((news) => heard.push(news));
    const sync = (...files: FileRule[]) => store.syncFileRules(files, startMs);
    expect(sync(file("r1", "one"), file("r2", "one"))).toEqual({ ...nothing, added: ["r1", "r2"] });
    expect(sync(file("r1", "two"), file("r2", "one"))).toEqual({
      ...nothing,
      changed: ["r1"],
      unchanged: ["r2"],
    });
    expect(store.get({ ruleId: "r1" })).toMatchObject({
      id: "made-1",
      revision: 1,
      isEdited: false,
      updatedBy: "rule files",
      origin: { kind: "file", path: "rules/r1.toml", contentHash: "two" },
      parameters: { description: "two" },
    });
    sync(file("r1", "two"), file("r2", "one"));
    expect(heard.map(({ changed }) => changed)).toEqual([["r1", "r2"], ["r1"]]);
    expect(store.history({ ruleId: "r1" })).toHaveLength(2);
  });

  it("keeps whether people have enabled a rule", () => {
    const store = open();
    store.syncFileRules([file("r1", "one", { enabled: false })], startMs);
    expect(store.get({ ruleId: "r1" })?.enabled).toBe(false);
    store.patch({ ruleId: "r1" }, { parameters: { enabled: true }, ...by });
    expect(store.syncFileRules([file("r1", "two", { enabled: false })], startMs).changed).toEqual(["r1"]);
    expect(store.get({ ruleId: "r1" })).toMatchObject({ enabled: true, parameters: { enabled: true } });
  });

  it("keeps what people have edited, and says so until they take the file's", () => {
    const store = open();
    store.syncFileRules([file("r1", "one")], startMs);
    store.patch({ ruleId: "r1" }, { parameters: { query: "any where false" }, ...by });
    expect(store.syncFileRules([file("r1", "one")], startMs)).toEqual({ ...nothing, unchanged: ["r1"] });
    for (let round = 0; round < 2; round += 1) {
      expect(store.syncFileRules([file("r1", "two")], startMs)).toEqual({ ...nothing, kept: ["r1"] });
    }
    expect(store.get({ ruleId: "r1" })?.parameters["query"]).toBe("any where false");
    store.takeFromFile({ ruleId: "r1" }, by);
    expect(store.syncFileRules([file("r1", "two")], startMs).changed).toEqual(["r1"]);
    expect(store.get({ ruleId: "r1" })).toMatchObject({
      isEdited: false,
      parameters: { description: "two" },
    });
    expect(() => store.takeFromFile({ ruleId: "none" }, by)).toThrow(notFound);
  });

  it("disables a rule whose file has vanished; it goes on as it was when the file is back", () => {
    const store = open();
    store.syncFileRules([file("r1", "one"), file("r2", "one")], startMs);
    store.patch({ ruleId: "r2" }, { parameters: { enabled: false }, ...by });
    expect(store.syncFileRules([], startMs)).toEqual({ ...nothing, missing: ["r1", "r2"] });
    expect(store.find({ enabled: true }).total).toBe(0);
    const missing = store.get({ ruleId: "r1" });
    expect(missing).toMatchObject({
      enabled: true,
      isMissing: true,
      parameters: { enabled: false },
      revision: 0,
    });
    const back = store.syncFileRules([file("r1", "one"), file("r2", "one")], startMs);
    expect(back).toMatchObject({ unchanged: ["r1", "r2"], returned: ["r1", "r2"] });
    expect(store.find({ enabled: true }).rules.map(({ ruleId }) => ruleId)).toEqual(["r1"]);
  });

  it("lets a rule be deleted once its file is gone, not before", () => {
    const store = open();
    store.syncFileRules([file("r1", "one")], startMs);
    expect(() => store.delete({ ruleId: "r1" }, by)).toThrow(conflict);
    store.syncFileRules([], startMs);
    store.delete({ ruleId: "r1" }, by);
    expect(store.all()).toEqual([]);
  });

  it("does not take the rule_id of another rule", () => {
    const store = open();
    store.create({ id: "u1", parameters: rule("r1"), ...by });
    const twice = { ...file("r2", "two"), path: "rules/other.toml" };
    expect(store.syncFileRules([file("r1", "one"), file("r2", "one"), twice], startMs)).toEqual({
      ...nothing,
      added: ["r2"],
      taken: [
        { ruleId: "r1", path: "rules/r1.toml" },
        { ruleId: "r2", path: "rules/other.toml" },
      ],
    });
    expect(store.get({ ruleId: "r1" })?.origin).toEqual({ kind: "api" });
  });

  it("follows a file that was moved", () => {
    const store = open();
    store.syncFileRules([file("r1", "one")], startMs);
    store.syncFileRules([{ ...file("r1", "one"), path: "rules/moved.toml" }], startMs + 9);
    expect(store.get({ ruleId: "r1" })).toMatchObject({
      revision: 0,
      updatedMs: startMs,
      origin: { path: "rules/moved.toml" },
    });
  });

  it("changes nothing where one rule cannot be stored", () => {
    const store = open();
    expect(() =>
      store.syncFileRules([file("r1", "one"), file("r2", "one", { name: "" })], startMs),
    ).toThrow();
    expect(store.all()).toEqual([]);
  });
});

describe("states", () => {
  it("set what is named and leave the rest", () => {
    const { states } = open();
    states.set("r1", { coveredToMs: 5, coveredToPosition: 7 });
    states.set("r1", { coveredToMs: 6, previousStartedAtMs: 1 });
    states.setValue("r1", "terms", [{ value: "a" }]);
    states.set("r1", { lastSuccessMs: 9 });
    const again = open().states;
    expect(again.get("r1")).toEqual({
      coveredToMs: 6,
      coveredToPosition: 7,
      previousStartedAtMs: 1,
      lastSuccessMs: 9,
    });
    expect(again.value("r1", "terms")).toEqual([{ value: "a" }]);
    expect(again.value("r1", "coveredToMs")).toBeUndefined();
    expect(again.get("r2")).toEqual({});
  });
});
