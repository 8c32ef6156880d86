import { expect, it } from "vitest";
import type { AlertSummary } from "./alert-pages.ts";
import { choose, isChosen, mostChosen, nothing, toggle } from "./selection.ts";

const alert = (id: string, more: Partial<AlertSummary> = {}): AlertSummary =>
  ({ id, status: "open", status_reason: null, ...more }) as AlertSummary;

it("chooses one after the other, and not more than are changed at once", () => {
  const two = toggle(toggle(nothing, alert("a")), alert("b"));
  expect([isChosen(two, "a"), isChosen(two, "b"), isChosen(two, "c")]).toEqual([true, true, false]);
  expect(isChosen(toggle(two, alert("a")), "a")).toBe(false);
  const many = choose(
    two,
    Array.from({ length: mostChosen + 5 }, (_, at) => alert(`m${at}`)),
  );
  expect(many.kind === "some" && many.alerts.size).toBe(mostChosen);
});

it("of all that fit nothing is taken out: one begins anew", () => {
  expect(isChosen({ kind: "all" }, "anything")).toBe(true);
  const one = toggle({ kind: "all" }, alert("a"));
  expect([isChosen(one, "a"), isChosen(one, "b")]).toEqual([true, false]);
});
