import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QueryFailure } from "../../lang/index.ts";
import { parseShape, parseStream, showMatch, toHits } from "./event-shorthand.test-support.ts";
import { randomShape, randomStream } from "./random-sequence.test-support.ts";
import { createSequenceMatcher, type SequenceMatcher } from "./sequence-matcher.ts";
import { findSequences, type OracleResult } from "./sequence-oracle.test-support.ts";

function feed(shapeText: string, streamText: string, maxPartials?: number): SequenceMatcher<string> {
  const shape = parseShape(shapeText);
  const plan = { missing: shape.stages.map(({ missing }) => missing), maxspanMs: shape.maxspanMs };
  const matcher = createSequenceMatcher<string>(plan, maxPartials);
  for (const hit of toHits(parseStream(streamText), shape)) matcher.feed(hit);
  return matcher;
}

function runMachine(shapeText: string, streamText: string): OracleResult {
  const matcher = feed(shapeText, streamText);
  return { matches: matcher.finish().map(showMatch), waiting: matcher.partialCount };
}

const runOracle = (shapeText: string, streamText: string): OracleResult =>
  findSequences(parseStream(streamText), parseShape(shapeText));

type Case = readonly [rule: string, shape: string, stream: string, matches: readonly string[]];

// Specification 6.8, row by row. A key value x, y, z is the digit 1, 2, 3.
const workedTraces: readonly Case[] = [
  ["1: newest first event survives", "A B", "A@1 A@2 B@3", ["A@2 B@3"]],
  ["2: a partial is used once", "A B", "A@1 B@2 B@3", ["A@1 B@2"]],
  ["3: order", "A B", "B@1 A@2", []],
  ["4: newest partial survives in later slots", "A B C", "A@1 B@2 A@3 B@4 C@5", ["A@3 B@4 C@5"]],
  ["5: slots are independent", "A B C", "A@1 B@2 A@3 C@4", ["A@1 B@2 C@4"]],
  ["6: one event ends one and starts the next", "A A", "A@1 A@2 A@3", ["A@1 A@2", "A@2 A@3"]],
  ["7: every event serves three stages", "E E E", "E@1 E@2 E@3 E@4", ["E@1 E@2 E@3", "E@2 E@3 E@4"]],
  ["8: runs is repetition of the stage", "A A A", "A@1 A@2 A@3 A@4", ["A@1 A@2 A@3", "A@2 A@3 A@4"]],
  ["9: maxspan is inclusive", "A B maxspan=10", "A@0 B@10", ["A@0 B@10"]],
  ["10: too late, and consumed", "A B maxspan=10", "A@0 B@10.001 B@11", []],
  ["11: measured from the first event", "A B C maxspan=10", "A@0 B@6 C@12", []],
  ["12: one machine per key", "A B by k", "A1@1 A2@2 B1@3 B2@4", ["1: A1@1 B1@3", "2: A2@2 B2@4"]],
  ["13: optional key", "A B by ?k", "A@1 B@2", ["null: A@1 B@2"]],
  ["14: mandatory key", "A B by k", "A@1 B@2", []],
  ["15: multi-valued", "A B by k", "A12@1 B23@2", ["2: A12@1 B23@2"]],
  ["16: one result per shared value", "A B by k", "A12@1 B12@2", ["1: A12@1 B12@2", "2: A12@1 B12@2"]],
  ["17: ended", "A B until U", "A@1 U@2 B@3", []],
  ["18: too late to matter", "A B until U", "A@1 B@2 U@3", ["A@1 B@2"]],
  ["19: replaces and dies at birth", "A B until U", "A@0 AU@1 B@2", []],
  ["20: completes before it ends", "A B until U", "A@1 BU@2", ["A@1 BU@2"]],
  ["21: the advanced partial dies", "A B C until U", "A@1 BU@2 C@3", []],
  ["22: middle", "A !M B maxspan=60", "A@1 M@2 B@3", []],
  ["23: equal timestamps do not count", "A !M B maxspan=60", "A@1 M@1 B@3 M@3", ["A@1 - B@3"]],
  ["24: exactly maxspan is too near", "A !M maxspan=5", "A@0 M@5", []],
  ["25: beyond maxspan is not", "A !M maxspan=5", "A@0 M@5.001", ["A@0 -"]],
  ["26: trailing counts from the first event", "A B !M maxspan=5", "A@0 B@3 M@7", ["A@0 B@3 -"]],
  ["27: leading counts back from the last", "!M A maxspan=5", "M@0 A@5 A@6", ["- A@6"]],
  ["28: 6 - 0 is more than 5", "!M A !M maxspan=5", "M@0 A@3 M@6", ["- A@3 -"]],
  ["29: 6 - 0 is not more than 6", "!M A !M maxspan=6", "M@0 A@3 M@6", []],
  ["30: the window fits to the left", "!M A !M maxspan=5", "A@3 M@4", ["- A@3 -"]],
  ["31: a consumed partial is not tried again", "A !M B maxspan=60", "A@1 A@2 M@3 B@4", []],
  ["32: arrival order", "A B", "B@0 A@0", []],
  ["33: tiebreaker order", "A B", "B@0/t2 A@0/t1", ["A@0/t1 B@0/t2"]],
];

