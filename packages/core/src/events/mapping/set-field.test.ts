import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MutableJsonObject } from "../document.ts";
import { addRelated, setField } from "./set-field.ts";

describe("addRelated", () => {
  it("keeps each value once, in the order they came, few and many", () => {
    const values = fc.array(fc.integer({ min: 0, max: 24 }).map(String), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(values, { maxLength: 4 }), (lists) => {
        const document: MutableJsonObject = {};
        for (const list of lists) addRelated(document, "ip", list);
        const expected = [...new Set(lists.flat())];
        expect(document).toEqual(expected.length === 0 ? {} : { related: { ip: expected } });
      }),
    );
  });

  it("does not keep the list that it was given", () => {
    const document: MutableJsonObject = {};
    const hosts = ["a"];
    addRelated(document, "hosts", hosts);
    addRelated(document, "hosts", ["b"]);
    expect(hosts).toEqual(["a"]);
    expect(document).toEqual({ related: { hosts: ["a", "b"] } });
  });
});

it("setField keeps the first value", () => {
  const document: MutableJsonObject = {};
  expect(setField(document, ["process", "thread", "id"], 1)).toBe(true);
  expect(setField(document, ["process", "thread", "id"], 2)).toBe(false);
  expect(document).toEqual({ process: { thread: { id: 1 } } });
});
