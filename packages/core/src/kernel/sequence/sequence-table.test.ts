import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QueryFailure } from "../../lang/index.ts";
import { randomShape, randomStream } from "../../match/sequence/random-sequence.test-support.ts";
import { createSequenceTable, type SequenceTable } from "./sequence-table.ts";
import { createSetting, feedHit, runReference, runTable } from "./table.test-support.ts";

const nanos = fc.array(fc.constantFrom(0, 0, 1, 500_000, 999_999), { minLength: 30, maxLength: 30 });

describe("finds what the reference finds, and leaves as much waiting, on random streams", () => {
  it.each([
    ["nanoseconds order events only", false],
    ["nanoseconds count as time", true],
  ])("%s", (_, countsNanos) => {
    let completed = 0;
    fc.assert(
      fc.property(randomShape, randomStream, nanos, (shape, stream, nanos) => {
        const setting = createSetting(shape, stream, nanos, countsNanos);
        const expected = runReference(setting);
        const { sequences, waiting } = runTable(setting);
        completed += sequences.length;
        expect({ sequences, waiting }).toEqual(expected);
      }),
      { numRuns: 4000 },
    );
    expect(completed).toBeGreaterThan(4000);
  });

  it("whatever is expired between the events", () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 60 })), { minLength: 30 });
    let dropped = 0;
    fc.assert(
      fc.property(randomShape, randomStream, nanos, steps, (shape, stream, nanos, steps) => {
        const setting = createSetting(shape, stream, nanos, true);
        let at = 0;
        const { sequences, waiting } = runTable(setting, (table, ms) => {
          const [expires, maxWork] = steps[at++] ?? [true, 1];
          if (expires) table.expire(ms, maxWork);
        });
        const expected = runReference(setting);
        dropped += expected.waiting - waiting;
        expect(sequences).toEqual(expected.sequences);
        expect(waiting).toBeLessThanOrEqual(expected.waiting);
      }),
      { numRuns: 4000 },
    );
    // Expiry that never drops anything would pass too.
    expect(dropped).toBeGreaterThan(100);
  });
});

describe("the bound on partials", () => {
  function run(shapeText: string, streamText: string, maxPartials: number): void {
    const { shape, hits } = createSetting(shapeText, streamText);
    const table = createSequenceTable(
      { missing: shape.stages.map(({ missing }) => missing), maxspanMs: shape.maxspanMs, countsNanos: false },
      { onCompleted: () => {}, maxPartials },
    );
    for (const hit of hits) feedHit(table, hit);
    table.finish();
  }

  it.each([
    ["one more than allowed", "A B by k", "A123@1", 2, true],
    ["as many as allowed", "A B by k", "A12@1", 2, false],
    ["the slots of all stages count", "A B C", "A@1 B@2 A@3", 1, true],
    ["those alive at once count", "A B by k", "A12@1 B12@2 A3@3 B3@4 A12@5", 2, false],
    ["in the midst of an event there may be more", "A B until U by k", "AU123@1 A1@2", 1, false],
  ])("%s", (_, shape, stream, maxPartials, fails) => {
    const message = `more than ${maxPartials} partial sequences wait at once; narrow the first stages or set a maxspan`;
    if (fails) expect(() => run(shape, stream, maxPartials)).toThrow(new QueryFailure(message));
    else expect(() => run(shape, stream, maxPartials)).not.toThrow();
    // The reference fails where this fails, with the same words.
    const reference = () => runReference(createSetting(shape, stream), maxPartials);
    if (fails) expect(reference).toThrow(message);
    else expect(reference).not.toThrow();
  });
});

describe("the bound on what is remembered", () => {
  const plans = [
    ["missing events in front", [true, false], 0],
    ["missing events between", [false, true, false], 1],
    ["sequences that wait for a missing event", [false, true], 0],
  ] as const;
  it.each(plans)("%s", (_, missing, stage) => {
    const create = (): SequenceTable =>
      createSequenceTable(
        { missing, maxspanMs: 1000, countsNanos: false },
        { onCompleted: () => {}, maxRemembered: 10 },
      );
    const fill = (table: SequenceTable, count: number): void => {
      for (let key = 0; key < count; key += 1) table.feed(stage, key, 0, key, 0, key);
      table.finish();
    };
    expect(() => fill(create(), 10)).not.toThrow();
    expect(() => fill(create(), 11)).toThrow("more than 10 keys of missing events are remembered at once");
  });
});

