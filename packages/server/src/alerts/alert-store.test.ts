import { afterEach, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "../platform/database.test-support.ts";
import type { AlertFilter } from "./alert.ts";
import type { AlertNews } from "./alert-changes.ts";
import { alertLimits } from "./alert-limits.ts";
import { alice, idsOf, makeAlert, makeGroup, openAlertStore, startMs } from "./alert-store.test-support.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const minute = 60_000;

describe("add", () => {
  it("stores an alert once and returns the ids that are new, in their order", () => {
    const store = openAlertStore(folder.open());
    expect(store.add([makeAlert({ id: "a" }), makeAlert({ id: "b" })])).toEqual(["a", "b"]);
    expect(
      store.add([makeAlert({ id: "c" }), makeAlert({ id: "a", host: "other" }), makeAlert({ id: "c" })]),
    ).toEqual(["c"]);
    expect(store.count({})).toBe(3);
    expect(store.get("a")?.document).toEqual(makeAlert({ id: "a" }).document);
    expect(store.add([])).toEqual([]);
  });

  it("does not touch what has been done about an alert that comes again", () => {
    const store = openAlertStore(folder.open());
    store.add([makeAlert({ id: "a" })]);
    store.setStatus({ alerts: { ids: ["a"] }, status: "closed", principal: alice, nowMs: startMs });
    expect(store.add([makeAlert({ id: "a" })])).toEqual([]);
    expect(store.count({ statuses: ["closed"] })).toBe(1);
  });

  it("is there after the file is opened again, and numbers go on", () => {
    const first = folder.open();
    const store = openAlertStore(first);
    store.add([makeAlert({ id: "a" })]);
    first.close();
    const again = openAlertStore(folder.open());
    expect(again.get("a")?.document).toEqual(makeAlert({ id: "a" }).document);
    again.add([makeAlert({ id: "b" })]);
    expect(again.changesSince(0)).toEqual([
      { id: "a", change: 1, kind: "added" },
      { id: "b", change: 2, kind: "added" },
    ]);
  });

  it("stores the rule once for all alerts that share it", () => {
    const database = folder.open();
    const store = openAlertStore(database);
    store.add(
      Array.from({ length: 50 }, (_, index) => makeAlert({ id: `${index}`, rule: `rule-${index % 2}` })),
    );
    const renamed = makeAlert({
      id: "renamed",
      rule: "rule-0",
      more: { "kibana.alert.rule.name": "of the event" },
    });
    const execution = makeAlert({
      id: "run",
      rule: "rule-0",
      more: { "kibana.alert.rule.execution.uuid": "e9" },
    });
    store.add([renamed, execution]);
    expect(database.prepare("SELECT count(*) AS count FROM rule_snapshots").get()).toEqual({ count: 2 });
    expect(store.get("renamed")?.document).toEqual(renamed.document);
    expect(store.get("run")?.document).toEqual(execution.document);
  });

  it("keeps a rule apart that was changed, also where its parameters are the same object", () => {
    const database = folder.open();
    const store = openAlertStore(database);
    const { document } = makeAlert({ id: "a" });
    const changed = { ...document, "kibana.alert.rule.note": "another note" };
    store.add([{ id: "a", document, origin: "live" }]);
    store.add([{ id: "b", document: changed, origin: "live" }]);
    expect(store.get("a")?.document).toEqual(document);
    expect(store.get("b")?.document).toEqual(changed);
  });

  it("reads the rule of an alert rightly after a transaction was undone", () => {
    const database = folder.open();
    const store = openAlertStore(database);
    expect(() =>
      database.transaction(() => {
        store.add([makeAlert({ id: "a", rule: "undone" })]);
        expect(store.get("a")?.document["kibana.alert.rule.rule_id"]).toBe("undone");
        throw new Error("no");
      }),
    ).toThrow("no");
    store.add([makeAlert({ id: "a", rule: "kept" }), makeAlert({ id: "b", rule: "undone" })]);
    expect(store.get("a")?.document["kibana.alert.rule.rule_id"]).toBe("kept");
    expect(store.get("b")?.document["kibana.alert.rule.rule_id"]).toBe("undone");
  });

  it("takes what hostile events bring", () => {
    const store = openAlertStore(folder.open());
    const document = JSON.parse(
      `{"__proto__": {"a": 1}, "host": {"name": ${JSON.stringify(`a\0${"x".repeat(5_000)}`)}}, "user.name": ["", "b"],
        "text": "\\ud800", "kibana.alert.group.index": -1.5, "kibana.alert.risk_score": 1e999, "kibana.alert.rule.parameters": "no object", "@timestamp": "never",
        "kibana.alert.workflow_status": "open", "kibana.alert.workflow_tags": [], "kibana.alert.workflow_assignee_ids": []}`,
    );
    store.add([{ id: "a", document, origin: "manual" }]);
    expect(JSON.stringify(store.get("a")?.document)).toContain('"__proto__":{"a":1}');
    expect(store.get("a")?.document["host"]).toEqual(document.host);
    expect(store.get("a")?.document["text"]).toBe("\ud800");
    // Without a time it stands where it was found.
    expect(store.get("a")?.place.timeMs).toBe(startMs);
    expect(idsOf(store, { hostNames: [document.host.name] })).toEqual(["a"]);
  });
});

describe("filter", () => {
  const cases: readonly (readonly [string, AlertFilter, readonly string[]])[] = [
    ["nothing asked", {}, ["old", "s", "s-0", "s-1", "new"]],
    ["times, half-open", { times: { fromMs: startMs, toMs: startMs + minute } }, ["s", "s-0", "s-1"]],
    ["from a time", { times: { fromMs: startMs + 1 } }, ["new"]],
    ["one status", { statuses: ["closed"] }, ["new"]],
    ["several statuses", { statuses: ["closed", "acknowledged"] }, ["old", "new"]],
    ["no status at all", { statuses: [] }, []],
    ["severities", { severities: ["low", "critical"] }, ["old"]],
    ["rules", { ruleIds: ["rule-2"] }, ["s", "s-0", "s-1"]],
    ["one host", { hostNames: ["WS-2"] }, ["old"]],
    ["the first of several values", { hostNames: ["WS-9"] }, []],
    ["several hosts", { hostNames: ["WS-2", "WS-3"] }, ["old", "new"]],
    ["users", { userNames: ["bob"] }, ["new"]],
    ["tags, one of them", { tags: ["x", "later"] }, ["new"]],
    ["a tag that is a part of another", { tags: ["late"] }, []],
    ["assignees", { assignees: ["u1"] }, ["old"]],
    ["ids", { ids: ["new", "s-0", "none"] }, ["s-0", "new"]],
    ["a sequence", { groupId: "s" }, ["s", "s-0", "s-1"]],
    ["without building blocks", { buildingBlocks: "hidden" }, ["old", "s", "new"]],
    ["building blocks alone", { buildingBlocks: "only" }, ["s-0", "s-1"]],
    [
      "all together",
      { statuses: ["open"], ruleIds: ["rule-2"], groupId: "s", buildingBlocks: "hidden" },
      ["s"],
    ],
  ];

  it.each(cases)("%s", (_, filter, expected) => {
    const store = openAlertStore(folder.open());
    store.add([
      makeAlert({ id: "old", timeMs: startMs - minute, host: ["WS-2", "WS-9"], severity: "low" }),
      ...makeGroup("s", { rule: "rule-2" }),
      makeAlert({ id: "new", timeMs: startMs + minute, user: "bob", host: "WS-3" }),
    ]);
    const by = { principal: alice, nowMs: startMs };
    store.setStatus({ alerts: { ids: ["new"] }, status: "closed", ...by });
    store.setStatus({ alerts: { ids: ["old"] }, status: "acknowledged", ...by });
    store.setTags({ alerts: { ids: ["new"] }, add: ["later"], remove: [], ...by });
    store.setAssignees({ alerts: { ids: ["old"] }, add: ["u1", "u2"], remove: [], ...by });
    expect(idsOf(store, filter)).toEqual(expected);
    expect([...store.scan(filter, "newest-first")].map(({ id }) => id)).toEqual(expected.toReversed());
    expect(store.count(filter)).toBe(expected.length);
    expect([...store.lines(filter, "oldest-first")].flatMap(({ ids }) => ids)).toEqual(expected);
  });
});

describe("scan", () => {
  const many = (count: number, timeOf: (index: number) => number) =>
    Array.from({ length: count }, (_, index) => makeAlert({ id: `${index}`, timeMs: timeOf(index) }));

  it.each(["oldest-first", "newest-first"] as const)("sees each alert once over many pages, %s", (order) => {
    const store = openAlertStore(folder.open());
    const count = alertLimits.pageSize * 2 + 7;
    // Most times are equal, some are not.
    const alerts = many(count, (index) => startMs + (index % 100 === 0 ? index : 0));
    store.add(alerts);
    const expected = alerts
      .map(({ id, document }) => ({ id, time: String(document["@timestamp"]) }))
      .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : Number(a.id) - Number(b.id)))
      .map(({ id }) => id);
    if (order === "newest-first") expected.reverse();
    const seen = [...store.scan({}, order)];
    expect(seen.map(({ id }) => id)).toEqual(expected);
    const middle = seen[count >> 1];
    expect([...store.scan({}, order, middle?.place)].map(({ id }) => id)).toEqual(
      expected.slice((count >> 1) + 1),
    );
  });

  it.each([0, 1])("ends where the last page is just full and %i more", (more) => {
    const store = openAlertStore(folder.open());
    store.add(many(alertLimits.pageSize + more, () => startMs));
    expect(idsOf(store)).toHaveLength(alertLimits.pageSize + more);
  });

  it("goes on while alerts come, go and change in between", () => {
    const store = openAlertStore(folder.open());
    store.add(many(alertLimits.pageSize + 10, (index) => startMs + index));
    const seen: string[] = [];
    for (const { id } of store.scan({}, "oldest-first")) {
      if (id === "0") {
        store.withdraw([`${alertLimits.pageSize + 3}`], "late event");
        store.add([makeAlert({ id: "earlier", timeMs: startMs - 1 })]);
        store.add([makeAlert({ id: "later", timeMs: startMs + minute })]);
      }
      seen.push(id);
    }
    expect(seen).toHaveLength(alertLimits.pageSize + 10);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain("later");
    expect(seen).not.toContain("earlier");
  });
});

