import { describe, expect, it } from "vitest";
import { isFiltered, readRuleFilters, ruleQuery } from "./rule-filters.ts";

describe("filters of the list of rules", () => {
  it.each([
    [{}, {}],
    [
      { name: "lsass", tag: "a", severity: ["high", "odd"] },
      { name: "lsass", tag: ["a"], severity: ["high"] },
    ],
    [
      { state: "cannot-run", origin: "file", sort: "severity", order: "desc" },
      { state: "cannot-run", origin: "file", sort: "severity", order: "desc" },
    ],
    [{ name: 7, tag: [1, ""], severity: null, state: "x", origin: {}, sort: "?", order: 1 }, {}],
  ])("%j are read as %j", (search, filters) => expect(readRuleFilters(search)).toEqual(filters));

  it.each([
    [{ state: "disabled" }, { enabled: false }],
    [{ state: "cannot-run" }, { enabled: true, cannot_run: true }],
    [
      { origin: "api", tag: ["a", "b"] },
      { origin: ["api"], tag: ["a", "b"] },
    ],
  ] as const)("%j ask for %j", (filters, query) => expect(ruleQuery(filters)).toEqual(query));

  it("an order leaves nothing out", () => {
    expect(isFiltered({ sort: "severity", order: "desc" })).toBe(false);
    expect(isFiltered({ state: "enabled" })).toBe(true);
  });
});
