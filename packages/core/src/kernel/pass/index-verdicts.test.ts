import { describe, expect, it } from "vitest";
import { IndexVerdicts } from "./index-verdicts.ts";
import { passQueries } from "./run-pass.test-support.ts";

/** Queries that cover one index each, and how often they were asked. */
function countingQueries(indices: readonly string[]) {
  const asked: string[] = [];
  const texts = indices.map(() => "any where true");
  const queries = passQueries({ texts, fields: {} }).map((query, at) => ({
    ...query,
    coversIndex: (index: string) => {
      asked.push(`${at} ${index}`);
      return index === indices[at];
    },
  }));
  return { queries, asked };
}

describe("what queries say about indices", () => {
  it("is asked once for each query and index, and only when it matters", () => {
    const { queries, asked } = countingQueries(["a", "b"]);
    const verdicts = new IndexVerdicts(queries);
    const answers = ["a", "b", "a", "a"].map((index) => verdicts.covers(0, index, verdicts.of(index)));
    expect(answers).toEqual([true, false, true, true]);
    expect(verdicts.covers(1, "b", verdicts.of("b"))).toBe(true);
    expect(asked).toEqual(["0 a", "0 b", "1 b"]);
  });

  it("is asked again when there were more indices than there is room for", () => {
    const { queries, asked } = countingQueries(["a", "b"]);
    // Two queries take two bytes for each index.
    const verdicts = new IndexVerdicts(queries, 5);
    for (const index of ["a", "b", "a", "c", "a"]) {
      expect(verdicts.covers(0, index, verdicts.of(index))).toBe(index === "a");
    }
    expect(asked).toEqual(["0 a", "0 b", "0 c", "0 a"]);
  });

  it("of an event without an index: only queries that cover everything see it", () => {
    const { queries, asked } = countingQueries(["a"]);
    const all = passQueries({ texts: ["any where true"], fields: {} });
    const verdicts = new IndexVerdicts([...queries, ...all]);
    expect([0, 1].map((query) => verdicts.covers(query, undefined, verdicts.of(undefined)))).toEqual([
      false,
      true,
    ]);
    expect(asked).toEqual([]);
    expect(new IndexVerdicts(all).areNeeded).toBe(false);
  });
});
