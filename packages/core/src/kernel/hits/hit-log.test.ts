import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hitLimits } from "./hit-limits.ts";
import { createHitLog, type HitLog, type HitNeeds } from "./hit-log.ts";
import { hitBytes } from "./hit-record.ts";
import { createMemorySpillFile } from "./spill-file.test-support.ts";

interface Hit {
  readonly query: number;
  readonly stage: number;
  readonly keyLow: number;
  readonly keyHigh: number;
  readonly ms: number;
  readonly nanos: number;
  readonly position: number;
}

function addAll(log: HitLog, hits: readonly Hit[]): void {
  for (const { query, stage, keyLow, keyHigh, ms, nanos, position } of hits)
    log.add(query, stage, keyLow, keyHigh, ms, nanos, position);
}

function readAll(log: HitLog, query: number, needs?: HitNeeds): Hit[] {
  const cursor = log.cursor(query, needs);
  const hits: Hit[] = [];
  while (cursor.next()) {
    const { stage, keyLow, keyHigh, ms, nanos, position } = cursor;
    hits.push({ query, stage, keyLow, keyHigh, ms, nanos, position });
  }
  expect(cursor.next()).toBe(false);
  return hits;
}

/** The order that the log promises, by the sort of the platform, which keeps equal ones in place. */
function sorted(hits: readonly Hit[], query: number): Hit[] {
  const turn = ({ stage }: Hit): number => (stage === hitLimits.untilStage ? 256 : 255 - stage);
  const compareNumbers = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
  return hits
    .filter((hit) => hit.query === query)
    .sort(
      (a, b) =>
        compareNumbers(a.ms, b.ms) ||
        compareNumbers(a.nanos, b.nanos) ||
        compareNumbers(a.position, b.position) ||
        compareNumbers(turn(a), turn(b)),
    );
}

const word = fc.oneof(fc.constantFrom(0, 0xffff_ffff), fc.nat({ max: 0xffff_ffff }));
const hit: fc.Arbitrary<Hit> = fc.record({
  query: fc.constantFrom(0, 1, 2, 70),
  stage: fc.constantFrom(0, 1, 2, 254, 255),
  keyLow: word,
  keyHigh: word,
  ms: fc.constantFrom(Number.NEGATIVE_INFINITY, -5, 0, 1, 2, 2.5, 1e12),
  nanos: fc.constantFrom(0, 0, 1, 999_999),
  position: fc.oneof(fc.nat({ max: 20 }), fc.constantFrom(2 ** 32, 2 ** 52)),
});
const hits = fc.array(hit, { maxLength: 200, size: "max" });
const queries = [0, 1, 2, 70, 3];

/** The keys by which hits are left out: their lower halves. */
const keysOf = (hits: readonly Hit[]): ReadonlySet<number> => new Set(hits.map(({ keyLow }) => keyLow));

describe("leaves out hits that can be part of nothing", () => {
  const inStages = hit.map((one) => ({ ...one, stage: one.stage % 7, query: one.query % 2 }));
  const many = fc.array(inStages, { maxLength: 300, size: "max" });

  it("keeps all hits of keys that a needed stage has, in order, from memory and from runs", () => {
    fc.assert(
      fc.property(many, fc.uniqueArray(fc.nat({ max: 3 })), fc.boolean(), (added, stages, spills) => {
        const log = createHitLog(spills ? { maxBytes: 1, spillFile: createMemorySpillFile() } : {});
        addAll(log, added);
        for (const query of [0, 1]) {
          const all = sorted(added, query);
          const kept = readAll(log, query, { stages, isKeyed: true });
          const needed = stages.map((stage) => all.filter((one) => one.stage === stage));
          // A sequence needs a hit of each stage with its key.
          const essential = all.filter(({ keyLow }) => needed.every((hits) => keysOf(hits).has(keyLow)));
          expect(all.filter((one) => kept.some((other) => isSame(one, other)))).toEqual(kept);
          for (const one of essential) expect(kept).toContainEqual(one);
          if (needed.some(({ length }) => length === 0)) expect(kept).toEqual([]);
          if (stages.length === 0) expect(kept).toEqual(all);
          // What is read later is not what was left out before.
          expect(readAll(log, query)).toEqual(all);
        }
      }),
    );
  });

  it("reads few where a stage is rare", () => {
    const log = createHitLog();
    for (let at = 0; at < 10_000; at += 1) log.add(0, 0, Math.imul(at, 0x9e3779b1) >>> 0, 0, at, 0, at);
    log.add(0, 1, Math.imul(77, 0x9e3779b1) >>> 0, 0, 10_001, 0, 10_001);
    const needs = { stages: [0, 1], isKeyed: true };
    expect(readAll(log, 0, needs).length).toBeLessThan(100);
    expect(readAll(log, 0, { ...needs, isKeyed: false })).toHaveLength(10_001);
    expect(readAll(log, 0, { stages: [0, 1, 2], isKeyed: false })).toEqual([]);
  });
});

function isSame(a: Hit, b: Hit): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function expectHolds(log: HitLog, added: readonly Hit[]): void {
  expect(log.count).toBe(added.length);
  for (const query of queries) {
    const expected = sorted(added, query);
    expect(log.counts(query)).toBe(expected.length);
    expect(readAll(log, query)).toEqual(expected);
  }
}

it("gives the hits of each query in order", () => {
  fc.assert(
    fc.property(hits, (added) => {
      const log = createHitLog();
      addAll(log, added);
      expectHolds(log, added);
    }),
    { numRuns: 500 },
  );
});

