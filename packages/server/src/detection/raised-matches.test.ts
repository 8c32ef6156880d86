import { expect, it } from "vitest";
import type { DetectionRule } from "./detection-rule.ts";
import { createRaisedMatches } from "./raised-matches.ts";

const [a, b] = [{ id: "a" } as DetectionRule, { id: "b" } as DetectionRule];
const match = (...positions: (number | undefined)[]) => ({ positions });

it("knows matches by their rule and all of their events", () => {
  const raised = createRaisedMatches();
  raised.add(a, match(1));
  raised.add(a, match(1, 20));
  raised.add(a, match(3, undefined, 4));
  expect([match(1), match(1, 20), match(3, undefined, 4)].every((one) => raised.has(a, one))).toBe(true);
  const others = [match(2), match(20, 1), match(120), match(1, 2, 0), match(3, 4), match(3, undefined, 5)];
  expect(others.some((one) => raised.has(a, one))).toBe(false);
  expect(raised.has(b, match(1))).toBe(false);
  raised.delete(a, match(1));
  expect(raised.has(a, match(1))).toBe(false);
});

it("forgets what was not seen for the longest", () => {
  const raised = createRaisedMatches(3);
  for (const position of [1, 2, 3, 1, 4]) raised.add(a, match(position));
  expect([1, 2, 3, 4].map((position) => raised.has(a, match(position)))).toEqual([true, false, true, true]);
});