const untilCases: readonly Case[] = [
  ["ends every slot of the key", "A B C until U", "A@1 B@2 A@3 U@4 C@5 B@6", []],
  ["spares other keys", "A B until U by k", "A1@1 A2@1 U1@2 B1@3 B2@3", ["2: A2@1 B2@3"]],
  ["ends each of its keys", "A B until U by k", "A1@1 A2@1 A3@1 U12@2 B123@3", ["3: A3@1 B123@3"]],
  ["without the mandatory key ends nothing", "A B until U by k", "A1@1 U@2 B1@3", ["1: A1@1 B1@3"]],
  ["ends the null key", "A B until U by ?k", "A@1 A1@1 U@2 B@3 B1@3", ["1: A1@1 B1@3"]],
  ["at the same time but earlier by tiebreaker", "A B until U", "A@1/t2 U@1/t1 B@2", ["A@1/t2 B@2"]],
  ["at the same time but later by tiebreaker", "A B until U", "A@1/t1 U@1/t2 B@2", []],
  ["on the last event starts nothing anew", "A A until U", "A@1 AU@2 A@3", ["A@1 AU@2"]],
  ["is no event of the result", "A B until U", "U@0 A@1 B@2 U@3", ["A@1 B@2"]],
];

const maxspanCases: readonly Case[] = [
  ["equal times are within any span", "A B maxspan=0.001", "A@5 B@5", ["A@5 B@5"]],
  ["a millisecond counts", "A B maxspan=0.001", "A@5 B@5.002", []],
  ["a tiebreaker does not", "A B maxspan=1", "A@5/t9 B@6/t99", ["A@5/t9 B@6/t99"]],
  ["a late event in the middle destroys the partial", "A B C maxspan=5", "A@0 B@6 B@7 C@8", []],
  ["a newer start saves it", "A B C maxspan=5", "A@0 A@2 B@6 C@7", ["A@2 B@6 C@7"]],
  ["without one there is no limit", "A B", "A@0 B@999999999", ["A@0 B@999999999"]],
];

const keyCases: readonly Case[] = [
  ["null and a value do not join", "A B by ?k", "A@1 B1@2", []],
  [
    "several keys end in the same event, by key",
    "A B by k",
    "A2@1 A1@2 B12@3",
    ["1: A1@2 B12@3", "2: A2@1 B12@3"],
  ],
  [
    "also where the values are in another order",
    "A B by k",
    "A12@1 B21@2",
    ["1: A12@1 B21@2", "2: A12@1 B21@2"],
  ],
  ["null comes first", "A A by ?k", "A1@1 A@1 A@2 A1@2", ["null: A@1 A@2", "1: A1@1 A1@2"]],
  [
    "each key has its own slot",
    "A B C by k",
    "A12@1 B1@2 C12@3 B2@4 C2@5",
    ["1: A12@1 B1@2 C12@3", "2: A12@1 B2@4 C2@5"],
  ],
];

