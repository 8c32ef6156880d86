import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../document.ts";
import { createCatalogueInference, inferenceLimits } from "./infer-catalogue.ts";

const cases: readonly (readonly [title: string, values: readonly JsonValue[], type: string | undefined])[] = [
  ["text", ["a"], "keyword"],
  ["a date that is no timestamp field is text", ["2024-05-01T10:00:00Z"], "keyword"],
  ["whole numbers", [1, -5, 0], "long"],
  ["whole numbers beyond a double's precision", [9_007_199_254_740_993n], "long"],
  ["whole numbers beyond 63 bits", [1, 18_446_744_073_709_551_615n], "unsigned_long"],
  ["whole numbers beyond 64 bits", [18_446_744_073_709_551_616n], "double"],
  ["other numbers", [1.5], "double"],
  ["huge numbers", [1e300], "double"],
  ["both", [1, 1.5], "double"],
  ["true and false", [true, false], "boolean"],
  ["a number and a text", [1, "a"], "keyword"],
  ["a boolean and a text", [true, "a"], "keyword"],
  ["a boolean and a number", [true, 1], "keyword"],
  ["mixed within one array", [[1, "a"]], "keyword"],
  ["null beside values does not count", [null, 1, [null]], "long"],
  ["only null", [null, [], [null], {}], undefined],
];

const timestampCases: readonly (readonly [title: string, values: readonly JsonValue[], type: string])[] = [
  ["ISO 8601", ["2024-05-01T10:00:00.1234567Z", "2024-05-01T10:00:00+02:00", "2024-05-01"], "date"],
  ["epoch milliseconds", [1_704_067_203_000], "date"],
  ["both", ["2024-05-01T10:00:00Z", 1_704_067_203_000], "date"],
  ["no date", ["yesterday"], "keyword"],
  ["a date and something else", ["2024-05-01", "yesterday"], "keyword"],
  ["a date and a boolean", ["2024-05-01", true], "keyword"],
  ["seconds with a fraction", [1_704_067_203.5], "double"],
];

describe("createCatalogueInference", () => {
  it.each(cases)("%s", (_, values, type) => {
    expect(inferred(values.map((value) => ({ f: value }))).typeOf("f")).toBe(type);
  });

  it.each(timestampCases)("of a timestamp field: %s", (_, values, type) => {
    expect(inferred(values.map((value) => ({ "@timestamp": value }))).typeOf("@timestamp")).toBe(type);
  });

  it("takes the names of other timestamp fields", () => {
    const inference = createCatalogueInference(["when"]);
    inference.add({ when: "2024-05-01", "@timestamp": "2024-05-01" });
    expect(inference.catalogue().typeOf("when")).toBe("date");
    expect(inference.catalogue().typeOf("@timestamp")).toBe("keyword");
  });

  it("gives dotted names to nested fields and to those in arrays of objects", () => {
    const catalogue = inferred([
      { a: { b: 1, "c.d": "x" } },
      { "a.b": 1.5, list: [{ e: true }, { g: [{ h: 1 }] }] },
    ]);
    expect([...catalogue.names()].map((name) => [name, catalogue.typeOf(name)])).toEqual([
      ["a.b", "double"],
      ["a.c.d", "keyword"],
      ["list.e", "boolean"],
      ["list.g.h", "long"],
    ]);
    expect(catalogue.typeOf("a")).toBe("object");
    expect(catalogue.typeOf("nope")).toBe(undefined);
    expect(catalogue.onUnknownField).toBe("warning");
  });

  it("is not confused by hostile names", () => {
    const catalogue = inferred([JSON.parse('{"__proto__": {"x": 1}, "constructor": "y"}')]);
    expect([...catalogue.names()]).toEqual(["__proto__.x", "constructor"]);
    expect(catalogue.typeOf("toString")).toBe(undefined);
  });

  it("does not change a catalogue already given", () => {
    const inference = createCatalogueInference();
    inference.add({ a: 1 });
    const before = inference.catalogue();
    inference.add({ a: "text", b: 1 });
    expect(before.typeOf("a")).toBe("long");
    expect(before.typeOf("b")).toBe(undefined);
  });

  it("no longer calls a name unmapped once there were too many", () => {
    const inference = createCatalogueInference();
    for (let index = 0; index < inferenceLimits.maxFields; index += 1) inference.add({ [`f${index}`]: 1 });
    expect(inference.catalogue().typeOf("one.more")).toBe(undefined);
    inference.add({ "one.more": 1, f0: "text" });
    const catalogue = inference.catalogue();
    expect([...catalogue.names()].length).toBe(inferenceLimits.maxFields);
    expect(catalogue.typeOf("f0")).toBe("keyword");
    expect(catalogue.typeOf("f1")).toBe("long");
    expect(catalogue.typeOf("one.more")).toBe("unknown");
  });

  it("does not remember names that are too long", () => {
    const long = "x".repeat(inferenceLimits.maxNameLength + 1);
    const catalogue = inferred([{ [long]: 1, a: { [long]: 1 } }]);
    expect([...catalogue.names()]).toEqual([]);
    expect(catalogue.typeOf(long)).toBe("unknown");
  });
});

function inferred(documents: readonly JsonObject[]) {
  const inference = createCatalogueInference();
  for (const document of documents) inference.add(document);
  return inference.catalogue();
}
