import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomShape, randomStream } from "../../match/sequence/random-sequence.test-support.ts";
import type { Hit } from "../hits/read-hits.ts";
import {
  createStandingSequence,
  type StandingMatch,
  type StandingOptions,
  type StandingPlan,
} from "./standing-sequence.ts";
import { createSetting, hashOf, idOf, runReference, type Setting } from "./table.test-support.ts";

const untilStage = 255;
const options = { latenessMs: 60_000, defaultSpanMs: 60_000, missingGraceMs: 1_000 };

/** The plan of a setting, and the hits of each of its events as a pass logs them. */
function planOf({ shape }: Setting): StandingPlan & { readonly letters: readonly string[] } {
  const letters = [...new Set(shape.stages.map(({ letter, missing }) => `${letter}${missing}`))];
  const stagesOf = letters.map((letter) =>
    shape.stages.flatMap((stage, at) => (`${stage.letter}${stage.missing}` === letter ? [at] : [])),
  );
  const missing = shape.stages.map((stage) => stage.missing);
  return {
    letters,
    distinct: stagesOf.map(([stage]) => ({ missing: missing[stage ?? 0] ?? false })),
    plan: { missing, maxspanMs: shape.maxspanMs, countsNanos: false, stagesOf },
    byStage(positions) {
      let next = 0;
      return missing.map((isMissing) => (isMissing ? undefined : positions[next++]));
    },
  };
}

function hitsByEvent(setting: Setting): readonly (readonly Hit[])[] {
  const { stagesOf } = planOf(setting).plan;
  return setting.hits.map(({ order, keysAt, untilKeys }) => {
    const at = [...stagesOf.map((stages) => keysAt[stages[0] ?? 0] ?? []), untilKeys];
    return at.flatMap((keys, condition) =>
      keys.map(({ id }) => {
        const { low, high } = hashOf(id);
        return {
          query: 0,
          stage: condition === stagesOf.length ? untilStage : condition,
          keyLow: low,
          keyHigh: high,
          ms: order.ms,
          nanos: order.nanos + order.fraction,
          position: order.arrival,
        };
      }),
    );
  });
}

function textOf({ positions, key }: StandingMatch): string {
  return `${idOf(key.low, key.high)}: ${positions.filter((position) => position !== undefined).join(" ")}`;
}

// Hits are not ordered by tiebreakers.
const stream = randomStream.map((text) => text.replaceAll(/\/t\d/g, ""));
const turns = fc.array(fc.nat({ max: 1000 }), { minLength: 40, maxLength: 40 });
/** After so many events the sequence is settled; 0 at the end only. */
const settleEvery = fc.constantFrom(0, 1, 1, 2, 5);

describe("events in any order", () => {
  it("end in what the reference finds in all of them", () => {
    let completed = 0;
    let refutations = 0;
    fc.assert(
      fc.property(randomShape, stream, turns, settleEvery, (shape, stream, turns, every) => {
        const setting = createSetting(shape, stream);
        const standing = createStandingSequence(planOf(setting), options);
        const shuffled = hitsByEvent(setting)
          .map((hits, at) => ({ hits, turn: turns[at % turns.length] ?? 0 }))
          .sort((a, b) => a.turn - b.turn);
        const found = new Set<string>();
        const settle = (nowMs: number): void => {
          const changes = standing.settle(nowMs);
          for (const match of changes.refuted) {
            expect(found.delete(textOf(match))).toBe(true);
            refutations += 1;
          }
          for (const match of changes.found) {
            expect(found.has(textOf(match))).toBe(false);
            found.add(textOf(match));
          }
        };
        for (const [at, { hits }] of shuffled.entries()) {
          for (const hit of hits) standing.add(hit, at);
          if (every > 0 && at % every === 0) settle(at);
        }
        settle(1e9);
        completed += found.size;
        expect([...found].sort()).toEqual([...new Set(runReference(setting).sequences)].sort());
      }),
      { numRuns: 3000 },
    );
    expect(completed).toBeGreaterThan(3000);
    expect(refutations).toBeGreaterThan(100);
  });
});