describe("expiry", () => {
  const maxspanMs = 1000;
  const plan = { missing: [true, false, true, false, false, true], maxspanMs, countsNanos: true };
  const keyCount = 5000;

  /** Every slot, the seen events of both gaps and the queue of undecided sequences hold many keys. */
  function fill(table: SequenceTable): void {
    let position = 0;
    for (const [round, stages] of [[0, 2], [1], [2, 0], [1, 3], [4], [1, 3], [1]].entries()) {
      for (let key = 0; key < keyCount; key += 1) {
        for (const stage of stages) table.feed(stage, key, key * 7, round, 0, position);
        position += 1;
      }
    }
  }

  it("leaves nothing behind", () => {
    const table = createSequenceTable(plan, { onCompleted: () => {} });
    fill(table);
    expect(table.partialCount).toBe(2 * keyCount);
    expect(table.rememberedCount).toBe(3 * keyCount);
    expect(table.bytes).toBeGreaterThan(5 * keyCount * 32);
    expect(table.expire(1000, 10_000_000)).toBe(true);
    expect(table.partialCount).toBe(2 * keyCount);
    expect(table.expire(3000, 10_000_000)).toBe(true);
    expect(table.partialCount).toBe(0);
    expect(table.rememberedCount).toBe(0);
    expect(table.bytes).toBeLessThan(5000);
  });

  it("does no more work than allowed, and says when it is done", () => {
    let completed = 0;
    const table = createSequenceTable(plan, { onCompleted: () => (completed += 1) });
    fill(table);
    const held = (): number => table.partialCount + table.rememberedCount;
    let calls = 0;
    for (let done = false; !done; calls += 1) {
      const before = held();
      done = table.expire(3000, 170);
      // A drop is 17 of it with the look before. The queue may use up what is allowed, and goes one beyond.
      expect(before - held()).toBeLessThanOrEqual(11);
    }
    expect(held()).toBe(0);
    expect(calls).toBeGreaterThanOrEqual((5 * keyCount) / 11);
    expect(completed).toBe(keyCount);
  });

  it("is done at once where nothing expires", () => {
    const table = createSequenceTable({ ...plan, maxspanMs: undefined }, { onCompleted: () => {} });
    table.feed(1, 1, 1, 0, 0, 0);
    expect(table.expire(Number.MAX_VALUE)).toBe(true);
    expect(table.partialCount).toBe(1);
  });

  it.each([
    ["exactly maxspan ago is alive", 1000, 1],
    ["a millisecond more is expired", 1001, 0],
  ])("%s", (_, nowMs, left) => {
    const table = createSequenceTable(
      { missing: [false, false], maxspanMs, countsNanos: true },
      { onCompleted: () => {} },
    );
    table.feed(0, 1, 1, 0, 999_999, 0);
    table.expire(nowMs);
    expect(table.partialCount).toBe(left);
  });

  it("keeps a stream that never ends within bounds", () => {
    const table = createSequenceTable(plan, { onCompleted: () => {} });
    let most = 0;
    // New keys all the time; about a thousand of them within maxspan.
    for (let position = 0; position < 200_000; position += 1) {
      table.feed(position % 5, position >> 3, 0, position / 8, 0, position);
      if (position % 500 === 0) table.expire(position / 8, 40_000);
      most = Math.max(most, table.partialCount + table.rememberedCount);
    }
    expect(most).toBeGreaterThan(1000);
    expect(most).toBeLessThan(8000);
    expect(table.bytes).toBeLessThan(8000 * 100);
  });
});

describe("what comes out", () => {
  it("has the last event's own nanoseconds and unsigned keys, whatever counts as time", () => {
    for (const missing of [
      [false, false],
      [false, false, true],
    ]) {
      const found: unknown[] = [];
      const table = createSequenceTable(
        { missing, maxspanMs: 1000, countsNanos: false },
        { onCompleted: (sequence) => found.push({ ...sequence, positions: [...sequence.positions] }) },
      );
      table.feed(0, -1, -2, 5, 7, 10);
      table.feed(1, 0xffff_ffff, 0xffff_fffe, 6, 8, 2 ** 40);
      table.finish();
      expect(found).toEqual([
        { keyLow: 0xffff_ffff, keyHigh: 0xffff_fffe, lastMs: 6, lastNanos: 8, positions: [10, 2 ** 40] },
      ]);
    }
  });

  it("comes as soon as it is decided", () => {
    const found: number[] = [];
    const table = createSequenceTable(
      { missing: [false, true], maxspanMs: 1000, countsNanos: false },
      { onCompleted: ({ positions }) => found.push(positions[0] ?? -1) },
    );
    table.feed(0, 1, 0, 0, 0, 0);
    table.feed(0, 2, 0, 1, 0, 1);
    table.feed(1, 1, 0, 2, 0, 2);
    table.feed(0, 3, 0, 1001, 0, 3);
    expect(found).toEqual([]);
    // 1 was forbidden; 2 is still within its span.
    table.feed(0, 4, 0, 1002, 0, 4);
    expect(found).toEqual([1]);
    table.finish();
    expect(found).toEqual([1, 3, 4]);
  });

  it("is linear where many events of one key have the same time", () => {
    let completed = 0;
    const table = createSequenceTable(
      { missing: [false, true], maxspanMs: 1000, countsNanos: false },
      { onCompleted: () => (completed += 1) },
    );
    const count = 100_000;
    for (let at = 0; at < count; at += 1) {
      table.feed(0, 1, 1, 5, 0, 2 * at);
      table.feed(1, 1, 1, 5, 0, 2 * at + 1);
    }
    table.finish();
    expect(completed).toBe(count);
  });
});
