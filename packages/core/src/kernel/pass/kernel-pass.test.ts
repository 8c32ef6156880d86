import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemorySpillFile } from "../hits/spill-file.test-support.ts";
import { createPass } from "./create-pass.ts";
import { passFields, randomLines, randomQueries } from "./random-pass.test-support.ts";
import { type PassReport, type PassSetting, passQueries, runPass } from "./run-pass.test-support.ts";

const search = fc.record({
  size: fc.constantFrom(1_000, 1_000, 3),
  resultPosition: fc.constantFrom("tail", "head"),
  timestampField: fc.constantFrom("@timestamp", "@timestamp", "@timestamp", "other"),
  tiebreakerField: fc.constantFrom(undefined, undefined, undefined, "tie"),
  maxSamplesPerKey: fc.constantFrom(1, 2),
} as const);

const windows: fc.Arbitrary<NonNullable<PassSetting["windows"]>> = fc.array(
  fc
    .record({
      times: fc.option(
        fc.record({
          fromMs: fc.constantFrom(-Infinity, 2_000, 5_000),
          toMs: fc.constantFrom(Infinity, 8_000, 5_000.5),
        }),
        { nil: undefined },
      ),
      positions: fc.option(fc.record({ from: fc.nat({ max: 600 }), to: fc.nat({ max: 3_000 }) }), {
        nil: undefined,
      }),
    })
    .filter(({ times, positions }) => times !== undefined || positions !== undefined),
  { maxLength: 3 },
);

const settings: fc.Arbitrary<PassSetting> = fc
  .record({
    texts: randomQueries,
    search,
    fractionBeforeArrival: fc.boolean(),
    timestampType: fc.constantFrom("date", "date", "date_nanos"),
    seed: fc.constantFrom([0, 0, 0, 0], [1, 0xffff_ffff, 3, 0x8000_0000]) as fc.Arbitrary<
      [number, number, number, number]
    >,
    range: fc.constantFrom(undefined, undefined, { fromMs: 2_000, toMs: 9_000 }),
    windows: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: windows }),
    covers: fc.array(fc.constantFrom("a", "a", "b", undefined), { maxLength: 3 }),
    given: fc.constantFrom("a", "b"),
  })
  .map(({ timestampType, seed, range, ...setting }) => ({
    ...setting,
    fields: { ...passFields, "@timestamp": timestampType },
    options: { seed, ...(range === undefined ? {} : { range }) },
  }));

/** How much there was to agree on. */
interface Tally {
  matches: number;
  ofSequences: number;
  failures: number;
  kept: number;
}

function add(tally: Tally, { queries, kept }: PassReport): void {
  tally.kept += kept.length;
  for (const { matches, failures } of queries) {
    tally.matches += matches.length;
    tally.ofSequences += matches.filter(({ lines }) => lines.length > 1).length;
    tally.failures += failures;
  }
}

it("names all fields that it reads, so that events may lack others", () => {
  const setting = {
    texts: [
      'any where number(a) == 1 or (b and not c : "x*") or length(d) > 2',
      "sequence by e [any where true] by f [any where true] by g until [any where h != null] by f",
    ],
    fields: Object.fromEntries([..."abcdefgh"].map((name) => [name, name === "b" ? "boolean" : "keyword"])),
    search: { timestampField: "time", tiebreakerField: "tie" },
  };
  const { fields = [] } = createPass("kernel", passQueries(setting), {});
  expect(fields).toEqual(expect.arrayContaining([..."abcdefgh", "time", "tie", "event.category"]));
  expect(createPass("reference", passQueries(setting), {}).fields).toBeUndefined();
});

describe("a pass of the kernel finds what the reference finds", () => {
  it("matches, keys, failures, what is kept, and counts", () => {
    const tally: Tally = { matches: 0, ofSequences: 0, failures: 0, kept: 0 };
    fc.assert(
      fc.property(settings, randomLines, fc.integer({ min: 1, max: 30 }), (setting, lines, blockLines) => {
        const expected = runPass("reference", setting, lines);
        expect(runPass("kernel", setting, lines, blockLines)).toEqual(expected);
        add(tally, expected);
      }),
      { numRuns: 400 },
    );
    expect(tally.matches).toBeGreaterThan(400);
    expect(tally.ofSequences).toBeGreaterThan(100);
    expect(tally.failures).toBeGreaterThan(60);
    expect(tally.kept).toBeGreaterThan(800);
  });

  it("also where its hits are written to a file", () => {
    const tally: Tally = { matches: 0, ofSequences: 0, failures: 0, kept: 0 };
    let written = 0;
    fc.assert(
      fc.property(settings, randomLines, (setting, lines) => {
        const spillFile = createMemorySpillFile();
        const counting = {
          ...spillFile,
          append(bytes: Uint8Array) {
            written += bytes.length;
            return spillFile.append(bytes);
          },
        };
        const spilling = { ...setting, options: { ...setting.options, maxBytes: 200, spillFile: counting } };
        const expected = runPass("reference", setting, lines);
        expect(runPass("kernel", spilling, lines)).toEqual(expected);
        expect(spillFile.isClosed()).toBe(true);
        add(tally, expected);
      }),
      { numRuns: 100 },
    );
    expect(tally.ofSequences).toBeGreaterThan(15);
    expect(written).toBeGreaterThan(2_000);
  });
});