/** Events arrive in the order in which they happen, at the times of their seconds. */
function inOrder(shape: string, stream: string, forgetful: Partial<StandingOptions> = {}) {
  const setting = createSetting(shape, stream);
  const standing = createStandingSequence(planOf(setting), { ...options, latenessMs: 2_000, ...forgetful });
  const log: string[] = [];
  const note = (nowMs: number): void => {
    const { found, refuted } = standing.settle(nowMs);
    log.push(...refuted.map((match) => `-${textOf(match)}`), ...found.map((match) => `+${textOf(match)}`));
    standing.forget(nowMs);
  };
  for (const [at, hits] of hitsByEvent(setting).entries()) {
    const ms = setting.hits[at]?.order.ms ?? 0;
    note(ms);
    for (const hit of hits) standing.add(hit, ms);
    note(ms);
  }
  return { log, standing, note };
}

describe("what time decides", () => {
  it("finds a sequence as soon as its last event is there", () => {
    expect(inOrder("A B by k maxspan=5", "A1@0 B1@3").log).toEqual(["+s1:1: 0 1"]);
  });

  it("waits for what must be missing, and a while longer", () => {
    const { log, note } = inOrder("A !B by k maxspan=5", "A1@0 A2@1 B2@2");
    expect(log).toEqual([]);
    note(5_999);
    expect(log).toEqual([]);
    note(6_000);
    expect(log).toEqual(["+s1:1: 0"]);
  });

  it("does not take for missing what it has forgotten", () => {
    const { log, note } = inOrder("!B A by k maxspan=5", "B1@0 A1@4 A1@13");
    for (let ms = 0; ms < 40_000; ms += 500) note(ms);
    expect(log).toEqual(["+s1:1: 2"]);
  });
});

describe("what was never shown", () => {
  const since = (sinceMs: number) => inOrder("!B A by k maxspan=5", "A1@4 A1@30", { sinceMs });

  it("is not taken for missing", () => {
    const { log, note } = since(0);
    for (let ms = 0; ms < 60_000; ms += 500) note(ms);
    expect(log).toEqual(["+s1:1: 1"]);
  });

  it("is missing where a whole span before was shown", () => {
    const { log, note } = since(-1_000);
    for (let ms = 0; ms < 60_000; ms += 500) note(ms);
    expect(log).toEqual(["+s1:1: 0", "+s1:1: 1"]);
  });
});

describe("what is remembered", () => {
  it("leaves when it has been there for maxspan and the lateness", () => {
    const { standing } = inOrder("A B by k maxspan=5", "A1@0 A2@6 A3@8");
    expect(standing.hitCount).toBe(2);
    standing.forget(15_001);
    expect(standing.hitCount).toBe(0);
  });

  it("lets what was found stand when its events are forgotten", () => {
    const { log } = inOrder("A B by k maxspan=5", "A1@0 B1@3 B1@20 A1@21 B1@22");
    expect(log).toEqual(["+s1:1: 0 1", "+s1:1: 3 4"]);
  });

  it("has a bound for each key, and says what it dropped", () => {
    const events = Array.from({ length: 40 }, (_, at) => `A1@${at % 3}`).join(" ");
    const setting = createSetting("A B by k maxspan=5", events);
    const standing = createStandingSequence(planOf(setting), { ...options, maxHitsPerKey: 10 });
    for (const hits of hitsByEvent(setting)) for (const hit of hits) standing.add(hit, 0);
    expect(standing.hitCount).toBeLessThanOrEqual(10);
    expect(standing.hitCount + standing.droppedCount).toBe(40);
  });

  it("drops the older half when told to", () => {
    const { standing } = inOrder("A B by k maxspan=12", "A1@0 A2@1 A3@2 A12@3", { latenessMs: 60_000 });
    const before = standing.hitCount;
    const dropped = standing.drop();
    expect(dropped).toBeGreaterThan(0);
    expect(standing.hitCount).toBe(before - dropped);
    expect(standing.droppedCount).toBe(dropped);
  });
});
