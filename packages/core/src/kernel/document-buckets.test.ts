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

  it("does not know fields with several values", () => {
    const buckets = createDocumentBuckets(["a", "b"].map(compileFieldReader), 100);
    const document = { a: ["1", "2"], b: "x" };
    buckets.set(document, 7);
    expect(buckets.find(document)).toBeUndefined();
    expect(buckets.find({ a: "1", b: ["x", "y"] })).toBeUndefined();
  });

  it("remembers no more than it may", () => {
    const buckets = createDocumentBuckets(["a"].map(compileFieldReader), 2);
    for (const a of [1, 2, 3]) buckets.set({ a }, a);
    expect([1, 2, 3].map((a) => buckets.find({ a }))).toEqual([1, 2, undefined]);
  });
});
