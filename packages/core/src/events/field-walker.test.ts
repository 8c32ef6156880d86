import { describe, expect, it } from "vitest";
import type { JsonObject } from "./document.ts";
import { createFieldWalker } from "./field-walker.ts";

/** What a walk visits, as `name=value`. */
function visited(...documents: readonly JsonObject[]): string[] {
  const seen: string[] = [];
  const walk = createFieldWalker();
  for (const document of documents) walk(document, (name, value) => seen.push(`${name}=${value}`));
  return seen;
}

const cases: readonly (readonly [title: string, document: JsonObject, seen: readonly string[]])[] = [
  ["nested and dotted keys", { a: { b: 1, "c.d": 2 }, "e.f": { g: 3 } }, ["a.b=1", "a.c.d=2", "e.f.g=3"]],
  ["arrays give each value", { a: [1, [2, null]], b: [] }, ["a=1", "a=2"]],
  ["arrays of objects", { a: [{ b: 1 }, { b: 2, c: 3 }] }, ["a.b=1", "a.b=2", "a.c=3"]],
  ["null and empty objects give nothing", { a: null, b: {}, c: { d: {} } }, []],
  [
    "hostile keys",
    JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}'),
    ["__proto__.x=1", "constructor=2"],
  ],
  ["an empty key", { "": { a: 1 }, b: { "": 2 } }, [".a=1", "b.=2"]],
];

describe("createFieldWalker", () => {
  it.each(cases)("%s", (_, document, seen) => {
    expect(visited(document)).toEqual(seen);
  });

  it("names the fields of later events as those of the first", () => {
    expect(visited({ a: { b: 1 } }, { "a.b": 2 }, { a: { b: 3 } })).toEqual(["a.b=1", "a.b=2", "a.b=3"]);
  });

  it("names fields beyond what it remembers", () => {
    const wide = Object.fromEntries(
      Array.from({ length: 100_001 }, (_, index) => [`k${index}`, { v: index }]),
    );
    const seen = visited(wide, { k100000: { v: "again" } });
    expect(seen.at(-2)).toBe("k100000.v=100000");
    expect(seen.at(-1)).toBe("k100000.v=again");
  });
});
