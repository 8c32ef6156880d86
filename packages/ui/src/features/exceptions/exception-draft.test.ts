import { compileExceptionItem, parseExceptionItem } from "@eqlite/core/detect";
import { builtInCatalogue, type JsonObject } from "@eqlite/core/events";
import { describe, expect, it } from "vitest";
import {
  draftProblem,
  type EntryOperator,
  type ExceptionDraft,
  entryOf,
  entryOperators,
  exceptionItem,
  offeredFields,
  withOperator,
} from "./exception-draft.ts";

const draft: ExceptionDraft = {
  name: "Deployment",
  entries: [entryOf(1, "process.executable", ["C:\\it's.exe"])],
  scope: { kind: "rule" },
  expires: "",
  comment: "",
};
const nowMs = Date.parse("2026-06-08T12:00:00Z");

describe("exceptionItem", () => {
  it.each(entryOperators)("is an item that the engine takes: %s", (operator: EntryOperator) => {
    const [entry] = draft.entries;
    if (entry === undefined) throw new Error("no entry");
    const entries = [{ ...withOperator(entry, operator), list: { id: "l", type: "keyword" } }];
    const item = { list_id: "x", ...exceptionItem({ ...draft, entries }) } as JsonObject;
    const parsed = parseExceptionItem(item, { locate: () => ({ from: 0, to: 0 }), itemIdIfAbsent: "i" });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics));
    const compiled = compileExceptionItem(parsed.value, {
      catalogue: builtInCatalogue(),
      valueLists: new Map([["l", { type: "keyword", values: ["a"] }]]),
    });
    expect(compiled.ok).toBe(true);
  });

  it("has the stage, the end and the comment that were given", () => {
    const item = exceptionItem({
      ...draft,
      scope: { kind: "stage", stage: 1 },
      expires: "2026-07-01",
      comment: " why ",
    });
    expect(item).toMatchObject({
      eqlite_stage: 1,
      expire_time: "2026-07-01T00:00:00.000Z",
      comments: [{ comment: "why" }],
    });
    expect(exceptionItem(draft)).not.toHaveProperty("eqlite_stage");
  });
});

describe("draftProblem", () => {
  it.each([
    [{}, undefined],
    [{ entries: [] }, "noEntries"],
    [{ entries: [entryOf(1, " ", ["x"])] }, "noField"],
    [{ entries: [entryOf(1, "a", [""])] }, "noValue"],
    [{ entries: [withOperator(entryOf(1, "a", []), "exists")] }, undefined],
    [{ entries: [withOperator(entryOf(1, "a", ["x"]), "isInList")] }, "noValue"],
    [{ expires: "2026-06-01" }, "expired"],
    [{ expires: "soon" }, "expired"],
    [{ name: " " }, "noName"],
  ])("%j", (change, problem) => {
    expect(draftProblem({ ...draft, ...change }, nowMs)).toBe(problem);
  });
});

describe("offeredFields", () => {
  it("begins with what exceptions are made of, without what is of one event alone", () => {
    const names = ["@timestamp", "event.id", "host.name", "process.entity_id", "process.executable", "zone"];
    expect(offeredFields(names.map((name) => ({ name, values: ["x"] }))).map(({ name }) => name)).toEqual([
      "process.executable",
      "host.name",
      "zone",
    ]);
  });

  it("makes one entry of several values", () => {
    expect(entryOf(1, "user.name", ["a", "b", "a"])).toMatchObject({
      operator: "isOneOf",
      values: ["a", "b"],
    });
    expect(withOperator(entryOf(1, "user.name", ["a", "b"]), "is").values).toEqual(["a"]);
  });
});
