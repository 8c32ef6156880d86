import { describe, expect, it } from "vitest";
import { createDocumentBuckets } from "./document-buckets.ts";

describe("createDocumentBuckets", () => {
  it("tells combinations of values apart, by type too, and absent ones", () => {
    const buckets = createDocumentBuckets(["a", "b.c"], 100);
    const documents = [{ a: "1", b: { c: "x" } }, { a: 1, b: { c: "x" } }, { b: { c: "x" } }, { a: "1" }, {}];
    for (const [at, document] of documents.entries()) buckets.set(document, at + 1);
    expect(documents.map(buckets.find)).toEqual([1, 2, 3, 4, 5]);
    expect(buckets.find({ a: ["1"], "b.c": "x" })).toBe(1);
    expect(buckets.find({ a: "1", b: { c: "y" } })).toBeUndefined();
    expect(buckets.find({ a: "1x" })).toBeUndefined();
  });

  it("tells several values apart from one, and by their order", () => {
    const buckets = createDocumentBuckets(["a", "b"], 100);
    const documents = [
      { a: ["1", "2"], b: "x" },
      { a: ["2", "1"], b: "x" },
      { a: "1", b: ["2", "x"] },
      { a: ["1", "2", "x"] },
    ];
    for (const [at, document] of documents.entries()) buckets.set(document, at + 1);
    expect(documents.map(buckets.find)).toEqual([1, 2, 3, 4]);
    expect(buckets.find({ a: ["1", "2"] })).toBeUndefined();
    expect(buckets.find({ a: "1", b: "2" })).toBeUndefined();
  });

  it("reads dotted names as nested ones, and values in the order of reading field by field", () => {
    const buckets = createDocumentBuckets(["a.b", "a.c.d"], 100);
    const mixed = { "a.b": "2", a: [{ b: "1" }, { b: null, c: { d: "x" } }], "a.c": { d: ["y"] } };
    buckets.set({ a: { b: ["1", "2"], c: { d: ["x", "y"] } } }, 5);
    expect(buckets.find(mixed)).toBe(5);
    expect(buckets.find({ a: { b: ["2", "1"], c: { d: ["x", "y"] } } })).toBeUndefined();
    expect(buckets.find({ a: [{ c: { d: "x" } }, { b: "1", c: [{ d: "y" }] }, { b: [["2"]] }] })).toBe(5);
  });

  it("does not know fields with many values", () => {
    const buckets = createDocumentBuckets(["a"], 100);
    const values = ["1", "2", "3", "4", "5", "6", "7", "8"];
    for (const document of [{ a: values }, { a: [...values, "9"] }]) buckets.set(document, 7);
    expect(buckets.find({ a: values })).toBe(7);
    expect(buckets.find({ a: [...values, "9"] })).toBeUndefined();
  });

  it("remembers no more than it may", () => {
    const buckets = createDocumentBuckets(["a"], 2);
    for (const a of [1, 2, 3]) buckets.set({ a }, a);
    expect([1, 2, 3].map((a) => buckets.find({ a }))).toEqual([1, 2, undefined]);
  });
});
