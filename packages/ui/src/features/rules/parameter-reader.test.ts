import { expect, it } from "vitest";
import { exceptionListsOf, tacticsOf, textsOf } from "./parameter-reader.ts";
import { readRuleSearch } from "./rule-tabs.ts";

it("tactics with their techniques, whatever is missing", () => {
  const threat = [
    {
      tactic: { id: "TA1", name: "One" },
      technique: [{ id: "T1", name: "Tech", subtechnique: [{ id: "T1.1", name: "Sub" }] }],
    },
    { tactic: null, technique: "odd" },
    7,
  ];
  expect(tacticsOf({ threat })).toEqual([
    {
      id: "TA1",
      name: "One",
      techniques: [{ id: "T1", name: "Tech", subtechniques: [{ id: "T1.1", name: "Sub" }] }],
    },
    { id: "", name: "", techniques: [] },
  ]);
  expect(tacticsOf({})).toEqual([]);
});

it("lists of exceptions and of texts", () => {
  expect(
    exceptionListsOf({ exceptions_list: [{ list_id: "a", namespace_type: "agnostic" }, { list_id: "b" }] }),
  ).toEqual([
    { listId: "a", namespace: "agnostic" },
    { listId: "b", namespace: "single" },
  ]);
  expect(textsOf({ tags: ["a", 1, null, "b"] }, "tags")).toEqual(["a", "b"]);
});

it.each([
  [
    { tab: "gaps", page: 2, revision: 0 },
    { tab: "gaps", page: 2, revision: 0 },
  ],
  [{ tab: "x", page: "2", revision: -1 }, {}],
])("%j in an address is %j", (search, read) => expect(readRuleSearch(search)).toEqual(read));