describe("lines", () => {
  it("are the documents, one a line, in blocks with the ids beside", () => {
    const store = openAlertStore(folder.open());
    const big = { text: "é".repeat(alertLimits.blockBytes / 4) };
    store.add(
      [0, 1, 2, 3, 4].map((index) => makeAlert({ id: `${index}`, timeMs: startMs + index, more: big })),
    );
    const blocks = [...store.lines({}, "newest-first")];
    expect(blocks.map(({ ids }) => ids)).toEqual([["4", "3"], ["2", "1"], ["0"]]);
    const lines = blocks.flatMap((block) => new TextDecoder().decode(block.lines).split("\n").slice(0, -1));
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      ["4", "3", "2", "1", "0"].map((id) => store.get(id)?.document),
    );
    const [first] = blocks;
    expect([...store.lines({}, "newest-first", first?.places.at(-1))].flatMap(({ ids }) => ids)).toEqual([
      "2",
      "1",
      "0",
    ]);
  });
});

describe("byGroup", () => {
  it("gives the alert of a sequence, then its building blocks by stage", () => {
    const store = openAlertStore(folder.open());
    store.add([...makeGroup("s").toReversed(), makeAlert({ id: "other" })]);
    expect(store.byGroup("s").map(({ id }) => id)).toEqual(["s", "s-0", "s-1"]);
    expect(store.byGroup("none")).toEqual([]);
  });
});

