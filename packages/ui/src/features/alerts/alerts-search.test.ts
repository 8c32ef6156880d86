import { describe, expect, it } from "vitest";
import { filterOf } from "./alert-filter.ts";
import {
  hasFilters,
  readAlertsSearch,
  readView,
  readViewState,
  toggleValue,
  viewState,
  withoutFilters,
} from "./alerts-search.ts";

describe("the address", () => {
  it.each([
    ["nothing", {}, {}],
    ["what is as usual is left out", { from: "now-7d", to: "now", sort: "newest", blocks: false }, {}],
    ["a single value is a list", { status: "open", host: 17 }, { status: ["open"], host: ["17"] }],
    [
      "what is no value is left out",
      { status: ["shut", "open", "open"], sort: "up", group: 3 },
      { status: ["open"] },
    ],
    ["objects are no texts", { host: [{}, null, "", "WS-1"], open: ["a"], view: "x" }, { host: ["WS-1"] }],
    ["columns are in their order", { columns: ["user", "time", "nonsense"] }, { columns: ["time", "user"] }],
    ["exclusions", { not_host: "WS-2", open: "a1", view: 3 }, { not_host: ["WS-2"], open: "a1", view: 3 }],
    ["too much", { q: "x".repeat(2_000), tag: Array.from({ length: 200 }, () => "t") }, { tag: ["t"] }],
  ])("%s", (_, search, expected) => {
    expect(readAlertsSearch(search)).toEqual(expected);
    expect(readAlertsSearch(readAlertsSearch(search) as Record<string, unknown>)).toEqual(expected);
  });
});

describe("a value of a facet", () => {
  it("is put in, turned round and taken out again", () => {
    const only = toggleValue(readView({}), "host", "WS-1", "only");
    expect(only.facets.host).toEqual({ only: ["WS-1"], not: [] });
    const not = toggleValue(only, "host", "WS-1", "not");
    expect(not.facets.host).toEqual({ only: [], not: ["WS-1"] });
    expect(toggleValue(not, "host", "WS-1", "not").facets.host).toEqual({ only: [], not: [] });
    expect([hasFilters(not), hasFilters(withoutFilters(not))]).toEqual([true, false]);
  });
});

it("a saved view is the same text for the same view, and any text is some view", () => {
  const view = readView({ sort: "risk", rule: ["r1"], not_user: "bob", q: "mshta" });
  expect(readViewState(viewState(view))).toEqual(view);
  expect(viewState(readView({}))).toBe("{}");
  for (const text of ["", "{", "null", "[1]", '"x"']) expect(readViewState(text)).toEqual(readView({}));
});

it("the server is asked in its own words", () => {
  const view = readView({ rule: ["r1"], status: ["open"], not_tactic: ["TA0001"], q: "a", blocks: true });
  const nowMs = Date.UTC(2026, 5, 8, 12);
  expect(filterOf(view, nowMs)).toEqual({
    from: "2026-06-01T12:00:00.000Z",
    rule_id: ["r1"],
    status: ["open"],
    not_tactic: ["TA0001"],
    search: "a",
    building_blocks: "all",
  });
  expect(filterOf(view, nowMs, "rule")).not.toHaveProperty("rule_id");
  const exact = readView({ from: "2026-06-01", to: "2026-06-02" });
  expect(filterOf(exact, nowMs)).toEqual({ from: "2026-06-01", to: "2026-06-02" });
});
