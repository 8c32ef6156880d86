import { afterEach, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "../platform/database.test-support.ts";
import { alertLimits } from "./alert-limits.ts";
import { alice, bob, makeAlert, openAlertStore, startMs } from "./alert-store.test-support.ts";
import type { AlertStore } from "./alert-store.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

function storeWith(...ids: readonly string[]): AlertStore {
  const store = openAlertStore(folder.open());
  store.add(ids.map((id) => makeAlert({ id })));
  return store;
}

const badRequest = expect.objectContaining({ code: "bad-request" });

describe("setStep", () => {
  it("keeps what is left out, tells who is listening, and stands in the audit trail", () => {
    const store = storeWith("a", "b");
    const news: unknown[] = [];
    store.subscribe(({ kind, ids }) => news.push([kind, ...ids]));
    const base = { alertId: "a", step: "respond-2" };
    store.setStep({ ...base, isDone: true, principal: alice, nowMs: startMs });
    const found = { ...base, finding: "isolated", principal: bob, nowMs: startMs + 1 };
    const after = {
      step: "respond-2",
      isDone: true,
      finding: "isolated",
      changedMs: startMs + 1,
      changedBy: "bob",
    };
    expect(store.setStep(found)).toEqual(after);
    // The same again changes nothing.
    expect(store.setStep({ ...found, principal: alice, nowMs: startMs + 2 })).toEqual(after);
    expect(store.steps("a")).toEqual([after]);
    expect(store.steps("b")).toEqual([]);
    expect(news).toEqual([
      ["changed", "a"],
      ["changed", "a"],
    ]);
    expect(store.audit("a")).toMatchObject([
      { action: "step", by: "alice", new: { step: "respond-2", done: true, finding: "" } },
      {
        action: "step",
        by: "bob",
        old: { done: true, finding: "" },
        new: { done: true, finding: "isolated" },
      },
    ]);
  });

  it("needs an alert and has an end", () => {
    const store = storeWith("a");
    const by = { isDone: true, principal: alice, nowMs: startMs };
    const long = "x".repeat(alertLimits.maxStepNameUnits);
    expect(() => store.setStep({ alertId: "none", step: "s", ...by })).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
    expect(() => store.setStep({ alertId: "a", step: `${long}x`, ...by })).toThrow(badRequest);
    const finding = "f".repeat(alertLimits.maxFindingUnits);
    expect(() => store.setStep({ alertId: "a", step: "s", finding: `${finding}f`, ...by })).toThrow(
      badRequest,
    );
    store.setStep({ alertId: "a", step: long, finding, ...by });
    for (let at = 1; at < alertLimits.maxSteps; at += 1)
      store.setStep({ alertId: "a", step: `${at}`, ...by });
    expect(() => store.setStep({ alertId: "a", step: "one more", ...by })).toThrow(badRequest);
    // One that is there already can still be changed.
    expect(store.setStep({ ...by, alertId: "a", step: long, isDone: false }).isDone).toBe(false);
  });

  it("goes with its alert, and keeps live detection from taking that back", () => {
    const store = storeWith("a", "b");
    store.setStep({ alertId: "a", step: "s", isDone: true, principal: alice, nowMs: startMs });
    expect(store.withdraw(["a", "b"], "refuted")).toEqual({ removed: ["b"], closed: ["a"] });
    expect(store.deleteBefore(Number.MAX_SAFE_INTEGER)).toBe(1);
    expect(store.steps("a")).toEqual([]);
  });
});
