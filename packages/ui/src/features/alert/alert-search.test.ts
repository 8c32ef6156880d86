import { expect, it } from "vitest";
import { readAlertSearch, readListFilter } from "./alert-search.ts";

it("takes whatever stands in the address", () => {
  expect(readAlertSearch({ tab: "why", list: "severity=high" })).toEqual({
    tab: "why",
    list: "severity=high",
  });
  expect(readAlertSearch({ tab: "<script>", list: 5 })).toEqual({});
  expect(readAlertSearch({ tab: "overview", list: "" })).toEqual({ list: "" });
  expect(readAlertSearch({ list: "x".repeat(4_001) })).toEqual({});
});

it("reads the filter of a list and nothing else from it", () => {
  expect(readListFilter("severity=high&severity=low&host=a%2Cb&evil=1&user=")).toEqual({
    severity: ["high", "low"],
    host: ["a,b"],
  });
});