const missingCases: readonly Case[] = [
  ["leading, none there", "!M A B maxspan=5", "A@1 B@2", ["- A@1 B@2"]],
  ["leading, at the same time as the first", "!M A B maxspan=5", "M@1 A@1 B@2", ["- A@1 B@2"]],
  ["leading, exactly maxspan before the last", "!M A B maxspan=5", "M@0 A@2 B@5", []],
  ["leading, further before the last", "!M A B maxspan=5", "M@0 A@2 B@5.001", ["- A@2 B@5.001"]],
  ["leading, the latest decides", "!M A maxspan=5", "M@0 M@6 A@7", []],
  ["leading, after the first is none of its business", "!M A B maxspan=5", "A@1 M@2 B@3", ["- A@1 B@3"]],
  ["trailing, at the same time as the last", "A B !M maxspan=5", "A@1 B@2 M@2", ["A@1 B@2 -"]],
  ["trailing, before the last is none of its business", "A B !M maxspan=5", "A@1 M@1.5 B@2", ["A@1 B@2 -"]],
  ["trailing, the earliest decides", "A !M maxspan=5", "A@1 M@2 M@20", []],
  ["of another key", "A !M by k maxspan=5", "A1@1 A2@1 M2@2", ["1: A1@1 -"]],
  ["of the null key", "A !M by ?k maxspan=5", "A1@1 A@1 M@2", ["1: A1@1 -"]],
  ["of one of several keys", "A !M by k maxspan=5", "A12@1 M23@2", ["1: A12@1 -"]],
  ["without the mandatory key", "A !M by k maxspan=5", "A1@1 M@2", ["1: A1@1 -"]],
  ["both sides, none after", "!M A !N maxspan=5", "M@1 A@2", ["- A@2 -"]],
  ["both sides, different events", "!M A !N maxspan=5", "M@1 A@2 M@3 N@7", ["- A@2 -"]],
  ["two leading, the latest of either", "!M !N A maxspan=5", "M@1 N@4 A@7", []],
  ["two in the middle", "A !M !N B maxspan=5", "A@1 N@2 B@3", []],
  [
    "two in the middle, each between its own neighbours",
    "A !M B !N C maxspan=5",
    "N@0 A@1 N@2 B@3 M@4 C@5",
    ["A@1 - B@3 - C@5"],
  ],
  [
    "an event of the sequence itself may be seen",
    "A !B A maxspan=5",
    "A@1 AB@2 A@3",
    ["A@1 - AB@2", "AB@2 - A@3"],
  ],
  ["middle and trailing", "A !M B !N maxspan=5", "A@1 B@3 N@6.001", ["A@1 - B@3 -"]],
  ["repeated", "A !M !M B maxspan=5", "A@1 B@3", ["A@1 - - B@3"]],
  ["until ends what waits for the end of a gap", "A !M B until U maxspan=9", "A@1 U@2 B@3", []],
];

describe.each([
  ["the worked traces", workedTraces],
  ["until", untilCases],
  ["maxspan", maxspanCases],
  ["join keys", keyCases],
  ["missing events", missingCases],
])("%s", (_, cases) => {
  it.each(cases)("%s", (_rule, shape, stream, matches) => {
    expect(runMachine(shape, stream).matches).toEqual(matches);
    // The oracle is only worth comparing with if it knows the rules too.
    expect(runOracle(shape, stream).matches).toEqual(matches);
  });
});

it("finds what the declarative rules say, and leaves as much waiting, on random streams", () => {
  let completed = 0;
  fc.assert(
    fc.property(randomShape, randomStream, (shape, stream) => {
      const expected = runOracle(shape, stream);
      completed += expected.matches.length;
      expect(runMachine(shape, stream)).toEqual(expected);
    }),
    { numRuns: 3000 },
  );
  expect(completed).toBeGreaterThan(3000);
});

describe("partials that wait", () => {
  const cases: readonly (readonly [title: string, shape: string, stream: string, waiting: number])[] = [
    ["nothing has come", "A B C", "", 0],
    ["one in each slot", "A B C", "A@1 B@2 A@3", 2],
    ["a newer one replaces", "A B", "A@1 A@2 A@3", 1],
    ["completed", "A B", "A@1 B@2", 0],
    ["expired when an event came too late", "A B maxspan=1", "A@1 B@9", 0],
    ["ended by until", "A B C until U", "A@1 B@2 A@3 U@4", 0],
    ["one for each key", "A B by k", "A123@1 B2@2", 2],
    ["events that must be missing wait for nothing", "A !M B maxspan=5", "M@1 M@2 B@3", 0],
    ["a single ordinary stage completes at once", "A !M maxspan=5", "A@1 A@2", 0],
  ];
  it.each(cases)("%s", (_, shape, stream, waiting) => {
    expect(feed(shape, stream).partialCount).toBe(waiting);
  });
});

describe("the bound on partials", () => {
  it("fails the query", () => {
    expect(() => feed("A B by k", "A123@1", 2)).toThrow(QueryFailure);
    expect(() => feed("A B by k", "A123@1", 2)).toThrow("more than 2 partial sequences");
  });

  it("counts the slots of all stages", () => {
    expect(() => feed("A B C", "A@1 B@2 A@3", 1)).toThrow(QueryFailure);
  });

  it("is on those alive at once", () => {
    const matcher = feed("A B by k", "A12@1 B12@2 A34@3 B34@4 A56@5 B56@6", 2);
    expect(matcher.finish()).toHaveLength(6);
  });
});
