import { describe, expect, it } from "vitest";
import { layoutSequence } from "./sequence-layout.ts";

describe("layoutSequence", () => {
  it("stands to the scale of maxspan and to that of the events", () => {
    const layout = layoutSequence([{ timeMs: 1_000 }, { timeMs: 2_000 }, { timeMs: 7_000 }], 60_000);
    expect(layout?.whole.map((mark) => mark.kind === "event" && mark.at)).toEqual([0, 1_000 / 60_000, 0.1]);
    expect(layout?.near.map((mark) => mark.kind === "event" && mark.at)).toEqual([0, 1 / 6, 1]);
    expect(layout?.gaps.map(({ distanceMs }) => distanceMs)).toEqual([1_000, 5_000]);
    expect([layout?.spanMs, layout?.share]).toEqual([6_000, 0.1]);
  });

  it("shows where an event was missing: between its neighbours, or as far as maxspan reaches", () => {
    const layout = layoutSequence(
      [{ timeMs: 0 }, { timeMs: undefined }, { timeMs: 10_000 }, { timeMs: undefined }],
      40_000,
    );
    expect(layout?.whole[1]).toEqual({ kind: "missing", stage: 1, from: 0, to: 0.25 });
    expect(layout?.whole[3]).toEqual({ kind: "missing", stage: 3, from: 0.25, to: 1 });
    const leading = layoutSequence([{ timeMs: undefined }, { timeMs: 5 }, { timeMs: 9 }], 40);
    expect(leading?.whole[0]).toEqual({ kind: "missing", stage: 0, from: 0, to: 0 });
  });

  it("bears events at one time and events without any", () => {
    expect(layoutSequence([{ timeMs: 5 }, { timeMs: 5 }], undefined)?.near).toEqual([
      { kind: "event", stage: 0, at: 0 },
      { kind: "event", stage: 1, at: 0 },
    ]);
    expect(layoutSequence([{ timeMs: 5 }, { timeMs: undefined }], 1_000)).toBeUndefined();
  });
});
