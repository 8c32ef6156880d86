import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomShape, randomStream } from "../../match/sequence/random-sequence.test-support.ts";
import { createHitLog, type HitLog } from "../hits/hit-log.ts";
import { createMemorySpillFile } from "../hits/spill-file.test-support.ts";
import { runSequence } from "./run-sequence.ts";
import { createCollector, createSetting, hashOf, runReference, type Setting } from "./table.test-support.ts";

const query = 7;
const untilStage = 255;

/** Stages of one letter ask the same, wherever they stand, and an event is logged once for it. */
function conditionsOf({ shape }: Setting): {
  readonly letters: readonly string[];
  readonly stagesOf: number[][];
} {
  const letters = [...new Set(shape.stages.map(({ letter }) => letter))];
  const stagesOf = letters.map((letter) =>
    shape.stages.flatMap((stage, at) => (stage.letter === letter ? [at] : [])),
  );
  return { letters, stagesOf };
}

/** Logs the hits of a setting in any order. */
function logHits(setting: Setting, log: HitLog, order: readonly number[]): void {
  const { stagesOf } = conditionsOf(setting);
  const hits = setting.hits.flatMap(({ order: { ms, nanos, fraction, arrival }, keysAt, untilKeys }) => {
    const at = [...stagesOf.map((stages) => keysAt[stages[0] ?? 0] ?? []), untilKeys];
    return at.flatMap((keys, condition) =>
      keys.map(({ id }) => ({
        stage: condition === stagesOf.length ? untilStage : condition,
        ...hashOf(id),
        ms,
        nanos: nanos + fraction,
        arrival,
      })),
    );
  });
  const shuffled = hits
    .map((hit, at) => ({ hit, turn: order[at % order.length] ?? 0 }))
    .sort((a, b) => a.turn - b.turn);
  for (const { hit } of shuffled)
    log.add(query, hit.stage, hit.low, hit.high, hit.ms, hit.nanos, hit.arrival);
}

function run(setting: Setting, log: HitLog): readonly string[] {
  const { onCompleted, sequences } = createCollector();
  const missing = setting.shape.stages.map((stage) => stage.missing);
  const { maxspanMs } = setting.shape;
  const { letters, stagesOf } = conditionsOf(setting);
  const plan = { missing, maxspanMs, countsNanos: setting.countsNanos, stagesOf };
  const stages = letters.flatMap((_, at) => (stagesOf[at]?.some((stage) => !missing[stage]) ? [at] : []));
  // Hits that can be part of no sequence are left out as in a pass.
  runSequence(log.cursor(query, { stages, isKeyed: true }), plan, { onCompleted });
  return sequences();
}

// Hits are not ordered by tiebreakers: a caller who has one puts it where the nanoseconds are, or does without.
const stream = randomStream.map((text) => text.replaceAll(/\/t\d/g, ""));
const nanos = fc.array(fc.constantFrom(0, 0, 1, 999_999), { minLength: 30, maxLength: 30 });
const turns = fc.array(fc.nat({ max: 100 }), { minLength: 40, maxLength: 40 });

describe("a log in any order and a table find what the reference finds", () => {
  it.each([
    ["in memory", undefined],
    ["spilled to many runs", 200],
  ])("%s", (_, maxBytes) => {
    let completed = 0;
    let runs = 0;
    fc.assert(
      fc.property(randomShape, stream, nanos, fc.boolean(), turns, (shape, stream, nanos, counts, turns) => {
        const setting = createSetting(shape, stream, nanos, counts);
        const log = createHitLog(
          maxBytes === undefined ? {} : { maxBytes, spillFile: createMemorySpillFile() },
        );
        logHits(setting, log, turns);
        const found = run(setting, log);
        completed += found.length;
        runs += log.runCount;
        expect(found).toEqual(runReference(setting).sequences);
      }),
      { numRuns: 1500 },
    );
    expect(completed).toBeGreaterThan(1500);
    if (maxBytes !== undefined) expect(runs).toBeGreaterThan(1500);
  });
});

it("leaves events without a time aside, and counts them", () => {
  const log = createHitLog();
  log.add(query, 1, 0, 0, Number.NEGATIVE_INFINITY, 0, 0);
  log.add(query, 0, 0, 0, Number.NEGATIVE_INFINITY, 0, 0);
  log.add(query, 0, 0, 0, Number.NEGATIVE_INFINITY, 0, 1);
  log.add(query, 1, 0, 0, 5, 0, 2);
  let completed = 0;
  const plan = { missing: [false, false], maxspanMs: undefined, countsNanos: false, stagesOf: [[0], [1]] };
  expect(runSequence(log.cursor(query), plan, { onCompleted: () => (completed += 1) })).toEqual({
    eventsWithoutTime: 2,
  });
  expect(completed).toBe(0);
});

it("gathers all keys of an event, however many", () => {
  const log = createHitLog();
  const keyCount = 1000;
  for (let position = 0; position < 3; position += 1) {
    for (let key = 0; key < keyCount; key += 1) log.add(query, 0, key, 0, position, 0, position);
  }
  const found: string[] = [];
  const plan = { missing: [false, false, false], maxspanMs: 5, countsNanos: false, stagesOf: [[0, 1, 2]] };
  runSequence(log.cursor(query), plan, {
    onCompleted: ({ keyLow, positions }) => found.push(`${keyLow}: ${positions.join()}`),
  });
  expect(found).toEqual(Array.from({ length: keyCount }, (_, key) => `${key}: 0,1,2`));
});

it("forgets as it goes", () => {
  const log = createHitLog();
  // Every key starts and none ends: by the thousand within maxspan, by the hundred thousand in all.
  for (let position = 0; position < 200_000; position += 1)
    log.add(query, position % 2, position, 0, position, 0, position);
  let completed = 0;
  const plan = {
    missing: [false, true, false],
    maxspanMs: 1000,
    countsNanos: false,
    stagesOf: [[0], [1], [2]],
  };
  const options = { onCompleted: () => (completed += 1), maxPartials: 20_000, maxRemembered: 20_000 };
  expect(() => runSequence(log.cursor(query), plan, options)).not.toThrow();
  expect(() => runSequence(log.cursor(query), { ...plan, maxspanMs: undefined }, options)).toThrow(
    "more than 20000 partial sequences",
  );
  expect(completed).toBe(0);
});
