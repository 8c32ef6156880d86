import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonObject } from "../../events/index.ts";
import { runQueryText } from "../query-text.test-support.ts";
import { parseShape, parseStream, type SequenceShape, showSequence } from "./event-shorthand.test-support.ts";
import { randomShape, randomStream } from "./random-sequence.test-support.ts";
import { findSequences } from "./sequence-oracle.test-support.ts";

/** The query that a shape in shorthand stands for. */
function queryText(shape: SequenceShape): string {
  const stages = shape.stages.map(
    ({ letter, missing }) => `${missing ? "!" : ""}[any where fits == "${letter}"]`,
  );
  const by = { none: "", mandatory: " by k", optional: " by ?k" }[shape.key];
  const span = shape.maxspanMs === undefined ? "" : ` with maxspan=${shape.maxspanMs}ms`;
  const until = shape.until === undefined ? "" : ` until [any where fits == "${shape.until}"]`;
  return `sequence${by}${span} ${stages.join(" ")}${until}`;
}

function toDocuments(streamText: string): readonly JsonObject[] {
  return parseStream(streamText).map(({ label, letters, keys, ms, tiebreaker }) => ({
    id: label,
    "@timestamp": ms,
    fits: [...letters],
    k: keys,
    tie: tiebreaker,
  }));
}

function run(shape: SequenceShape, documents: readonly JsonObject[]): readonly string[] {
  const fields = { fits: "keyword", k: "keyword", tie: "long" };
  const search = { tiebreakerField: "tie" };
  return runQueryText({ text: queryText(shape), fields, search }, documents).map(({ key, ids }) =>
    showSequence(
      (key ?? []).map((value) => value ?? "null"),
      ids.map((id) => (id === null ? undefined : String(id))),
    ),
  );
}

// A sequence written as a query has two stages at least.
const shapes = randomShape.map(parseShape).filter(({ stages }) => stages.length > 1);

it("a query finds what the declarative rules say", () => {
  fc.assert(
    fc.property(shapes, randomStream, (shape, stream) => {
      expect(run(shape, toDocuments(stream))).toEqual(findSequences(parseStream(stream), shape).matches);
    }),
    { numRuns: 500 },
  );
});

it("the order of the input makes no difference where timestamp and tiebreaker are told apart", () => {
  // A tiebreaker of its own for every event, in no order.
  const distinct = randomStream.chain((stream) => {
    const events = stream.split(" ").map((event) => event.replace(/\/t\d+/, ""));
    const ties = fc.shuffledSubarray([...events.keys()], { minLength: events.length });
    return ties.map((order) => events.map((event, at) => `${event}/t${order[at]}`).join(" "));
  });
  const shuffled = distinct.chain((stream) => {
    const documents = toDocuments(stream);
    return fc.tuple(
      fc.constant(documents),
      fc.shuffledSubarray([...documents], { minLength: documents.length }),
    );
  });
  fc.assert(
    fc.property(shapes, shuffled, (shape, [documents, others]) => {
      expect(run(shape, others)).toEqual(run(shape, documents));
    }),
    { numRuns: 500 },
  );
});

it("`with runs` repeats its stage", () => {
  const events = toDocuments("A@1 A@2 A@3 B@4");
  const fields = { fits: "keyword" };
  const ids = (text: string) => runQueryText({ text, fields }, events).map((match) => match.ids);
  expect(ids('sequence [any where fits == "A"] with runs=2')).toEqual([
    ["A@1", "A@2"],
    ["A@2", "A@3"],
  ]);
  expect(ids('sequence [any where fits == "A"] with runs=2 [any where fits == "B"]')).toEqual([
    ["A@2", "A@3", "B@4"],
  ]);
  expect(
    ids(
      'sequence with maxspan=1m [any where fits == "A"] ![any where fits == "X"] with runs=2 [any where fits == "B"]',
    ),
  ).toEqual([["A@3", null, null, "B@4"]]);
});
