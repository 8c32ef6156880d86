import { afterEach, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "../platform/database.test-support.ts";
import { parseAlertStatus } from "./alert.ts";
import { alertLimits } from "./alert-limits.ts";
import {
  alice,
  bob,
  idsOf,
  makeAlert,
  makeGroup,
  openAlertStore,
  startMs,
} from "./alert-store.test-support.ts";
import type { AlertStore } from "./alert-store.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

function storeWith(...ids: readonly string[]): AlertStore {
  const store = openAlertStore(folder.open());
  store.add(ids.map((id) => makeAlert({ id })));
  return store;
}

const auditOf = (store: AlertStore, id: string) =>
  store.audit(id).map(({ alertId: _, change: __, ...entry }) => entry);

const badRequest = expect.objectContaining({ code: "bad-request" });

describe("setStatus", () => {
  it("changes the document a reader gets, and stands in the audit trail", () => {
    const store = storeWith("a");
    const alerts = { ids: ["a"] };
    store.setStatus({ alerts, status: "acknowledged", principal: alice, nowMs: startMs });
    expect(store.get("a")?.document).toMatchObject({
      "kibana.alert.workflow_status": "acknowledged",
      "kibana.alert.workflow_status_updated_at": "2026-01-05T12:00:00.000Z",
      "kibana.alert.workflow_user": "alice",
    });
    expect(store.get("a")?.document).not.toHaveProperty(["kibana.alert.workflow_reason"]);
    store.setStatus({
      alerts,
      status: "closed",
      reason: "false_positive",
      principal: bob,
      nowMs: startMs + 1_000,
    });
    expect(store.get("a")?.document).toMatchObject({
      "kibana.alert.workflow_status": "closed",
      "kibana.alert.workflow_status_updated_at": "2026-01-05T12:00:01.000Z",
      "kibana.alert.workflow_user": "bob",
      "kibana.alert.workflow_reason": "false_positive",
    });
    store.setStatus({ alerts, status: "open", principal: bob, nowMs: startMs + 2_000 });
    expect(store.get("a")?.document).not.toHaveProperty(["kibana.alert.workflow_reason"]);
    const statusEntry = (atMs: number, by: string, old: object, after: object) => ({
      atMs,
      by,
      action: "status",
      old,
      new: after,
    });
    expect(auditOf(store, "a")).toEqual([
      statusEntry(
        startMs,
        "alice",
        { status: "open", reason: null },
        { status: "acknowledged", reason: null },
      ),
      statusEntry(
        startMs + 1_000,
        "bob",
        { status: "acknowledged", reason: null },
        { status: "closed", reason: "false_positive" },
      ),
      statusEntry(
        startMs + 2_000,
        "bob",
        { status: "closed", reason: "false_positive" },
        { status: "open", reason: null },
      ),
    ]);
  });

  it("counts what was changed, what was so already and what is not there", () => {
    const store = storeWith("a", "b", "c");
    const change = { status: "closed", principal: alice, nowMs: startMs } as const;
    store.setStatus({ alerts: { ids: ["a"] }, ...change });
    expect(store.setStatus({ alerts: { ids: ["a", "b", "none"] }, ...change })).toEqual({
      changed: 1,
      unchanged: 1,
      missing: ["none"],
      operation: { first: 5, last: 5 },
    });
    expect(store.audit("a")).toHaveLength(1);
    expect(store.setStatus({ alerts: { ids: ["a"] }, ...change, reason: "duplicate" }).changed).toBe(1);
  });

  it("changes all that match a filter, each with a number of its own", () => {
    const store = openAlertStore(folder.open());
    const hosts = ["h1", "h2"];
    store.add(
      Array.from({ length: 1_000 }, (_, index) =>
        makeAlert({ id: `${index}`, host: hosts[index % 2] ?? "" }),
      ),
    );
    const filter = { hostNames: ["h1"] };
    const result = store.setStatus({
      alerts: { filter },
      status: "closed",
      principal: alice,
      nowMs: startMs,
    });
    expect(result).toEqual({
      changed: 500,
      unchanged: 0,
      missing: [],
      operation: { first: 1_001, last: 1_500 },
    });
    expect(store.count({ statuses: ["closed"], hostNames: ["h1"] })).toBe(500);
    expect(store.count({ statuses: ["open"], hostNames: ["h2"] })).toBe(500);
    const changes = store.changesSince(1_000);
    expect(changes.map(({ change }) => change)).toEqual(
      Array.from({ length: 500 }, (_, index) => 1_001 + index),
    );
    expect(store.audit(changes[7]?.id ?? "")[0]?.change).toBe(changes[7]?.change);
    expect(store.lastChange()).toBe(1_500);
  });

  it("knows the older name of a status", () => {
    expect(parseAlertStatus("in-progress")).toBe("acknowledged");
    expect(parseAlertStatus("closed")).toBe("closed");
    expect(parseAlertStatus("Closed")).toBeUndefined();
  });

  it("writes a hostile reason as text", () => {
    const store = storeWith("a");
    const reason = `"}, '); DROP TABLE alerts; -- \u2028\ud800`;
    // A column holds whole characters.
    const kept = reason.replace("\ud800", "\uFFFD");
    store.setStatus({ alerts: { ids: ["a"] }, status: "closed", reason, principal: alice, nowMs: startMs });
    expect(store.get("a")?.document["kibana.alert.workflow_reason"]).toBe(kept);
    expect(auditOf(store, "a")[0]?.new).toEqual({ status: "closed", reason: kept });
  });
});

describe.each(["setTags", "setAssignees"] as const)("%s", (name) => {
  const field = `kibana.alert.workflow_${name === "setTags" ? "tags" : "assignee_ids"}`;
  const action = name === "setTags" ? "tags" : "assignees";
  const by = { principal: alice, nowMs: startMs };

  it("adds and removes", () => {
    const store = storeWith("a", "b");
    const alerts = { ids: ["a", "b"] };
    expect(store[name]({ alerts, add: ["y", "x", "x"], remove: ["z"], ...by }).changed).toBe(2);
    expect(store.get("a")?.document[field]).toEqual(["x", "y"]);
    expect(store[name]({ alerts: { ids: ["a"] }, add: ['"q"'], remove: ["x"], ...by }).changed).toBe(1);
    expect(store.get("a")?.document[field]).toEqual(['"q"', "y"]);
    expect(store.get("b")?.document[field]).toEqual(["x", "y"]);
    expect(auditOf(store, "a")).toEqual([
      { atMs: startMs, by: "alice", action, old: [], new: ["x", "y"] },
      { atMs: startMs, by: "alice", action, old: ["x", "y"], new: ['"q"', "y"] },
    ]);
  });

  it("does nothing where nothing is different", () => {
    const store = storeWith("a", "b");
    store[name]({ alerts: { ids: ["a"] }, add: ["x"], remove: [], ...by });
    const result = store[name]({ alerts: { filter: {} }, add: [], remove: ["z"], ...by });
    expect(result).toEqual({ changed: 0, unchanged: 2, missing: [] });
    expect(store.lastChange()).toBe(3);
  });

  it("has bounds", () => {
    const store = storeWith("a");
    const alerts = { ids: ["a"] };
    const longest = "x".repeat(alertLimits.maxTagUnits);
    const list = (prefix: string, length: number) =>
      Array.from({ length }, (_, index) => `${prefix}${index}`);
    expect(store[name]({ alerts, add: [longest], remove: [], ...by }).changed).toBe(1);
    expect(() => store[name]({ alerts, add: [`${longest}x`], remove: [], ...by })).toThrow(badRequest);
    expect(() => store[name]({ alerts, add: [""], remove: [], ...by })).toThrow(badRequest);
    expect(() => store[name]({ alerts, add: list("t", alertLimits.maxTags + 1), remove: [], ...by })).toThrow(
      badRequest,
    );
    expect(() => store[name]({ alerts, add: list("t", alertLimits.maxTags), remove: [], ...by })).toThrow(
      badRequest,
    );
    expect(store.get("a")?.document[field]).toEqual([longest]);
    store[name]({ alerts, add: list("t", alertLimits.maxTags - 1), remove: [], ...by });
    expect(store.get("a")?.document[field]).toHaveLength(alertLimits.maxTags);
  });
});

describe("notes", () => {
  it("are added and edited; the former text stays in the audit trail", () => {
    const store = storeWith("a", "b");
    const first = store.addNote({ alertId: "a", text: "odd", principal: alice, nowMs: startMs });
    store.addNote({ alertId: "a", text: "second", principal: bob, nowMs: startMs + 1 });
    const edit = { alertId: "a", noteId: first.id, text: "very odd", principal: bob, nowMs: startMs + 2 };
    expect(store.editNote(edit)).toEqual({
      ...first,
      text: "very odd",
      updatedMs: startMs + 2,
      updatedBy: "bob",
    });
    expect(store.editNote(edit).updatedMs).toBe(startMs + 2);
    expect(store.notes("a").map(({ text, createdBy }) => [text, createdBy])).toEqual([
      ["very odd", "alice"],
      ["second", "bob"],
    ]);
    expect(auditOf(store, "a")).toMatchObject([
      { action: "note-added", by: "alice", new: { id: first.id, text: "odd" } },
      { action: "note-added", by: "bob" },
      { action: "note-edited", by: "bob", old: { text: "odd" }, new: { text: "very odd" } },
    ]);
    expect(store.notes("b")).toEqual([]);
  });

  it("need an alert, a text and an end", () => {
    const store = storeWith("a", "b");
    const by = { principal: alice, nowMs: startMs };
    const note = store.addNote({ alertId: "a", text: "x".repeat(alertLimits.maxNoteUnits), ...by });
    const notFound = expect.objectContaining({ code: "not-found" });
    expect(() => store.addNote({ alertId: "none", text: "x", ...by })).toThrow(notFound);
    expect(() => store.editNote({ alertId: "b", noteId: note.id, text: "x", ...by })).toThrow(notFound);
    expect(() => store.addNote({ alertId: "a", text: " \n", ...by })).toThrow(badRequest);
    expect(() => store.addNote({ alertId: "a", text: `${note.text}x`, ...by })).toThrow(badRequest);
    expect(store.notes("b")).toEqual([]);
  });
});

describe("withdraw", () => {
  it("removes what nobody has dealt with, and says so in the audit trail", () => {
    const store = storeWith("a", "b");
    expect(store.withdraw(["a", "none"], "an earlier event has come late")).toEqual({
      removed: ["a"],
      closed: [],
    });
    expect(store.get("a")).toBeUndefined();
    expect(idsOf(store)).toEqual(["b"]);
    expect(auditOf(store, "a")).toEqual([
      {
        atMs: startMs,
        by: "live detection",
        action: "removed",
        old: { rule_id: "rule-1", rule_name: "Name of rule-1", time_ms: startMs },
        new: { reason: "an earlier event has come late" },
      },
    ]);
    // It may be raised again.
    expect(store.add([makeAlert({ id: "a" })])).toEqual(["a"]);
  });

  const by = { principal: alice, nowMs: startMs };
  const touches: readonly (readonly [string, (store: AlertStore) => unknown])[] = [
    ["acknowledged", (store) => store.setStatus({ alerts: { ids: ["a"] }, status: "acknowledged", ...by })],
    ["tagged", (store) => store.setTags({ alerts: { ids: ["a"] }, add: ["x"], remove: [], ...by })],
    ["assigned", (store) => store.setAssignees({ alerts: { ids: ["a"] }, add: ["u"], remove: [], ...by })],
    ["noted", (store) => store.addNote({ alertId: "a", text: "x", ...by })],
    [
      "closed and opened again",
      (store) => {
        store.setStatus({ alerts: { ids: ["a"] }, status: "closed", ...by });
        store.setStatus({ alerts: { ids: ["a"] }, status: "open", ...by });
      },
    ],
  ];
  it.each(touches)("closes what somebody has %s", (_, touch) => {
    const store = storeWith("a");
    touch(store);
    expect(store.withdraw(["a", "a"], "late event")).toEqual({ removed: [], closed: ["a"] });
    expect(store.get("a")?.document).toMatchObject({
      "kibana.alert.workflow_status": "closed",
      "kibana.alert.workflow_reason": "late event",
      "kibana.alert.workflow_user": "live detection",
    });
    expect(store.audit("a").at(-1)).toMatchObject({ action: "withdrawn", new: { reason: "late event" } });
    expect(store.audit("a").filter(({ action }) => action === "withdrawn")).toHaveLength(1);
  });

  it("leaves the reason of who has closed it", () => {
    const store = storeWith("a");
    store.setStatus({ alerts: { ids: ["a"] }, status: "closed", reason: "duplicate", ...by });
    store.withdraw(["a"], "late event");
    expect(store.get("a")?.document).toMatchObject({
      "kibana.alert.workflow_reason": "duplicate",
      "kibana.alert.workflow_user": "alice",
    });
    expect(store.audit("a").at(-1)?.action).toBe("withdrawn");
  });

  it.each(["s", "s-1"])("takes the alerts of a sequence together, named by %s", (id) => {
    const store = openAlertStore(folder.open());
    store.add([...makeGroup("s"), ...makeGroup("t")]);
    expect(store.withdraw([id, "s-0"], "late event").removed).toEqual(["s", "s-0", "s-1"]);
    store.addNote({ alertId: "t-0", text: "x", ...by });
    expect(store.withdraw(["t"], "late event").closed).toEqual(["t", "t-0", "t-1"]);
    expect(store.count({ statuses: ["closed"] })).toBe(3);
  });

  it("leaves alone what an execution has raised", () => {
    const store = openAlertStore(folder.open());
    store.add([makeAlert({ id: "a", origin: "scheduled" }), makeAlert({ id: "b", origin: "manual" })]);
    expect(store.withdraw(["a", "b"], "late event")).toEqual({ removed: [], closed: [] });
    expect(store.count({ statuses: ["open"] })).toBe(2);
  });
});