describe("counts", () => {
  it("by value, the most frequent first", () => {
    const store = openAlertStore(folder.open());
    const noHost = { host: {}, "kibana.alert.severity": "low" };
    store.add([
      makeAlert({ id: "a", host: "b-host" }),
      makeAlert({ id: "b", host: "a-host" }),
      makeAlert({ id: "c", host: "z-host", rule: "rule-2" }),
      makeAlert({ id: "d", host: "z-host" }),
      makeAlert({ id: "e", more: noHost }),
    ]);
    expect(store.countsBy("host", {})).toEqual([
      { value: "z-host", count: 2 },
      { value: null, count: 1 },
      { value: "a-host", count: 1 },
      { value: "b-host", count: 1 },
    ]);
    expect(store.countsBy("host", {}, 1)).toEqual([{ value: "z-host", count: 2 }]);
    expect(store.countsBy("rule", { hostNames: ["z-host"] })).toEqual([
      { value: "rule-1", count: 1, name: "Name of rule-1" },
      { value: "rule-2", count: 1, name: "Name of rule-2" },
    ]);
    expect(store.countsBy("ruleName", { ids: ["c"] })).toEqual([{ value: "Name of rule-2", count: 1 }]);
    expect(store.countsBy("severity", {})).toEqual([
      { value: "high", count: 4 },
      { value: "low", count: 1 },
    ]);
    expect(store.countsBy("status", {})).toEqual([{ value: "open", count: 5 }]);
    expect(store.countsBy("user", {})).toEqual([{ value: "alice", count: 5 }]);
  });

  it("by time, in whole intervals, also before 1970", () => {
    const store = openAlertStore(folder.open());
    const times = [-1, 0, 9, 10, 25, -10, -11];
    store.add(times.map((timeMs, index) => makeAlert({ id: `${index}`, timeMs })));
    expect(store.histogram({}, 10)).toEqual([
      { fromMs: -20, count: 1 },
      { fromMs: -10, count: 2 },
      { fromMs: 0, count: 2 },
      { fromMs: 10, count: 1 },
      { fromMs: 20, count: 1 },
    ]);
    expect(store.histogram({ times: { fromMs: 9 } }, 1_000)).toEqual([{ fromMs: 0, count: 3 }]);
  });

  it("refuses intervals that are none, or too many", () => {
    const store = openAlertStore(folder.open());
    for (const interval of [0, -5, 1.5, Number.NaN]) {
      expect(() => store.histogram({}, interval)).toThrow(expect.objectContaining({ code: "bad-request" }));
    }
    const add = (from: number, to: number) =>
      store.add(
        Array.from({ length: to - from }, (_, index) =>
          makeAlert({ id: `${from + index}`, timeMs: from + index }),
        ),
      );
    add(0, alertLimits.maxHistogramColumns);
    expect(store.histogram({}, 1)).toHaveLength(alertLimits.maxHistogramColumns);
    add(alertLimits.maxHistogramColumns, alertLimits.maxHistogramColumns + 1);
    expect(() => store.histogram({}, 1)).toThrow(expect.objectContaining({ code: "too-costly" }));
  });
});

