import { describe, expect, it } from "vitest";
import { mostRows, placeOf, scrolled, tallRows } from "./tall-rows.ts";

const million = { total: 1_000_000, rowHeight: 32, viewHeight: 640 };
const listEnd = mostRows * 32 - 640;

describe("more rows than a browser can draw", () => {
  it("are all in the list where there are few", () => {
    expect(tallRows(5, 3)).toEqual({ firstRow: 0, count: 5 });
    expect(scrolled({ ...million, total: 5_000, firstRow: 0, scrollTop: 9_000, lastTop: 0 })).toEqual({
      firstRow: 0,
    });
  });

  it("a small step moves by itself", () => {
    const step = { ...million, firstRow: 400_000, scrollTop: 1_000_100, lastTop: 1_000_000 };
    expect(scrolled(step)).toEqual({ firstRow: 400_000 });
  });

  it("the ends of the scroll bar are the first and the last row", () => {
    expect(scrolled({ ...million, firstRow: 5, scrollTop: listEnd, lastTop: 0 }).firstRow).toBe(900_000);
    expect(scrolled({ ...million, firstRow: 900_000, scrollTop: 0, lastTop: listEnd }).firstRow).toBe(0);
    expect(tallRows(1_000_000, 1e9)).toEqual({ firstRow: 900_000, count: mostRows });
  });

  it("who steps to the end of the list goes on in the next part, and what is seen stays", () => {
    const before = { ...million, firstRow: 0, scrollTop: listEnd - 100, lastTop: listEnd - 200 };
    const after = scrolled(before);
    expect(after.firstRow).toBeGreaterThan(0);
    expect((after.scrollTop ?? 0) + after.firstRow * 32).toBe(before.scrollTop);
    expect(after.scrollTop).toBeLessThan(listEnd - 640);
  });

  it("any row can be gone to", () => {
    for (const row of [0, 1, 99_999, 100_000, 500_000, 999_980, 999_999]) {
      const { firstRow, scrollTop } = placeOf(million, row * 32);
      const top = firstRow * 32 + scrollTop;
      expect(scrollTop).toBeGreaterThanOrEqual(0);
      expect(scrollTop).toBeLessThanOrEqual(listEnd);
      expect(Math.abs(top - Math.min(row * 32, 1_000_000 * 32 - 640))).toBeLessThanOrEqual(32);
    }
  });
});
