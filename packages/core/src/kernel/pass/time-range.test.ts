import { describe, expect, it } from "vitest";
import { createDocumentFields } from "../../match/index.ts";
import { createPass, type EngineName } from "./create-pass.ts";
import { createRangeFilter } from "./time-range.ts";

const noon = Date.UTC(2026, 4, 1, 12);
const hour = 3_600_000;
const ever = Number.POSITIVE_INFINITY;

/** Time of the event, range, whether it is covered, whether it counts as without a time. */
const cases: readonly (readonly [unknown, number | undefined, number, boolean, boolean])[] = [
  ["2026-05-01T12:00:00Z", undefined, ever, true, false],
  ["2026-05-01T12:00:00Z", noon, ever, true, false],
  ["2026-05-01T11:59:59.999Z", noon, ever, false, false],
  ["2026-05-01T12:00:00Z", -ever, noon, false, false],
  ["2026-05-01T11:59:59.999999Z", -ever, noon, true, false],
  ["2026-05-01T14:00:00+02:00", noon, noon + 1, true, false],
  ["2026-05-01T12:00:00.5Z", noon, noon + 1, false, false],
  ["2026-05-01", noon - 12 * hour, noon, true, false],
  [noon, noon, noon + hour, true, false],
  [[noon, noon + 2 * hour], noon, noon + hour, true, false],
  ["2026-02-30T12:00:00Z", undefined, ever, true, true],
  [undefined, undefined, ever, true, true],
  [undefined, noon, ever, false, true],
  [null, undefined, ever, true, true],
  ["yesterday", undefined, ever, true, true],
  ["yesterday", -ever, noon, false, true],
];

describe("a range of times", () => {
  it.each(cases)("%j from %j to %j: %j", (time, fromMs, toMs, isCovered, isWithoutTime) => {
    const range = fromMs === undefined ? undefined : { fromMs, toMs };
    const filter = createRangeFilter(range, createDocumentFields());
    const document = { event: { category: "process" }, "@timestamp": time as string };
    expect(filter.covers(document)).toBe(isCovered);
    expect([filter.outside, filter.withoutTime]).toEqual([Number(!isCovered), Number(isWithoutTime)]);
  });

  it.each(
    cases.flatMap((one) => (["kernel", "reference"] as const).map((engine) => [engine, ...one] as const)),
  )("%s: %j from %j to %j: %j", (engine, time, fromMs, toMs, isCovered, isWithoutTime) => {
    const range = fromMs === undefined ? undefined : { fromMs, toMs };
    const document = { event: { category: "process" }, "@timestamp": time as string };
    const counts = [Number(!isCovered), Number(isWithoutTime)];
    expect(countsOfDocument(engine, range, document)).toEqual(counts);
    if (engine === "kernel") expect(countsOfLine(range, document)).toEqual(counts);
  });
});

function countsOfDocument(
  engine: EngineName,
  range: { fromMs: number; toMs: number } | undefined,
  document: object,
) {
  const pass = createPass(engine, [], range === undefined ? {} : { range });
  pass.judgeDocument(JSON.parse(JSON.stringify(document)), 0);
  return [pass.outsideCount, pass.withoutTimeCount];
}

function countsOfLine(range: { fromMs: number; toMs: number } | undefined, document: object) {
  const pass = createPass("kernel", [], range === undefined ? {} : { range });
  const line = new TextEncoder().encode(JSON.stringify(document));
  pass.judgeBlock?.(line, 0, () => {
    throw new Error("the line is an event in ECS");
  });
  return [pass.outsideCount, pass.withoutTimeCount];
}
