import { expect, it } from "vitest";
import { auditWords } from "./audit-words.ts";

it.each([
  [{ action: "status", new: { status: "closed", reason: "duplicate" } }, "statusBecause"],
  [{ action: "status", new: { status: "open", reason: null } }, "status"],
  [{ action: "tags", old: ["a"], new: ["a", "b"] }, "tagsAdded"],
  [{ action: "tags", old: ["a"], new: ["b"] }, "tagsChanged"],
  [{ action: "assignees", old: ["a"], new: [] }, "assigneesRemoved"],
  [{ action: "step", new: { step: "s", done: true } }, "stepDone"],
  [{ action: "step", old: { done: true }, new: { step: "s", done: false } }, "stepUndone"],
  [{ action: "step", old: { done: true }, new: { step: "s", done: true } }, "stepFinding"],
  [{ action: "withdrawn", new: "odd" }, "withdrawn"],
] as const)("%j", (entry, say) => {
  expect(auditWords(entry).say).toBe(say);
});
