import { describe, expect, it } from "vitest";
import type { JsonObject } from "../events/index.ts";
import { limitMatches } from "./limit-matches.ts";
import { parseRule } from "./parse-rule.ts";
import { type Rule, ruleParameters } from "./rule.ts";

function ruleOf(fields: JsonObject): Rule {
  const parsed = parseRule(
    {
      name: "n",
      description: "d",
      type: "eql",
      language: "eql",
      query: "any where true",
      severity: "low",
      risk_score: 1,
      ...fields,
    },
    { locate: () => ({ from: 0, to: 0 }), ruleIdIfAbsent: "r" },
  );
  if (!parsed.ok) throw new Error(parsed.diagnostics.map(({ message }) => message).join(" "));
  return parsed.value;
}

const matches = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

describe("how many alerts an execution raises", () => {
  it.each<readonly [string, JsonObject, number, readonly number[], number, number | undefined]>([
    ["no limit", {}, 3, [0, 1, 2], 0, undefined],
    ["a limit of null", { max_signals: null }, 3, [0, 1, 2], 0, undefined],
    ["fewer than the limit", { max_signals: 4 }, 3, [0, 1, 2], 0, 4],
    ["as many", { max_signals: 3 }, 3, [0, 1, 2], 0, 3],
    ["more: the latest", { max_signals: 2 }, 3, [1, 2], 1, 2],
    ["one", { max_signals: 1 }, 3, [2], 2, 1],
  ])("%s", (_what, fields, count, kept, dropped, limit) => {
    expect(limitMatches(matches(count), ruleOf(fields))).toEqual({ kept, dropped, limit });
  });

  it("is not capped at the default of the original, also where a rule was saved with it", () => {
    const silent = ruleOf({});
    const saved = ruleOf(ruleParameters(silent));
    const written = ruleOf({ max_signals: 100 });
    const dropped = [silent, saved, written].map((rule) => limitMatches(matches(5_000), rule).dropped);
    expect(dropped).toEqual([0, 0, 0]);
    expect(limitMatches(matches(5_000), ruleOf({ max_signals: 101 })).dropped).toBe(4_899);
  });
});
