import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "../platform/database.test-support.ts";
import type { AlertFilter } from "./alert.ts";
import { alertLimits } from "./alert-limits.ts";
import {
  alice,
  idsOf,
  makeAlert,
  openAlertStore,
  startMs,
  type TestAlert,
} from "./alert-store.test-support.ts";
import type { AlertStore } from "./alert-store.ts";
import type { RankedOrder } from "./overview/order-rows.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);
const threat = (tactic: string, ...techniques: readonly string[]) => ({
  "kibana.alert.rule.threat": [
    {
      tactic: { id: tactic, name: `Name of ${tactic}` },
      technique: techniques.map((id) => ({ id, name: `Name of ${id}` })),
    },
  ],
});

const some: readonly TestAlert[] = [
  { id: "a", host: "WS-1", user: "Bob", severity: "low", rule: "r1", more: threat("TA0001", "T1", "T2") },
  { id: "b", host: "WS-2", severity: "critical", rule: "r2", more: threat("TA0002", "T2") },
  { id: "c", host: "ws-1", severity: "high", rule: "r1", more: threat("TA0001", "T1", "T2") },
  {
    id: "d",
    severity: "high",
    rule: "r3",
    more: { host: null, "kibana.alert.building_block_type": "default" },
  },
  {
    id: "e",
    host: "WS-1",
    user: "eve",
    severity: "medium",
    rule: "r4",
    more: { "kibana.alert.risk_score": 9.5 },
  },
];

function openSome(): AlertStore {
  const store = openAlertStore(folder.open());
  store.add(some.map((alert, at) => makeAlert({ timeMs: startMs + at * 1_000, ...alert })));
  store.setTags({ alerts: { ids: ["a", "b"] }, add: ["t1"], remove: [], principal: alice, nowMs: startMs });
  store.setAssignees({
    alerts: { ids: ["b"] },
    add: ["bob", "eve"],
    remove: [],
    principal: alice,
    nowMs: startMs,
  });
  store.setStatus({ alerts: { ids: ["c"] }, status: "closed", principal: alice, nowMs: startMs });
  return store;
}

const pageIds = (store: AlertStore, filter: AlertFilter, order: RankedOrder, offset = 0, size = 10) => {
  const { numbers } = store.page(filter, { order, offset, size });
  const ids = new Map(store.byNumbers(numbers).map(({ place, id }) => [place.number, id]));
  return numbers.map((number) => ids.get(number)).join("");
};

describe("a filter", () => {
  const filters: readonly (readonly [AlertFilter, string])[] = [
    [{}, "abcde"],
    [{ hostNames: ["WS-1"] }, "ae"],
    [{ except: { hostNames: ["WS-1"] } }, "bcd"],
    [{ except: { hostNames: ["WS-1"], severities: ["high"] } }, "b"],
    [{ except: { statuses: ["closed"], tags: ["t1"] } }, "de"],
    [{ tags: ["t1", "none"] }, "ab"],
    [{ assignees: ["eve"] }, "b"],
    [{ except: { assignees: ["eve"] } }, "acde"],
    [{ tactics: ["TA0001"] }, "ac"],
    [{ except: { tactics: ["TA0001"] } }, "bde"],
    [{ techniques: ["T1", "T9"] }, "ac"],
    [{ techniques: ["T2"], except: { ruleIds: ["r1"] } }, "b"],
    [{ search: "ws-1" }, "ace"],
    [{ search: "NAME OF R3" }, "d"],
    [{ search: "eve" }, "e"],
    [{ search: "%" }, ""],
    [{ addedUntil: 2 }, "ab"],
    [{ buildingBlocks: "only" }, "d"],
    [{ buildingBlocks: "hidden", times: { fromMs: startMs + 1_000, toMs: startMs + 4_000 } }, "bc"],
    [{ ids: ["e", "a", "nowhere"], times: { fromMs: startMs + 1 } }, "e"],
  ];

  it.each(filters)("%j means the same in memory and in SQL", (filter, expected) => {
    const store = openSome();
    expect(pageIds(store, filter, "oldest-first")).toBe(expected);
    expect(idsOf(store, filter).join("")).toBe(expected);
    expect(store.count(filter)).toBe(expected.length);
  });
});

