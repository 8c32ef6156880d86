import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KeyTuple } from "./join-key.ts";
import { runQueryText } from "./query-text.test-support.ts";
import { findSamples } from "./sample.ts";
import type { StageHit } from "./sequence/stage-hit.ts";

/**
 * Hits written as `PQ[x,y] P[]`: the filters an event fits, then its keys, none for null. Events are numbered from 1
 * in the order of the text.
 */
function parseHits(text: string, filters: string): readonly StageHit<number>[] {
  const words = text.split(" ").filter((word) => word !== "");
  return words.map((word, arrival) => {
    const found = /^([A-Z]+)\[([a-z,]*)\]$/.exec(word);
    if (found === null) throw new Error(`not an event: ${word}`);
    const [, fits = "", keys = ""] = found;
    const tuples: readonly KeyTuple[] =
      keys === ""
        ? [{ id: "null", values: [null] }]
        : keys.split(",").map((key) => ({ id: `s:${key}`, values: [key] }));
    return {
      order: { ms: Number.NEGATIVE_INFINITY, nanos: 0, tiebreaker: null, fraction: 0, arrival },
      keysAt: [...filters].map((filter) => (fits.includes(filter) ? tuples : [])),
      untilKeys: [],
      event: arrival + 1,
    };
  });
}

interface Limits {
  readonly perKey?: number;
  readonly size?: number;
}

/** Samples as `x: 2 1`, the key and the events in the order of the filters. */
function samples(filters: string, text: string, { perKey = 1, size = 10 }: Limits = {}): readonly string[] {
  const found = findSamples(parseHits(text, filters), {
    filterCount: filters.length,
    maxSamplesPerKey: perKey,
    size,
  });
  return found.map(
    ({ key, hits }) => `${key.values.map(String).join()}: ${hits.map((hit) => hit.event).join(" ")}`,
  );
}

const cases: readonly [
  title: string,
  filters: string,
  events: string,
  found: readonly string[],
  limits?: Limits,
][] = [
  ["the example of specification 7", "PQ", "PQ[x] P[x] Q[y]", ["x: 2 1"]],
  ["order in time plays no part", "PQ", "Q[x] P[x]", ["x: 2 1"]],
  ["the first event of each filter", "PQ", "P[x] P[x] Q[x] Q[x]", ["x: 1 3"]],
  ["every filter needs an event with the key", "PQR", "P[x] Q[x] R[y] P[y]", []],
  ["never the same event twice", "PQ", "PQ[x]", []],
  ["two events that fit all", "PQ", "PQ[x] PQ[x]", ["x: 1 2"]],
  ["fewer events than filters", "PQR", "PQR[x] PQR[x]", []],
  ["steps back more than once", "PQR", "PQR[x] PQ[x] P[x]", ["x: 3 2 1"]],
  ["keys ascend, null first", "PQ", "PQ[y] PQ[y] PQ[x] PQ[x] PQ[] PQ[]", ["null: 5 6", "x: 3 4", "y: 1 2"]],
  ["null and a value do not join", "PQ", "P[] Q[x]", []],
  ["multi-valued keys", "PQ", "P[x,y] Q[y,z]", ["y: 1 2"]],
  ["one for each shared value", "PQ", "P[x,y] Q[x,y]", ["x: 1 2", "y: 1 2"]],
  ["size stops the search", "PQ", "PQ[x] PQ[x] PQ[y] PQ[y]", ["x: 1 2"], { size: 1 }],
  ["size 0", "PQ", "PQ[x] PQ[x]", [], { size: 0 }],
  [
    "several for one key, in the order of backtracking",
    "PQ",
    "P[x] P[x] Q[x] Q[x]",
    ["x: 1 3", "x: 1 4", "x: 2 3"],
    { perKey: 3 },
  ],
  ["no more than there are", "PQ", "PQ[x] PQ[x]", ["x: 1 2", "x: 2 1"], { perKey: 9 }],
  ["size cuts within a key", "PQ", "P[x] Q[x] Q[x] P[y] Q[y]", ["x: 1 2"], { perKey: 9, size: 1 }],
  [
    "size cuts after a key",
    "PQ",
    "P[x] Q[x] Q[x] P[y] Q[y] Q[y]",
    ["x: 1 2", "x: 1 3", "y: 4 5"],
    { perKey: 9, size: 3 },
  ],
  ["no events", "PQ", "", []],
];

