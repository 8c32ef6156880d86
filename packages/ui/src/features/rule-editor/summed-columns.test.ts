import { expect, it } from "vitest";
import { summedColumns } from "./summed-columns.ts";

it("counts of narrow columns are added up in wide ones", () => {
  const at = (ms: number, count: number) => ({ from: new Date(ms).toISOString(), count });
  expect(summedColumns([at(0, 1), at(300, 2), at(1_000, 4)], 1_000)).toEqual([
    { fromMs: 0, counts: { alerts: 3 } },
    { fromMs: 1_000, counts: { alerts: 4 } },
  ]);
});
