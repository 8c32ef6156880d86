import { describe, expect, it } from "vitest";
import type { JsonObject } from "../events/index.ts";
import { commonFields } from "./common-fields.ts";

describe("commonFields", () => {
  const cases: readonly (readonly [string, readonly JsonObject[], JsonObject])[] = [
    [
      "equal scalars stay",
      [
        { a: 1, b: 2 },
        { a: 1, b: 3 },
      ],
      { a: 1 },
    ],
    [
      "objects are entered",
      [{ host: { id: "h", name: "n" } }, { host: { id: "h", name: "m" } }],
      { host: { id: "h" } },
    ],
    ["an object with nothing left is dropped", [{ host: { id: "h" } }, { host: { id: "i" } }], {}],
    ["lists keep their common values", [{ t: ["a", "b"] }, { t: ["b", "c"] }], { t: ["b"] }],
    ["a scalar beside a list is a list of one", [{ t: "a" }, { t: ["a", "b"] }], { t: ["a"] }],
    ["lists may end up empty", [{ t: ["a"] }, { t: ["b"] }], { t: [] }],
    ["an object against a scalar is dropped", [{ a: { b: 1 } }, { a: 1 }], {}],
    ["a key of one side only is dropped", [{ a: 1 }, { b: 1 }], {}],
    [
      "three documents",
      [
        { a: 1, b: 1 },
        { a: 1, b: 1 },
        { a: 1, b: 2 },
      ],
      { a: 1 },
    ],
    ["one document stands for itself", [{ a: 1 }], { a: 1 }],
    ["none", [], {}],
  ];
  it.each(cases)("%s", (_name, documents, expected) => expect(commonFields(documents)).toEqual(expected));
});
