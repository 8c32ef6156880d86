import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  coverWindow,
  lookBackMs,
  parseInterval,
  planManualRun,
  planWindows,
  runWindow,
} from "./run-window.ts";
import { runWindowLimits } from "./run-window-limits.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const noon = Date.UTC(2026, 4, 1, 12);
const schedule = { interval: "5m", from: "now-9m", to: "now" };

/** A window as minutes from noon, without the millisecond by which it is half-open. */
const minutes = ({ fromMs, toMs }: { fromMs: number; toMs: number }): readonly number[] => [
  (fromMs - noon) / minute,
  (toMs - 1 - noon) / minute,
];

describe("the time between runs", () => {
  it.each([
    ["1s", 1_000],
    ["5m", 5 * minute],
    ["24h", day],
    ["366d", 366 * day],
  ])("%s is %j ms", (text, expected) => expect(parseInterval(text)).toEqual({ ok: true, value: expected }));

  it.each(["0s", "", "m", "-5m", "5", "5 m", "1.5h", "5w", "367d", "999999999d", "9".repeat(400)])(
    "%s is refused",
    (text) => {
      const parsed = parseInterval(text);
      expect(parsed.ok).toBe(false);
      if (!parsed.ok) expect(parsed.problem).toMatch(/^The interval ".{0,40}" is .*\.$/);
    },
  );
});

describe("the window of a run", () => {
  it.each([
    ["now-9m", "now", noon - 9 * minute, noon],
    ["now-1d/d", "now/d", Date.UTC(2026, 3, 30), Date.UTC(2026, 4, 2) - 1],
    ["now-1h", "now+5m", noon - hour, noon + 5 * minute],
    ["now", "now", noon, noon],
    ["2026-05-01T11:00:00Z", "2026-05-01T11:30:00.000Z", noon - hour, noon - 30 * minute],
  ])("from %s to %s", (from, to, fromMs, lastMs) => {
    expect(runWindow({ from, to }, noon)).toEqual({ ok: true, value: { fromMs, toMs: lastMs + 1 } });
  });

  it.each([
    ["now", "now-1m", /later than/],
    ["now+1m", "now+2m", /future/],
    ["now-1000y", "now", /longer than a year/],
    ["now-999999999y", "now", /`from` .* no date math/],
    ["now-367d", "now", /longer than a year/],
    ["yesterday", "now", /`from`/],
    ["now-5m", "x".repeat(1_000), /`to` \("x{40}"\)/],
  ])("from %s to %s is refused", (from, to, problem) => {
    const window = runWindow({ from, to }, noon);
    expect(window.ok ? "" : window.problem).toMatch(problem);
  });

  it("overlaps the one before by the look-back", () => {
    const window = { fromMs: noon - 9 * minute, toMs: noon + 1 };
    expect([
      lookBackMs(window, 5 * minute),
      lookBackMs(window, 9 * minute),
      lookBackMs(window, hour),
    ]).toEqual([4 * minute, 0, 0]);
  });
});

describe("the windows of the original", () => {
  /** Minutes before noon at which the run before has started, windows, gap. */
  it.each<
    readonly [string, number | undefined, readonly (readonly number[])[], readonly number[] | undefined]
  >([
    ["the first run", undefined, [[-9, 0]], undefined],
    ["in time", 5, [[-9, 0]], undefined],
    ["late, within the look-back", 9, [[-9, 0]], undefined],
    [
      "a bit later",
      10,
      [
        [-14, -5],
        [-9, 0],
      ],
      undefined,
    ],
    [
      "two intervals later",
      19,
      [
        [-19, -10],
        [-14, -5],
        [-9, 0],
      ],
      undefined,
    ],
    [
      "as late as can be made up for",
      29,
      [
        [-29, -20],
        [-24, -15],
        [-19, -10],
        [-14, -5],
        [-9, 0],
      ],
      undefined,
    ],
    [
      "later than that",
      30,
      [
        [-29, -20],
        [-24, -15],
        [-19, -10],
        [-14, -5],
        [-9, 0],
      ],
      [-30, -29],
    ],
    [
      "after a day of being disabled",
      1_440,
      [
        [-29, -20],
        [-24, -15],
        [-19, -10],
        [-14, -5],
        [-9, 0],
      ],
      [-1_440, -29],
    ],
    ["the clock was set back", -60, [[-9, 0]], undefined],
    ["at the same moment", 0, [[-9, 0]], undefined],
  ])("%s", (_what, agoMinutes, windows, gap) => {
    const previous = agoMinutes === undefined ? undefined : noon - agoMinutes * minute;
    const run = planWindows(schedule, noon, previous);
    if (!run.ok) throw new Error(run.problem);
    expect(run.value.windows.map(minutes)).toEqual(windows);
    const found = run.value.gap;
    expect(found && [(found.fromMs - noon) / minute, (found.toMs - noon) / minute]).toEqual(gap);
  });

  it.each([
    { ...schedule, interval: "0s" },
    { ...schedule, from: "now", to: "now-1m" },
  ])("are refused for %j", (wrong) => {
    expect([
      planWindows(wrong, noon, undefined).ok,
      coverWindow(wrong, { startedMs: noon, coveredToMs: 0 }).ok,
    ]).toEqual([false, false]);
  });
});