describe("findSamples", () => {
  it.each(cases)("%s", (_, filters, events, found, limits) => {
    expect(samples(filters, events, limits)).toEqual(found);
  });

  it("finds what plain backtracking finds", () => {
    const word = fc.subarray(["P", "Q", "R"], { minLength: 1 }).map((fits) => `${fits.join("")}[x]`);
    const limits = fc.record({
      perKey: fc.integer({ min: 1, max: 12 }),
      size: fc.integer({ min: 0, max: 12 }),
    });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 7 }), limits, (words, limit) => {
        const fitting = [..."PQR"].map((filter) =>
          words.flatMap((fits, at) => (fits.includes(filter) ? [at + 1] : [])),
        );
        const [p = [], q = [], r = []] = fitting;
        const all = p.flatMap((a) => q.flatMap((b) => r.map((c) => [a, b, c])));
        const different = all.filter((choice) => new Set(choice).size === choice.length);
        const expected = different
          .slice(0, Math.min(limit.perKey, limit.size))
          .map((choice) => `x: ${choice.join(" ")}`);
        expect(samples("PQR", words.join(" "), limit)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it("takes no long search where a later filter can never be satisfied", () => {
    const many = "PQ[x] ".repeat(20_000);
    expect(samples("PQRST", `${many} RST[x] RST[x]`)).toEqual([]);
    expect(samples("PQRST", `RST[x] PRST[x] PQRST[x] ${many}`)).toEqual(["x: 4 5 1 2 3"]);
  });
});

describe("a sample from text to result", () => {
  const fields = { role: "keyword", host: "keyword", user: "keyword" };
  const text = 'sample by host [any where role == "p"] by ?user [any where role == "q"] by ?user';

  it("joins by all keys, absent optional ones as null", () => {
    const events = [
      { id: 1, role: "p", host: "h1", user: "u" },
      { id: 2, role: "q", host: "h1" },
      { id: 3, role: "p", host: "h1" },
      { id: 4, role: "q", host: "h1", user: "u" },
      { id: 5, role: "q", user: "u" },
      { id: 6, role: "p", user: "u" },
    ];
    expect(runQueryText({ text, fields }, events)).toEqual([
      { key: ["h1", null], ids: [3, 2] },
      { key: ["h1", "u"], ids: [1, 4] },
    ]);
  });

  it("lists the events of a filter in their order, those without a timestamp first", () => {
    const events = [
      { id: 1, role: "p", host: "h", "@timestamp": "2024-05-01T10:00:02Z" },
      { id: 2, role: "p", host: "h", "@timestamp": "2024-05-01T10:00:01Z" },
      { id: 3, role: "q", host: "h" },
      { id: 4, role: "p", host: "h" },
    ];
    const found = runQueryText({ text, fields, search: { maxSamplesPerKey: 3 } }, events);
    expect(found.map(({ ids }) => ids)).toEqual([
      [4, 3],
      [2, 3],
      [1, 3],
    ]);
  });

  it("is not turned by the position of results", () => {
    const events = ["a", "b", "c"].flatMap((host) => [
      { role: "p", host },
      { role: "q", host },
    ]);
    const search = { size: 2, resultPosition: "tail" } as const;
    expect(runQueryText({ text, fields, search }, events).map(({ key }) => key)).toEqual([
      ["a", null],
      ["b", null],
    ]);
  });
});
