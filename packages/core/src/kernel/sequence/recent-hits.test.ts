import fc from "fast-check";
import { expect, it } from "vitest";
import { RecentHits } from "./recent-hits.ts";

interface Kept {
  readonly ms: number;
  readonly position: number;
  readonly stage: number;
  readonly arrivedMs: number;
}

const untilStage = 255;
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ key: fc.nat(40), ms: fc.nat(30), stage: fc.constantFrom(0, 1, 2, untilStage) }),
  },
  { weight: 1, arbitrary: fc.record({ key: fc.nat(40), forget: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ forgetAll: fc.constant(true) }) },
);

/** Few places, so that keys stand in each other's way. */
const lowOf = (key: number): number => (key % 3) * 2 ** 30 + (key % 5);

it("remembers for each key what was added, in the order of time, and nothing that was forgotten", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const hits = new RecentHits();
      const model = new Map<number, Kept[]>();
      const numbers = new Map<number, number>();
      const forget = (key: number, count: number): void => {
        const number = numbers.get(key);
        const kept = model.get(key);
        if (number === undefined || kept === undefined) return;
        const gone: number[] = [];
        const lastMs = hits.forgetFirst(number, count, (position) => gone.push(position));
        const expected = kept.splice(0, count);
        expect(gone).toEqual(expected.map(({ position }) => position));
        expect(lastMs).toBe(expected.at(-1)?.ms);
        if (kept.length > 0) return;
        model.delete(key);
        numbers.delete(key);
      };
      for (const [at, one] of steps.entries()) {
        if ("stage" in one) {
          const { key, ms, stage } = one;
          const hit = { query: 0, stage, keyLow: lowOf(key), keyHigh: key, ms, nanos: 0, position: at };
          const number = hits.add(hit, at * 10);
          expect(numbers.get(key) ?? number).toBe(number);
          numbers.set(key, number);
          const kept = model.get(key) ?? [];
          kept.push({ ms, position: at, stage, arrivedMs: at * 10 });
          kept.sort((a, b) => a.ms - b.ms || a.position - b.position);
          model.set(key, kept);
        } else if ("forget" in one) forget(one.key, one.forget);
        else for (const key of [...model.keys()].slice(0, 30)) forget(key, 1_000);
      }
      expect(hits.hitCount).toBe([...model.values()].reduce((sum, kept) => sum + kept.length, 0));
      expect([...hits.keys()].sort()).toEqual([...numbers.values()].sort());
      for (const [key, kept] of model) {
        const number = numbers.get(key) ?? 0;
        const cursor = hits.inOrder(number);
        const read: object[] = [];
        while (cursor.next()) {
          const { ms, position, stage, keyLow, keyHigh } = cursor;
          expect([keyLow, keyHigh]).toEqual([lowOf(key), key]);
          read.push({ ms, position, stage, arrivedMs: hits.arrivalOf(number, position) });
          expect(hits.timeOf(number, position)).toBe(ms);
        }
        expect(read).toEqual(kept);
        expect(hits.count(number)).toBe(kept.length);
        expect(hits.firstArrivedMs(number)).toBe(kept[0]?.arrivedMs);
        const bits = kept.map(({ stage }) => (stage === untilStage ? 0 : 1 << stage));
        expect(hits.stages(number)).toBe(bits.reduce((all, bit) => all | bit, 0));
        const middle = kept[kept.length >> 1]?.arrivedMs ?? 0;
        const before = kept.findIndex(({ arrivedMs }) => arrivedMs > middle);
        expect(hits.countBefore(number, middle)).toBe(before === -1 ? kept.length : before);
      }
    }),
    { numRuns: 500 },
  );
});

it("gives its room back once nothing is remembered", () => {
  const hits = new RecentHits();
  const add = (count: number): number[] =>
    Array.from({ length: count }, (_, at) =>
      hits.add({ query: 0, stage: 0, keyLow: at, keyHigh: 1, ms: at, nanos: 0, position: at }, at),
    );
  for (const key of add(1_000)) hits.forgetFirst(key, 1, () => {});
  expect(hits.hitCount).toBe(0);
  // Numbers begin anew.
  expect(Math.max(...add(3))).toBe(3);
});