describe("the window that covers all since the run before", () => {
  const cover = (agoMinutes: number | undefined, more: object = {}) => {
    const coveredToMs = agoMinutes === undefined ? undefined : noon + 1 - agoMinutes * minute;
    const planned = coverWindow(schedule, { startedMs: noon, coveredToMs, ...more });
    if (!planned.ok) throw new Error(planned.problem);
    const { window, gap } = planned.value;
    // The end of the run before is a millisecond behind the full minute, as its window is half-open.
    const at = (ms: number): number => Math.round((ms - noon) / minute);
    return [at(window.fromMs), at(window.toMs), gap && [at(gap.fromMs), at(gap.toMs)]];
  };

  it.each<readonly [string, number | undefined, object, readonly unknown[]]>([
    ["the first run", undefined, {}, [-9, 0, undefined]],
    ["in time", 5, {}, [-9, 0, undefined]],
    ["a run was left out", 10, {}, [-14, 0, undefined]],
    ["disabled for an hour", 60, {}, [-64, 0, undefined]],
    ["a sequence takes half an hour", 5, { maxspanMs: 30 * minute }, [-35, 0, undefined]],
    ["a short sequence", 10, { maxspanMs: minute }, [-14, 0, undefined]],
    ["with slack", 5, { slackMs: 2 * minute }, [-11, 0, undefined]],
    ["a sequence with slack", 5, { maxspanMs: 30 * minute, slackMs: minute }, [-36, 0, undefined]],
    ["longer than is made up for", 300, { maxCatchUpMs: hour }, [-60, 0, [-300, -60]]],
    ["no gap where only the overlap lies too far back", 58, { maxCatchUpMs: hour }, [-60, 0, undefined]],
    ["a catch-up shorter than the window", 300, { maxCatchUpMs: minute }, [-9, 0, [-300, -9]]],
    ["the clock was set back", -60, {}, [-9, 0, undefined]],
    ["the clock was set back, a sequence", -60, { maxspanMs: 30 * minute }, [-9, 0, undefined]],
  ])("%s", (_what, ago, more, expected) => {
    expect(cover(ago, more)).toEqual(expected);
  });

  it("leaves nothing out that is no gap, whenever the runs are", () => {
    const steps = fc.array(fc.integer({ min: -30, max: 400 }), { minLength: 1, maxLength: 30 });
    const spans = fc.constantFrom("now-5m", "now-9m", "now-2m", "now-1h");
    fc.assert(
      fc.property(steps, spans, (stepMinutes, from) => {
        let startedMs = noon;
        let coveredToMs: number | undefined;
        for (const step of stepMinutes) {
          startedMs += step * minute;
          const run = coverWindow({ ...schedule, from }, { startedMs, coveredToMs, maxCatchUpMs: 3 * hour });
          if (!run.ok) throw new Error(run.problem);
          const { window, gap } = run.value;
          expect(window.fromMs).toBeLessThan(window.toMs);
          expect(window.toMs - window.fromMs).toBeLessThanOrEqual(3 * hour);
          if (coveredToMs !== undefined && coveredToMs < window.toMs) {
            expect(gap === undefined ? window.fromMs <= coveredToMs : gap.toMs === window.fromMs).toBe(true);
          }
          coveredToMs = Math.max(coveredToMs ?? 0, window.toMs);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("a manual run", () => {
  const plan = (fromMinutes: number, toMinutes: number, changed: object = {}) =>
    planManualRun(
      { ...schedule, ...changed },
      { fromMs: noon + fromMinutes * minute, toMs: noon + toMinutes * minute },
      noon,
    );

  it.each<readonly [string, number, number, readonly (readonly number[])[]]>([
    ["one interval", -65, -60, [[-69, -60]]],
    [
      "several",
      -70,
      -60,
      [
        [-74, -65],
        [-69, -60],
      ],
    ],
    [
      "no whole number of intervals",
      -68,
      -60,
      [
        [-72, -63],
        [-69, -60],
      ],
    ],
    ["less than one", -61, -60, [[-69, -60]]],
  ])("over %s", (_what, from, to, expected) => {
    const run = plan(from, to);
    if (!run.ok) throw new Error(run.problem);
    expect(run.value.map(({ window }) => minutes(window))).toEqual(expected);
    expect(run.value.map(({ startedMs }) => (startedMs - noon) / minute)).toEqual(
      expected.map(([, last]) => last),
    );
  });

  it.each<readonly [string, number, number, object, RegExp]>([
    ["backwards", -60, -65, {}, /ends before it begins/],
    ["over no time", -60, -60, {}, /ends before it begins/],
    ["over infinity", Number.NEGATIVE_INFINITY, -60, {}, /ends before it begins/],
    ["into the future", -60, 1, {}, /future/],
    ["over times long gone", -91 * 1_440, -60, {}, /90 days/],
    ["of too many slices", -80 * 1_440, -60, { interval: "1s" }, /at most 10000 are allowed/],
    ["without a time between runs", -60, -50, { interval: "0s" }, /interval/],
    ["of a window that cannot be", -60, -50, { from: "now", to: "now-1m" }, /later than/],
  ])("%s is refused", (_what, from, to, changed, problem) => {
    const run = plan(from, to, changed);
    expect(run.ok ? "" : run.problem).toMatch(problem);
  });

  it("is cut into at most so many slices", () => {
    const { maxManualSlices } = runWindowLimits;
    const toMs = noon - hour;
    const run = planManualRun(
      { ...schedule, interval: "1s" },
      { fromMs: toMs - maxManualSlices * 1_000, toMs },
      noon,
    );
    expect(run.ok && run.value.length).toBe(maxManualSlices);
    const more = { fromMs: toMs - maxManualSlices * 1_000 - 1, toMs };
    expect(planManualRun({ ...schedule, interval: "1s" }, more, noon).ok).toBe(false);
  });
});
