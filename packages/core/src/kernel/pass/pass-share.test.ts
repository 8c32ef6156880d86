import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPass } from "./create-pass.ts";
import type { PassShare, QueryPass } from "./query-pass.ts";
import { passFields, randomLines, randomSharedQueries } from "./random-pass.test-support.ts";
import {
  describeOutcomes,
  judgeLines,
  type PassSetting,
  passQueries,
  runPass,
} from "./run-pass.test-support.ts";

/** What stands in a share as it arrives in another thread. */
function post(share: PassShare): PassShare {
  return structuredClone(share, { transfer: [...share.hits.buffers] });
}

const settingOf = (texts: readonly string[], more: Partial<PassSetting> = {}): PassSetting => ({
  texts,
  fields: passFields,
  ...more,
});

/** Which pass judges the lines of a run of them, and whether it hands over what it has found behind it. */
interface Deal {
  readonly pass: number;
  readonly lines: number;
  readonly hands: boolean;
}

const deals: fc.Arbitrary<readonly Deal[]> = fc.array(
  fc.record({ pass: fc.nat({ max: 2 }), lines: fc.integer({ min: 1, max: 8 }), hands: fc.boolean() }),
  { minLength: 1, maxLength: 12 },
);

/** Deals runs of lines out to passes, whose shares the first one takes in whatever order they come. */
function runShared(setting: PassSetting, lines: readonly string[], dealt: readonly Deal[]) {
  const queries = passQueries(setting);
  const kept: number[] = [];
  const options = { ...setting.options, onKept: (position: number) => kept.push(position) };
  const first = createPass("kernel", queries, options);
  const others = [createPass("kernel", queries, options), createPass("kernel", queries, options)];
  expect([first, ...others].every(({ canShare }) => canShare)).toBe(true);
  const handOver = (pass: QueryPass): void => {
    if (pass !== first) first.addShare(post(pass.takeShare()));
  };
  for (let from = 0, turn = 0; from < lines.length; turn += 1) {
    const {
      pass: number,
      lines: count,
      hands,
    } = dealt[turn % dealt.length] ?? { pass: 0, lines: 1, hands: true };
    const pass = [first, ...others][number] ?? first;
    const to = Math.min(lines.length, from + count);
    judgeLines(pass, lines, from, to);
    if (hands) handOver(pass);
    from = to;
  }
  for (const pass of others.toReversed()) handOver(pass);
  const counts = [first.eventCount, first.outsideCount, first.withoutTimeCount];
  const outcomes = first.finish();
  return {
    queries: describeOutcomes(
      outcomes,
      queries.map(({ query }) => query),
      lines,
      setting.options?.seed,
    ),
    kept: kept.sort((a, b) => a - b),
    counts,
  };
}

describe("events dealt out to several passes", () => {
  it("give what one pass over all of them gives", () => {
    let matches = 0;
    let failures = 0;
    fc.assert(
      fc.property(
        randomSharedQueries,
        randomLines,
        deals,
        fc.constantFrom(undefined, { fromMs: 2_000, toMs: 9_000 }),
        (texts, lines, dealt, range) => {
          const setting = settingOf(texts, { options: range === undefined ? {} : { range } });
          const expected = runPass("reference", setting, lines);
          const found = runShared(setting, lines, dealt);
          for (const [at, query] of expected.queries.entries()) {
            const got = found.queries[at];
            expect([got?.matches, got?.failures, got?.error]).toEqual([
              query.matches,
              query.failures,
              query.error,
            ]);
            // Which of the failures comes first depends on who is done first.
            expect(got?.firstFailure === undefined).toBe(query.firstFailure === undefined);
            matches += query.matches.length;
            failures += query.failures;
          }
          expect(found.counts).toEqual(expected.counts);
          expect(found.kept).toHaveLength(expected.kept.length);
        },
      ),
      { numRuns: 150 },
    );
    expect(matches).toBeGreaterThan(70);
    expect(failures).toBeGreaterThan(12);
  });

  const line = (second: number, fits: string, k: unknown): string =>
    JSON.stringify({ "@timestamp": second * 1_000, event: { category: "process" }, fits, k });

  it("a share holds what was found since the last one", () => {
    const setting = settingOf(['any where fits == "A"', "any where number(k) == 1"]);
    const lines = [line(1, "A", "1"), line(2, "A", "x"), line(3, "A", "1")];
    const pass = createPass("kernel", passQueries(setting), {});
    judgeLines(pass, lines, 0, 2);
    const share = pass.takeShare();
    expect(share.failures.map(({ query, count }) => [query, count])).toEqual([[1, 1]]);
    expect([share.eventCount, share.withoutTimeCount]).toEqual([2, 0]);
    const again = pass.takeShare();
    expect([again.failures, again.hits.buffers, again.eventCount]).toEqual([[], [], 0]);
    judgeLines(pass, lines, 2, 3);
    expect(pass.takeShare().eventCount).toBe(1);
    expect(pass.finish().map(({ matches, failures }) => [matches, failures])).toEqual([
      [[], 0],
      [[], 0],
    ]);
  });

  it("a share holds the keys of events that have several, once", () => {
    const setting = settingOf(['sequence by k [any where fits == "A"] [any where fits == "B"]']);
    const lines = [line(1, "A", ["1", "2"]), line(2, "B", ["2", "1"]), line(3, "B", "1")];
    const worker = createPass("kernel", passQueries(setting), {});
    judgeLines(worker, lines, 0, 3);
    const share = worker.takeShare();
    expect(share.severalKeys.map(([, { tuples }]) => tuples.map(({ values }) => values))).toEqual([
      [["2"], ["1"]],
    ]);
    expect(worker.takeShare().severalKeys).toEqual([]);
    const main = createPass("kernel", passQueries(setting), {});
    main.addShare(post(share));
    expect(main.finish()[0]?.matches).toHaveLength(2);
  });

  it("failures are told of where they are put together, and errors stop their query alone", () => {
    const setting = settingOf(['any where fits == "A"', "any where number(k) == 1"]);
    const queries = passQueries(setting);
    const lines = [line(1, "A", "x")];
    const worker = createPass("kernel", queries, {});
    judgeLines(worker, lines, 0, 1);
    const failures: string[] = [];
    const main = createPass("kernel", queries, { onFailure: ({ message }) => failures.push(message) });
    const share = worker.takeShare();
    main.addShare({ ...share, errors: [{ query: 0, message: "out of memory" }] });
    expect(failures).toEqual(['`number()` cannot read "x" as a number']);
    const [first, second] = main.finish();
    expect([first?.matches, first?.error?.message]).toEqual([[], "out of memory"]);
    expect([second?.failures, second?.firstFailure?.message, second?.error]).toEqual([
      1,
      failures[0],
      undefined,
    ]);
  });

  it.each([
    ["a sample", ['sample by k [any where fits == "A"] [any where fits == "B"]'], {}],
    ["a tiebreaker", ['any where fits == "A"'], { tiebreakerField: "tie" }],
    [
      "one of several queries",
      ['any where fits == "A"', 'sample by k [any where fits == "A"] [any where true]'],
      {},
    ],
  ])("cannot be put together with %s", (_, texts, search) => {
    expect(createPass("kernel", passQueries(settingOf(texts, { search })), {}).canShare).toBe(false);
  });

  it("nor where documents are judged one by one", () => {
    const pass = createPass("reference", passQueries(settingOf(["any where true"])), {});
    expect(pass.canShare).toBe(false);
    expect(() => pass.takeShare()).toThrow("not shared");
    expect(() => pass.addShare(createPass("kernel", [], {}).takeShare())).toThrow("not shared");
  });
});
