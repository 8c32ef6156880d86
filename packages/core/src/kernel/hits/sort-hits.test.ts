import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sortHits } from "./sort-hits.ts";

it("sorts like the platform, keeps equal ones in place, and touches its range only", () => {
  const values = fc.array(fc.nat({ max: 30 }), { maxLength: 300, size: "max" });
  fc.assert(
    fc.property(values, fc.nat({ max: 300 }), fc.nat({ max: 300 }), (values, a, b) => {
      const from = Math.min(a, b, values.length);
      const to = Math.min(Math.max(a, b), values.length);
      const hits = Uint32Array.from(values.keys());
      const compare = (left: number, right: number): number => (values[left] ?? 0) - (values[right] ?? 0);
      const numbers = [...hits];
      const expected = [
        ...numbers.slice(0, from),
        ...numbers.slice(from, to).sort(compare),
        ...numbers.slice(to),
      ];
      sortHits(hits, from, to, compare);
      expect([...hits]).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

describe("looks no more often than needed", () => {
  const count = 10_000;
  const times = (order: (at: number) => number): number => {
    const hits = Uint32Array.from({ length: count }, (_, at) => at);
    let looks = 0;
    sortHits(hits, 0, count, (a, b) => {
      looks += 1;
      return order(a) - order(b);
    });
    expect(hits.every((hit, at) => at === 0 || order(hits[at - 1] ?? 0) <= order(hit))).toBe(true);
    return looks;
  };
  it.each<readonly [string, (at: number) => number, number]>([
    ["at what is in order", (at) => at, count],
    ["at two halves that were read at the same time", (at) => (at % (count / 2)) * 2, 3 * count],
    ["at neighbours that were swapped", (at) => at ^ 1, 4 * count],
    ["at the reverse", (at) => -at, 15 * count],
  ])("%s", (_, order, most) => {
    expect(times(order)).toBeLessThanOrEqual(most);
  });
});
