import { describe, expect, it } from "vitest";
import { createTimeRange } from "./time-range.ts";

const noon = Date.UTC(2026, 4, 1, 12);
const hour = 3_600_000;

/** Time of the event, range, whether it is covered, whether it counts as without a time. */
const cases: readonly (readonly [unknown, number | undefined, number | undefined, boolean, boolean])[] = [
  ["2026-05-01T12:00:00Z", undefined, undefined, true, false],
  ["2026-05-01T12:00:00Z", noon, undefined, true, false],
  ["2026-05-01T11:59:59.999Z", noon, undefined, false, false],
  ["2026-05-01T12:00:00Z", undefined, noon, false, false],
  ["2026-05-01T11:59:59.999999Z", undefined, noon, true, false],
  ["2026-05-01T14:00:00+02:00", noon, noon + 1, true, false],
  [noon, noon, noon + hour, true, false],
  [undefined, undefined, undefined, true, true],
  [undefined, noon, undefined, false, true],
  [null, undefined, undefined, true, true],
  ["yesterday", undefined, undefined, true, true],
  ["yesterday", undefined, noon, false, true],
];

describe("createTimeRange", () => {
  it.each(cases)("%j from %j to %j: %j", (time, fromMs, toMs, isCovered, isWithoutTime) => {
    const range = createTimeRange(fromMs, toMs);
    const document = time === undefined ? {} : { "@timestamp": time as string };
    expect(range.covers(document)).toBe(isCovered);
    expect([range.outside, range.withoutTime]).toEqual([Number(!isCovered), Number(isWithoutTime)]);
  });
});