describe("pages", () => {
  it("are in any order, from any place on", () => {
    const store = openSome();
    expect(pageIds(store, {}, "newest-first")).toBe("edcba");
    expect(pageIds(store, {}, "newest-first", 1, 2)).toBe("dc");
    expect(pageIds(store, {}, "oldest-first", 4, 2)).toBe("e");
    expect(pageIds(store, {}, "oldest-first", 5, 2)).toBe("");
    expect(pageIds(store, {}, "severity")).toBe("bdcea");
    expect(pageIds(store, {}, "severity", 1, 3)).toBe("dce");
    expect(pageIds(store, {}, "risk")).toBe("dcbae");
    expect(pageIds(store, {}, "risk", 3, 9)).toBe("ae");
  });

  it("follow what comes, changes and goes", () => {
    const store = openSome();
    expect(store.count({ statuses: ["open"] })).toBe(4);
    store.add([makeAlert({ id: "0", timeMs: startMs - 1 })]);
    store.setStatus({ alerts: { ids: ["e"] }, status: "closed", principal: alice, nowMs: startMs });
    expect(pageIds(store, { statuses: ["open"] }, "oldest-first")).toBe("0abd");
    store.withdraw(["0"], "refuted");
    expect(pageIds(store, {}, "oldest-first")).toBe("abcde");
    store.deleteBefore(startMs + 2_000);
    expect(pageIds(store, {}, "oldest-first")).toBe("cde");
    expect(store.countsBy("status", {})).toEqual([
      { value: "closed", count: 2 },
      { value: "open", count: 1 },
    ]);
  });

  it("know nothing of what an open transaction does and may undo", () => {
    const database = folder.open();
    const store = openAlertStore(database);
    store.add([makeAlert({ id: "a" })]);
    expect(store.countsBy("status", {})).toEqual([{ value: "open", count: 1 }]);
    expect(() =>
      database.transaction(() => {
        store.add([makeAlert({ id: "b" })]);
        expect(store.countsBy("status", {})).toEqual([{ value: "open", count: 1 }]);
        expect(store.count({})).toBe(2);
        throw new Error("undo");
      }),
    ).toThrow("undo");
    store.add([makeAlert({ id: "c" })]);
    expect(pageIds(store, {}, "oldest-first")).toBe("ac");
  });

  it("are the same for alerts that were there before, read some at a time", () => {
    const store = openAlertStore(folder.open());
    const count = alertLimits.overviewReadAtOnce + 5;
    store.add(Array.from({ length: count }, (_, at) => makeAlert({ id: `a${at}`, timeMs: startMs + at })));
    expect(store.prepareCounts()).toBe(true);
    store.setStatus({ alerts: { ids: ["a0"] }, status: "closed", principal: alice, nowMs: startMs });
    store.withdraw(["a1"], "refuted");
    expect(store.prepareCounts()).toBe(false);
    expect(store.countsBy("status", {})).toEqual([
      { value: "open", count: count - 2 },
      { value: "closed", count: 1 },
    ]);
  });
});

