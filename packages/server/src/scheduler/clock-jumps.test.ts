import { expect, it } from "vitest";
import { createClockJumps } from "./clock-jumps.ts";
import { schedulerLimits } from "./scheduler-limits.ts";

const hourMs = 3_600_000;

function settableJumps() {
  const now = { ms: 10 * hourMs, elapsedMs: 0 };
  const jumps = createClockJumps({ nowMs: () => now.ms }, { nowMs: () => now.elapsedMs });
  return {
    jumps,
    pass(ms: number, jumpMs = 0) {
      now.ms += ms + jumpMs;
      now.elapsedMs += ms;
      jumps.look();
    },
  };
}

it("time that goes by is no jump, and neither is a small correction or one backward", () => {
  const { jumps, pass } = settableJumps();
  pass(hourMs);
  pass(1_000, schedulerLimits.leastJumpMs - 1);
  pass(1_000, -hourMs);
  expect(jumps.before(10 * hourMs)).toBe(10 * hourMs);
});

it("what was before a jump was as much earlier by the clock, what was after it was not", () => {
  const { jumps, pass } = settableJumps();
  pass(0, hourMs);
  // The clock shows 11; a minute ago it showed a minute before 10.
  expect(jumps.before(11 * hourMs - 60_000)).toBe(10 * hourMs - 60_000);
  pass(120_000);
  expect(jumps.before(11 * hourMs + 60_000)).toBe(11 * hourMs + 60_000);
  pass(0, 2 * hourMs);
  // Three minutes ago there had been no jump; one minute ago there had been one.
  expect(jumps.before(13 * hourMs + 120_000 - 180_000)).toBe(10 * hourMs - 60_000);
  expect(jumps.before(13 * hourMs + 120_000 - 60_000)).toBe(11 * hourMs + 60_000);
});

it("is bounded", () => {
  const { jumps, pass } = settableJumps();
  pass(0, 400 * 24 * hourMs);
  expect(jumps.before(0)).toBe(-schedulerLimits.maxJumpMs);
  for (let n = 0; n < schedulerLimits.maxJumps; n += 1) pass(0, 2_000);
  expect(jumps.before(0)).toBe(-2_000 * schedulerLimits.maxJumps);
});
