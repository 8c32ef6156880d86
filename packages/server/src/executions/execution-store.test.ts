import { afterEach, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "../platform/database.test-support.ts";
import type { NewExecution } from "./execution.ts";
import { executionLimits } from "./execution-limits.ts";
import { createExecutionStore } from "./execution-store.ts";
import type { NewGap } from "./gap-store.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const startMs = Date.UTC(2026, 0, 5, 12);
const open = () => createExecutionStore(folder.open());

function execution(id: string, startedMs = startMs, ruleId = "r1"): NewExecution {
  return { id, ruleId, type: "scheduled", startedMs };
}

describe("executions", () => {
  it("are recorded from start to finish, and there after the file is opened again", () => {
    const store = open();
    const window = { fromMs: startMs - 5, toMs: startMs, fromPosition: 0, toPosition: 2 ** 53 - 1 };
    store.start([{ ...execution("e1"), type: "manual", window }]);
    expect(store.get("e1")).toMatchObject({
      status: "running",
      finishedMs: undefined,
      durationMs: undefined,
      window,
    });
    const counts = { eventsSearched: 1_000, candidates: 7, alertsNew: 3, alertsKnown: 2, alertsDropped: 2 };
    store.finish([
      {
        id: "e1",
        status: "partial failure",
        finishedMs: startMs + 40,
        ...counts,
        warnings: ["a \0 field"],
        error: "b\0",
      },
    ]);
    expect(open().get("e1")).toEqual({
      id: "e1",
      ruleId: "r1",
      type: "manual",
      status: "partial failure",
      startedMs: startMs,
      finishedMs: startMs + 40,
      durationMs: 40,
      window,
      ...counts,
      warnings: ["a \0 field"],
      error: "b\uFFFD",
    });
    expect(store.get("none")).toBeUndefined();
  });

  it("start all or none, and finish once", () => {
    const store = open();
    store.start([execution("e1")]);
    const conflict = expect.objectContaining({ code: "conflict" });
    expect(() => store.start([execution("e2"), execution("e1")])).toThrow(conflict);
    expect(store.get("e2")).toBeUndefined();
    const done = { status: "succeeded", finishedMs: startMs } as const;
    const notFound = expect.objectContaining({ code: "not-found" });
    expect(() =>
      store.finish([
        { id: "e1", ...done },
        { id: "none", ...done },
      ]),
    ).toThrow(notFound);
    expect(store.get("e1")?.status).toBe("running");
    store.finish([{ id: "e1", ...done }]);
    expect(() => store.finish([{ id: "e1", ...done }])).toThrow(notFound);
  });

  it("are listed newest first, by pages", () => {
    const store = open();
    store.start([
      execution("a"),
      execution("b", startMs + 1),
      execution("c", startMs + 1),
      execution("x", startMs, "r2"),
    ]);
    const page = (number: number) =>
      store.history("r1", { page: number, pageSize: 2 }).executions.map(({ id }) => id);
    expect([page(1), page(2), page(3)]).toEqual([["c", "b"], ["a"], []]);
    expect(store.history("r1").total).toBe(3);
    expect(store.last("r1")?.id).toBe("c");
    expect(store.last("r3")).toBeUndefined();
    expect([...store.lastOfEach()].map(([ruleId, { id }]) => [ruleId, id])).toEqual([
      ["r1", "c"],
      ["r2", "x"],
    ]);
  });

  it("that were running when the server ended have failed", () => {
    const store = open();
    store.start([execution("a"), execution("b")]);
    store.finish([{ id: "a", status: "succeeded", finishedMs: startMs }]);
    const again = open();
    expect(again.failInterrupted(startMs + 9).map(({ id, status }) => [id, status])).toEqual([
      ["b", "failed"],
    ]);
    expect(again.get("b")).toMatchObject({
      finishedMs: startMs + 9,
      error: expect.stringMatching(/^interrupted/),
    });
    expect(again.get("a")?.status).toBe("succeeded");
    expect(again.failInterrupted(startMs + 10)).toEqual([]);
  });

  it("leave with retention, but for each rule's last", () => {
    const store = open();
    store.start([
      execution("a", startMs),
      execution("b", startMs + 5),
      execution("c", startMs + 5),
      execution("x", startMs, "r2"),
    ]);
    expect(store.deleteBefore(startMs + 6)).toBe(2);
    expect(store.deleteBefore(startMs + 6)).toBe(0);
    expect([...store.lastOfEach().values()].map(({ id }) => id)).toEqual(["c", "x"]);
  });

  it("keep the first warnings", () => {
    const store = open();
    const { maxWarnings, maxWarningUnits, maxErrorUnits } = executionLimits;
    const finish = (id: string, count: number): readonly string[] => {
      store.start([execution(id)]);
      const warnings = Array.from({ length: count }, () => "w".repeat(maxWarningUnits + 1));
      const error = "e".repeat(maxErrorUnits + 1);
      store.finish([{ id, status: "failed", finishedMs: startMs, warnings, error }]);
      expect(store.get(id)?.error).toHaveLength(maxErrorUnits);
      return store.get(id)?.warnings ?? [];
    };
    expect(finish("a", maxWarnings)).toHaveLength(maxWarnings);
    const more = finish("b", maxWarnings + 2);
    expect(more[0]).toHaveLength(maxWarningUnits);
    expect(more.slice(maxWarnings)).toEqual(["and 2 more"]);
  });

  it("give back how long they took where the clock was set back", () => {
    const store = open();
    store.start([execution("a")]);
    store.finish([{ id: "a", status: "succeeded", finishedMs: startMs - 50 }]);
    expect(store.last("r1")?.durationMs).toBe(0);
  });
});

describe("gaps", () => {
  const gap = (fromMs: number, toMs: number, ruleId = "r1"): NewGap => ({
    ruleId,
    fromMs,
    toMs,
    reason: "failed",
  });

  it("are added once, marked and listed", () => {
    const { gaps } = open();
    const [first = 0, second = 0] = gaps.add([gap(10, 20), gap(0, 5)], 1);
    gaps.mark(first, "error", 2, "no room");
    expect(gaps.add([gap(10, 20)], 3)).toEqual([first]);
    const again = open().gaps;
    expect(again.list()).toEqual({
      gaps: [
        { id: second, ...gap(0, 5), state: "unfilled", updatedMs: 1, error: undefined },
        { id: first, ...gap(10, 20), state: "error", updatedMs: 2, error: "no room" },
      ],
      total: 2,
    });
    expect(() => gaps.mark(99, "filled", 4)).toThrow(expect.objectContaining({ code: "not-found" }));
    expect(() => gaps.add([gap(20, 30), gap(5, 5)], 4)).toThrow(
      expect.objectContaining({ code: "bad-request" }),
    );
    expect(gaps.list().total).toBe(2);
  });

  it("are found by rule, state and time", () => {
    const { gaps } = open();
    gaps.add([gap(0, 10), gap(10, 20), gap(20, 30), gap(0, 100, "r2")], 1);
    gaps.mark(2, "filled", 1);
    const from = (filter: Parameters<typeof gaps.list>[0]) => gaps.list(filter).gaps.map(({ id }) => id);
    expect(from({ ruleId: "r1", fromMs: 10, toMs: 20 })).toEqual([2]);
    expect(from({ fromMs: 25 })).toEqual([4, 3]);
    expect(from({ states: ["unfilled"], ruleId: "r1" })).toEqual([1, 3]);
    expect(from({ page: 2, pageSize: 3 })).toEqual([3]);
    expect([...gaps.unfilledMs()]).toEqual([
      ["r1", 20],
      ["r2", 100],
    ]);
  });

  it("that were being filled when the server ended are unfilled; old ones leave", () => {
    const { gaps } = open();
    gaps.add([gap(0, 10), gap(10, 20)], 1);
    gaps.mark(1, "in progress", 2);
    expect(gaps.reopenInterrupted(3)).toBe(1);
    expect(gaps.list().gaps[0]).toMatchObject({ state: "unfilled", updatedMs: 3 });
    expect(gaps.deleteBefore(10)).toBe(1);
    expect(gaps.list().total).toBe(1);
  });
});
