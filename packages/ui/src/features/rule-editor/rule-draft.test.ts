import { describe, expect, it } from "vitest";
import {
  changedDraft,
  draftFromText,
  draftOf,
  finishedDraft,
  isSameDraft,
  newDraft,
  problemsByField,
  withSeverity,
} from "./rule-draft.ts";

describe("drafts of rules", () => {
  it("have nothing that the server says", () => {
    expect(draftOf({ rule_id: "r", revision: 3, version: 1, query: "\nany where true\n" })).toEqual({
      rule_id: "r",
      query: "any where true",
    });
  });

  it("lose what is empty, but for what each rule has", () => {
    expect(changedDraft({ name: "a", note: "b" }, { name: "", note: "" })).toEqual({ name: "" });
  });

  it("are saved without texts that nothing was written into", () => {
    expect(finishedDraft({ name: "", false_positives: ["a", " ", ""] })).toEqual({
      name: "",
      false_positives: ["a"],
    });
  });

  it("the risk goes with the severity unless somebody has chosen it", () => {
    expect(withSeverity(newDraft(), "critical")).toMatchObject({ severity: "critical", risk_score: 99 });
    expect(withSeverity({ ...newDraft(), risk_score: 5 }, "low")).toMatchObject({ risk_score: 5 });
  });

  it("are the same whatever the order, and what is empty", () => {
    expect(isSameDraft({ name: "a", tags: [], enabled: true }, { enabled: true, name: "a" })).toBe(true);
    expect(isSameDraft({ name: "a" }, { name: "b" })).toBe(false);
    expect(isSameDraft({ name: "a", enabled: true }, { name: "a", enabled: false })).toBe(false);
  });

  it("from text have the rule_id that the text says", () => {
    const read = { rule_id: "made up", name: "a", enabled: true, version: 1 };
    expect(draftFromText("[rule]\nname = 'a'", read, { enabled: false })).toEqual({
      name: "a",
      enabled: false,
    });
    expect(draftFromText("[rule]\nrule_id = 'x'", { ...read, rule_id: "x" }, {})).toEqual({
      name: "a",
      rule_id: "x",
    });
  });
});

describe("problems of a rule", () => {
  const source = `{
  "name" : "",
  "tags" : [
    "a",
    7
  ],
  "query": "x"
}`;
  const at = (line: number, message: string, help: string | null = null) => ({
    severity: "error" as const,
    message,
    help,
    place: { line },
  });

  it("belong to the members that they are in", () => {
    const problems = problemsByField(source, [
      at(2, "empty"),
      at(5, "no text"),
      at(7, "no query", "write one"),
      at(1, "all"),
    ]);
    expect(Object.fromEntries(problems)).toEqual({
      name: "empty",
      tags: "no text",
      query: "no query write one",
      "": "all",
    });
  });

  it("warnings are none", () => {
    expect(problemsByField(source, [{ ...at(2, "m"), severity: "warning" }]).size).toBe(0);
  });
});