describe("changes", () => {
  const counted = { origin: "live", severity: "high" };

  it("are told after the commit, once, with growing numbers", () => {
    const database = folder.open();
    const store = openAlertStore(database);
    const heard: AlertNews[] = [];
    const end = store.subscribe((news) => heard.push(news));
    database.transaction(() => {
      store.add([makeAlert({ id: "a" }), makeAlert({ id: "b" })]);
      expect(heard).toEqual([]);
    });
    store.add([makeAlert({ id: "a" })]);
    store.setStatus({ alerts: { ids: ["a"] }, status: "closed", principal: alice, nowMs: startMs });
    store.addNote({ alertId: "b", text: "looks odd", principal: alice, nowMs: startMs });
    end();
    store.add([makeAlert({ id: "c" })]);
    expect(heard).toEqual([
      { kind: "added", ids: ["a", "b"], change: 2, added: [counted, counted] },
      { kind: "changed", ids: ["a"], change: 3 },
      { kind: "changed", ids: ["b"], change: 4 },
    ]);
    expect(store.lastChange()).toBe(5);
  });

  it("are not told where they were undone, and their numbers are free again", () => {
    const database = folder.open();
    const store = openAlertStore(database);
    const heard: AlertNews[] = [];
    store.subscribe((news) => heard.push(news));
    expect(() =>
      database.transaction(() => {
        store.add([makeAlert({ id: "a" })]);
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(heard).toEqual([]);
    store.add([makeAlert({ id: "b" })]);
    expect(heard).toEqual([{ kind: "added", ids: ["b"], change: 1, added: [counted] }]);
  });

  it("can be asked for from any number on", () => {
    const store = openAlertStore(folder.open());
    store.add(["a", "b", "c", "d"].map((id) => makeAlert({ id })));
    store.setStatus({ alerts: { ids: ["b", "a"] }, status: "closed", principal: alice, nowMs: startMs });
    store.withdraw(["c"], "late event");
    const all = [
      { id: "d", change: 4, kind: "added" },
      { id: "a", change: 5, kind: "changed" },
      { id: "b", change: 6, kind: "changed" },
      { id: "c", change: 7, kind: "removed" },
    ];
    expect(store.changesSince(0)).toEqual(all);
    expect(store.changesSince(5)).toEqual(all.slice(2));
    expect(store.changesSince(0, 2)).toEqual(all.slice(0, 2));
    expect(store.changesSince(7)).toEqual([]);
  });
});

describe("deleteBefore", () => {
  it("deletes what is older, with notes, audit trail and rules nobody needs", () => {
    const database = folder.open();
    const store = openAlertStore(database);
    store.add([
      makeAlert({ id: "old", timeMs: startMs - 1, rule: "gone" }),
      makeAlert({ id: "edge", timeMs: startMs, rule: "stays" }),
    ]);
    store.addNote({ alertId: "old", text: "note", principal: alice, nowMs: startMs });
    expect(store.deleteBefore(startMs)).toBe(1);
    expect(store.deleteBefore(startMs)).toBe(0);
    expect(idsOf(store)).toEqual(["edge"]);
    expect(store.notes("old")).toEqual([]);
    expect(store.audit("old")).toEqual([]);
    const left = (table: string) => database.prepare(`SELECT count(*) AS count FROM ${table}`).get();
    expect(left("rule_snapshots")).toEqual({ count: 1 });
    expect(left("alert_documents")).toEqual({ count: 1 });
  });

  it("looks at statuses; building blocks go with their sequence", () => {
    const store = openAlertStore(folder.open());
    store.add([...makeGroup("s"), ...makeGroup("t"), makeAlert({ id: "open" })]);
    const closed = { status: "closed", principal: alice, nowMs: startMs } as const;
    store.setStatus({ alerts: { ids: ["s", "t-0"] }, ...closed });
    expect(store.deleteBefore(startMs + 1, [])).toBe(0);
    expect(store.deleteBefore(startMs + 1, ["closed"])).toBe(3);
    expect(idsOf(store)).toEqual(["t", "t-0", "t-1", "open"]);
  });

  it("deletes some at a time", () => {
    const store = openAlertStore(folder.open());
    store.add(
      Array.from({ length: alertLimits.deletedAtOnce + 1 }, (_, index) => makeAlert({ id: `${index}` })),
    );
    expect(store.deleteBefore(startMs + 1)).toBe(alertLimits.deletedAtOnce);
    expect(store.deleteBefore(startMs + 1)).toBe(1);
    expect(store.deleteBefore(startMs + 1)).toBe(0);
  });
});