describe("counts", () => {
  it("of what an alert has several of count it for each", () => {
    const store = openSome();
    expect(store.countsBy("tactic", {})).toEqual([
      { value: null, count: 2, name: null },
      { value: "TA0001", count: 2, name: "Name of TA0001" },
      { value: "TA0002", count: 1, name: "Name of TA0002" },
    ]);
    expect(
      store.countsBy("technique", { hostNames: ["WS-1", "WS-2"] }).map(({ value, count }) => [value, count]),
    ).toEqual([
      ["T2", 2],
      [null, 1],
      ["T1", 1],
    ]);
    expect(store.countsBy("tag", {}).map(({ value, count }) => [value, count])).toEqual([
      [null, 3],
      ["t1", 2],
    ]);
    expect(store.countsBy("assignee", { tags: ["t1"] }).map(({ value }) => value)).toEqual([
      null,
      "bob",
      "eve",
    ]);
  });

  it("over time are told by severity where that is wanted", () => {
    const store = openSome();
    expect(store.histogram({}, 3_000, "severity")).toEqual([
      { fromMs: startMs, count: 3, counts: { low: 1, critical: 1, high: 1 } },
      { fromMs: startMs + 3_000, count: 2, counts: { high: 1, medium: 1 } },
    ]);
  });

  it("of groups tell the worst, the newest and how many are open", () => {
    const store = openSome();
    const group = (value: string | null, count: number, open: number, worstSeverity: string, at: number) => ({
      value,
      count,
      open,
      worstSeverity,
      newestMs: startMs + at * 1_000,
    });
    expect(store.groups("host", {})).toEqual({
      total: 4,
      groups: [
        group("WS-1", 2, 2, "medium", 4),
        group(null, 1, 1, "high", 3),
        group("WS-2", 1, 1, "critical", 1),
        group("ws-1", 1, 0, "high", 2),
      ],
    });
    expect(store.groups("rule", {}, 1)).toEqual({
      total: 4,
      groups: [{ ...group("r1", 2, 1, "high", 2), name: "Name of r1" }],
    });
  });

  it("are the same after a start that takes over what an earlier one has kept", () => {
    const database = folder.open();
    const store = openAlertStore(database);
    const count = alertLimits.overviewStoredFrom + 10;
    store.add(
      Array.from({ length: count }, (_, at) =>
        makeAlert({ id: `a${at}`, timeMs: startMs + ((at * 7919) % count), host: `h${at % 7}` }),
      ),
    );
    store.withdraw(["a3"], "refuted");
    const close = (ids: readonly string[], of: AlertStore) =>
      of.setStatus({ alerts: { ids }, status: "closed", principal: alice, nowMs: startMs });
    close(["a1"], store);
    while (store.prepareCounts());
    store.storeCounts();
    // What comes afterwards is not in it.
    close(["a2"], store);
    store.add([makeAlert({ id: "later", timeMs: startMs - 1 })]);

    const all = (of: AlertStore) => [
      of.countsBy("status", {}),
      of.countsBy("host", {}),
      of.page({}, { order: "oldest-first", offset: 0, size: 50 }),
      of.page({ statuses: ["closed"] }, { order: "newest-first", offset: 0, size: 50 }),
      of.histogram({}, 1_000),
    ];
    const taken = openAlertStore(folder.open());
    expect(taken.prepareCounts()).toBe(false);
    expect(all(taken)).toEqual(all(store));
    taken.add([makeAlert({ id: "last" })]);
    expect(taken.count({})).toBe(count + 1);

    // Alerts that were deleted meanwhile do not show by their changes: all are read again.
    store.withdraw(["a9"], "refuted");
    const again = openAlertStore(folder.open());
    expect(again.prepareCounts()).toBe(true);
    while (again.prepareCounts());
    expect(again.count({})).toBe(count);

    // What is damaged, missing, or of a later change than the alerts, is not believed.
    const path = folder.path("alert-overview.bin");
    for (const harm of [
      () => writeFileSync(path, readFileSync(path).fill(1, 100, 200)),
      () => rmSync(path),
      () => database.exec("UPDATE alert_overview SET change = change + 1000000"),
    ]) {
      again.add([makeAlert({ id: `new-${again.count({})}` })]);
      again.storeCounts();
      harm();
      const doubting = openAlertStore(folder.open());
      expect(doubting.prepareCounts()).toBe(true);
      expect(doubting.count({})).toBe(again.count({}));
    }
  });
});