it("gives the same where only a few hits fit into memory", () => {
  let runs = 0;
  fc.assert(
    fc.property(hits, fc.integer({ min: 0, max: 4000 }), (added, maxBytes) => {
      const spillFile = createMemorySpillFile();
      const log = createHitLog({ maxBytes, spillFile });
      addAll(log, added);
      runs += log.runCount;
      expect(log.bytes).toBeLessThanOrEqual(Math.max(maxBytes, hitBytes));
      expectHolds(log, added);
    }),
    { numRuns: 500 },
  );
  expect(runs).toBeGreaterThan(2000);
});

it("goes on after its hits were read", () => {
  const spillFile = createMemorySpillFile();
  const log = createHitLog({ maxBytes: 3000, spillFile });
  const added: Hit[] = [];
  for (let position = 0; position < 300; position += 1) {
    const next = { query: position % 3, stage: 0, keyLow: 1, keyHigh: 2, ms: -position, nanos: 0, position };
    added.push(next);
    addAll(log, [next]);
    if (position % 50 === 0) expectHolds(log, added);
  }
  expectHolds(log, added);
});

describe("batches", () => {
  it("carry hits from log to log with their positions moved", () => {
    const split = fc.array(hits, { maxLength: 4 });
    fc.assert(
      fc.property(split, (parts) => {
        // One log, used again for every batch, and buffers that arrive as a worker's would.
        const worker = createHitLog();
        const log = createHitLog();
        for (const [at, part] of parts.entries()) {
          addAll(worker, part);
          const { buffers } = worker.take();
          log.addBatch({ buffers: structuredClone(buffers, { transfer: [...buffers] }) }, at * 1000);
          expect(worker.count).toBe(0);
          expect(worker.counts(0)).toBe(0);
        }
        expectHolds(
          log,
          parts.flatMap((part, at) => part.map((hit) => ({ ...hit, position: hit.position + at * 1000 }))),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("are as large as what is in them", () => {
    const log = createHitLog();
    for (let position = 0; position < 10_000; position += 1) log.add(1, 0, 0, 0, 0, 0, position);
    expect(log.take().buffers.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(10_000 * hitBytes);
    expect(log.take().buffers).toEqual([]);
    log.add(1, 0, 0, 0, 0, 0, 5);
    expect(log.take().buffers.map(({ byteLength }) => byteLength)).toEqual([hitBytes]);
  });

  it("cannot be made of hits that were written out", () => {
    const log = createHitLog({ maxBytes: 0, spillFile: createMemorySpillFile() });
    log.add(0, 0, 0, 0, 0, 0, 0);
    log.add(0, 0, 0, 0, 0, 0, 1);
    expect(() => log.take()).toThrow("cannot be taken");
  });
});

describe("memory", () => {
  const count = 50_000;
  function fill(log: HitLog): void {
    for (let position = 0; position < count; position += 1)
      log.add(position % 10, 0, position, 0, position, 0, position);
  }

  it("stays within the budget where there is a spill file", () => {
    const maxBytes = 400_000;
    const spillFile = createMemorySpillFile();
    const log = createHitLog({ maxBytes, spillFile });
    fill(log);
    expect(log.bytes).toBeLessThanOrEqual(maxBytes);
    expect(log.bytes).toBeGreaterThan(maxBytes / 2);
    expect(log.runCount).toBeGreaterThanOrEqual((count * hitBytes) / maxBytes);
    expect(log.runCount).toBeLessThan((count * hitBytes * 2) / maxBytes);
    expect(readAll(log, 3)).toHaveLength(count / 10);
  });

  it("grows where there is none", () => {
    const log = createHitLog({ maxBytes: 400_000 });
    fill(log);
    expect(log.runCount).toBe(0);
    expect(log.bytes).toBeGreaterThanOrEqual(count * hitBytes);
    expect(readAll(log, 3)).toHaveLength(count / 10);
  });

  it("is given back when the log is closed", () => {
    const spillFile = createMemorySpillFile();
    const log = createHitLog({ maxBytes: 400_000, spillFile });
    fill(log);
    log.close();
    expect(spillFile.isClosed()).toBe(true);
    expect([log.bytes, log.count, log.counts(3)]).toEqual([0, 0, 0]);
    expect(readAll(log, 3)).toEqual([]);
  });

  it("for reading is shared among the runs", () => {
    const spillFile = createMemorySpillFile();
    // Many runs that all hold the query.
    const log = createHitLog({ maxBytes: 2000 * 40, spillFile });
    for (let position = 0; position < 1_000_000; position += 1) log.add(0, 0, 0, 0, position, 0, position);
    expect(log.runCount).toBeGreaterThan(500);
    expect(readAll(log, 0)).toHaveLength(1_000_000);
    expect(spillFile.largestRead() * log.runCount).toBeLessThanOrEqual(hitLimits.maxReadBytes);
  });
});

it("takes the largest numbers there are", () => {
  const log = createHitLog({ maxBytes: 0, spillFile: createMemorySpillFile() });
  const { maxQuery: query, untilStage: stage } = hitLimits;
  const added = [0, 1].map((position) => ({
    query,
    stage,
    keyLow: 1,
    keyHigh: 2,
    ms: 1,
    nanos: 2,
    position,
  }));
  addAll(log, added);
  expect(log.runCount).toBe(1);
  expect(readAll(log, query)).toEqual(added);
});

it("knows an out-of-date cursor", () => {
  const log = createHitLog();
  log.add(0, 0, 0, 0, 0, 0, 0);
  const cursor = log.cursor(0);
  log.add(0, 0, 0, 0, 0, 0, 1);
  expect(() => cursor.next()).toThrow("while a cursor was open");
});

it.each([
  [65_536, 0],
  [0, 256],
])("refuses query %i, stage %i", (query, stage) => {
  expect(() => createHitLog().add(query, stage, 0, 0, 0, 0, 0)).toThrow("a hit cannot name");
});
