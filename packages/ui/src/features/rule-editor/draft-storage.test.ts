import { expect, it } from "vitest";
import { forgetDraft, keepDraft, readKeptDraft } from "./draft-storage.ts";

function storage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

it("a draft is there until it is forgotten", () => {
  const store = storage();
  const kept = { draft: { name: "a" }, revision: 2, text: undefined, savedMs: 5 };
  expect(keepDraft(store, "r1", kept)).toBe(true);
  expect(readKeptDraft(store, "r1")).toEqual(kept);
  expect(readKeptDraft(store, "r2")).toBeUndefined();
  forgetDraft(store, "r1");
  expect(readKeptDraft(store, "r1")).toBeUndefined();
});

it.each(["", "null", "7", "[]", '{"draft":[]}', "{"])("%j is no draft", (text) => {
  expect(readKeptDraft({ getItem: () => text }, "r")).toBeUndefined();
});

it("what is too long, or finds no room, is not kept", () => {
  expect(
    keepDraft(storage(), "r", {
      draft: { a: "x".repeat(2_000_000) },
      revision: 0,
      text: undefined,
      savedMs: 0,
    }),
  ).toBe(false);
  const full = {
    setItem() {
      throw new Error("full");
    },
  };
  expect(keepDraft(full, "r", { draft: {}, revision: 0, text: undefined, savedMs: 0 })).toBe(false);
});
