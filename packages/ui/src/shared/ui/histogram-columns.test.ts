import { describe, expect, it } from "vitest";
import {
  columnsRange,
  columnTotal,
  fillColumns,
  type HistogramColumn,
  highestColumn,
  seriesTotals,
} from "./histogram-columns.ts";

const series = [
  { key: "low", label: "Low", colour: "--low" },
  { key: "high", label: "High", colour: "--high" },
];
const column = (fromMs: number, low: number, high = 0): HistogramColumn => ({
  fromMs,
  counts: { low, high },
});

describe("columns of a histogram", () => {
  it("has those without anything, and begins where the first column does", () => {
    const filled = fillColumns({ fromMs: 1_250, toMs: 4_100 }, 1_000, [column(3_000, 2)]);
    expect(filled.map(({ fromMs }) => fromMs)).toEqual([1_000, 2_000, 3_000, 4_000]);
    expect(filled.map((one) => columnTotal(one, series))).toEqual([0, 0, 2, 0]);
  });

  it("has no column that begins where the range ends", () => {
    expect(fillColumns({ fromMs: 0, toMs: 2_000 }, 1_000, [column(2_000, 1)])).toHaveLength(2);
  });

  it("has at least one, and never so many that a page stands still", () => {
    expect(fillColumns({ fromMs: 5, toMs: 6 }, 1_000, [])).toHaveLength(1);
    expect(fillColumns({ fromMs: 0, toMs: 1e12 }, 1, [])).toHaveLength(5_000);
  });

  it("finds totals and the highest", () => {
    const columns = [column(0, 1, 1), column(1_000, 5), column(2_000, 0, 5)];
    expect(seriesTotals(columns, series)).toEqual([6, 6]);
    expect(highestColumn(columns, series)?.fromMs).toBe(1_000);
    expect(highestColumn([column(0, 0)], series)).toBeUndefined();
  });

  it("selects whole columns within the range, in either direction", () => {
    const range = { fromMs: 500, toMs: 2_500 };
    const columns = fillColumns(range, 1_000, []);
    expect(columnsRange(columns, 1_000, [0, 0], range)).toEqual({ fromMs: 500, toMs: 1_000 });
    expect(columnsRange(columns, 1_000, [2, 1], range)).toEqual({ fromMs: 1_000, toMs: 2_500 });
    expect(columnsRange(columns, 1_000, [-3, 99], range)).toEqual(range);
    expect(columnsRange([], 1_000, [0, 1], range)).toBeUndefined();
  });
});
