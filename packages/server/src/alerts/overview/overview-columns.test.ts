import { describe, expect, it } from "vitest";
import { createOverviewColumns, type OverviewRow } from "./overview-columns.ts";

const row = (number: number, timeMs: number, more: Partial<OverviewRow> = {}): OverviewRow => ({
  number,
  timeMs,
  isBuildingBlock: 0,
  status: "open",
  severity: "low",
  rule: "r",
  ruleName: "R",
  host: null,
  user: null,
  risk: "21.0",
  snapshot: "1",
  tags: null,
  assignees: null,
  ...more,
});

describe("columns of alerts", () => {
  it("are in the order of times, equal ones of numbers, however they come", () => {
    let seed = 7;
    const random = (end: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % end;
    };
    const columns = createOverviewColumns();
    const all: OverviewRow[] = [];
    while (all.length < 5_000) {
      const some = Array.from({ length: 1 + random(200) }, (_, at) => row(all.length + at + 1, random(500)));
      all.push(...some);
      columns.put(some);
    }
    const expected = all.toSorted((one, other) => one.timeMs - other.timeMs || one.number - other.number);
    const { numbers, order } = columns;
    expect(Array.from(order, (at) => numbers[at])).toEqual(expected.map(({ number }) => number));
  });

  it("take new values of what they know, and let go of what is gone", () => {
    const columns = createOverviewColumns();
    columns.put(Array.from({ length: 3_000 }, (_, at) => row(at + 1, at)));
    columns.put([row(2, 1, { status: "closed" })]);
    const statusOf = (number: number): string | null =>
      columns.dictionaries.status.valueOf(columns.codes.status[columns.rowOf(number)] ?? 0);
    expect([statusOf(1), statusOf(2), columns.count]).toEqual(["open", "closed", 3_000]);
    columns.remove(Array.from({ length: 2_000 }, (_, at) => at + 3));
    expect(columns.count).toBe(1_000);
    expect([statusOf(2), statusOf(2_500), columns.rowOf(3)]).toEqual(["closed", "open", -1]);
    columns.put([row(4_000, 0)]);
    const { numbers, order } = columns;
    expect(Array.from(order.subarray(0, 3), (at) => numbers[at])).toEqual([1, 4_000, 2]);
  });
});
