import { describe, expect, it } from "vitest";
import { compileFieldReader } from "../events/index.ts";
import { createDocumentBuckets } from "./document-buckets.ts";

describe("createDocumentBuckets", () => {
  it("tells combinations of values apart, by type too, and absent ones", () => {
    const buckets = createDocumentBuckets(["a", "b.c"].map(compileFieldReader), 100);
    const documents = [{ a: "1", b: { c: "x" } }, { a: 1, b: { c: "x" } }, { b: { c: "x" } }, { a: "1" }, {}];
    for (const [at, document] of documents.entries()) buckets.set(document, at + 1);
    expect(documents.map(buckets.find)).toEqual([1, 2, 3, 4, 5]);
    expect(buckets.find({ a: ["1"], "b.c": "x" })).toBe(1);
    expect(buckets.find({ a: "1", b: { c: "y" } })).toBeUndefined();
    expect(buckets.find({ a: "1x" })).toBeUndefined();
  });

  it("tells several values apart from one, and by their order", () => {
    const buckets = createDocumentBuckets(["a", "b"].map(compileFieldReader), 100);
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

  it("does not know fields with many values", () => {
    const buckets = createDocumentBuckets(["a"].map(compileFieldReader), 100);
    const values = ["1", "2", "3", "4", "5", "6", "7", "8"];
    for (const document of [{ a: values }, { a: [...values, "9"] }]) buckets.set(document, 7);
    expect(buckets.find({ a: values })).toBe(7);
    expect(buckets.find({ a: [...values, "9"] })).toBeUndefined();
  });

  it("remembers no more than it may", () => {
    const buckets = createDocumentBuckets(["a"].map(compileFieldReader), 2);
    for (const a of [1, 2, 3]) buckets.set({ a }, a);
    expect([1, 2, 3].map((a) => buckets.find({ a }))).toEqual([1, 2, undefined]);
  });
});
