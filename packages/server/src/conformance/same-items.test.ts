import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameItems } from "./same-items.ts";

/** What an engine can find: ids, and join keys as results show them. */
const found = fc.oneof(
  fc.constantFrom("a", "b", "1", "", null, true, false, 0, -0, 1, 1n, 2 ** 53, 9007199254740993n),
  fc.double(),
  fc.string({ maxLength: 2 }),
);
/** What a suite can expect: any JSON. */
const wanted = fc.oneof(found, fc.constantFrom([], ["a"], {}, { a: 1 }));

describe("sameItems", () => {
  it("agrees with Node's own comparison on any expectation and any finding", () => {
    const lists = fc.tuple(fc.array(wanted, { maxLength: 4 }), fc.array(found, { maxLength: 4 }));
    const oneChanged = fc.array(found, { minLength: 1, maxLength: 4 }).chain((items) =>
      fc.tuple(
        fc.constant(items),
        fc
          .tuple(fc.nat(items.length - 1), found)
          .map(([changed, item]) => items.map((old, at) => (at === changed ? item : old))),
      ),
    );
    let same = 0;
    fc.assert(
      fc.property(fc.oneof(lists, oneChanged), ([expected, got]) => {
        const result = sameItems(expected, got);
        if (result) same += 1;
        expect(result).toBe(isDeepStrictEqual(expected, got));
      }),
      { numRuns: 2000 },
    );
    expect(same).toBeGreaterThan(50);
  });

  it.each([
    ["nothing found", ["a"], undefined],
    ["a text where a list belongs", "a" as unknown as readonly string[], ["a"]],
    ["a prefix", ["a"], ["a", "b"]],
    ["another order", ["a", "b"], ["b", "a"]],
  ])("is false for %s", (_, expected, got) => {
    expect(sameItems(expected, got)).toBe(false);
  });
});
