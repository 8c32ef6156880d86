import { expect, it } from "vitest";
import { processRows } from "../../shared/processes/process-rows.ts";
import { lanePlace, laneSpan } from "./lane-times.ts";
import { processNode } from "./process-tree.test-support.ts";

const startMs = Date.parse("2026-06-08T12:00:00Z");

it("lanes reach from the first start to the last end or event, with room", () => {
  const rows = processRows([
    processNode("a", null, { ended_at: "2026-06-08T12:01:40.000Z" }),
    processNode("b", "a", { started_at: null }),
  ]);
  expect(laneSpan(rows)).toEqual({ fromMs: startMs - 3_000, toMs: startMs + 103_000 });
  expect(laneSpan(rows, [startMs + 200_000, Number.NaN])?.toMs).toBe(startMs + 206_000);
  expect(laneSpan([])).toBeUndefined();
  expect(laneSpan(processRows([processNode("a")]))).toEqual({ fromMs: startMs - 500, toMs: startMs + 500 });
});

it("places are parts of the width, never beyond it", () => {
  const span = { fromMs: 0, toMs: 200 };
  expect([0, 50, 200, -10, 900].map((ms) => lanePlace(ms, span))).toEqual([0, 25, 100, 0, 100]);
});
