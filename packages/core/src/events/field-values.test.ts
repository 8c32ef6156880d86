import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "./document.ts";
import { compileFieldReader } from "./field-values.ts";

const cases: readonly (readonly [
  title: string,
  name: string,
  document: JsonObject,
  values: readonly JsonValue[],
])[] = [
  ["nested", "process.name", { process: { name: "cmd.exe" } }, ["cmd.exe"]],
  ["dotted", "process.name", { "process.name": "cmd.exe" }, ["cmd.exe"]],
  ["dotted, then nested", "a.b.c", { "a.b": { c: 1 } }, [1]],
  ["nested, then dotted", "a.b.c", { a: { "b.c": 1 } }, [1]],
  ["every way at once", "a.b", { a: { b: 1 }, "a.b": [2, 3] }, [1, 2, 3]],
  ["one segment", "message", { message: "hello" }, ["hello"]],
  ["array of values", "tags", { tags: ["a", "b"] }, ["a", "b"]],
  [
    "array of objects",
    "dns.answers.data",
    { dns: { answers: [{ data: "x" }, {}, { data: ["y"] }] } },
    ["x", "y"],
  ],
  ["arrays in arrays", "n", { n: [1, [2, [3, []]], null] }, [1, 2, 3]],
  ["objects in arrays in arrays", "a.b", { a: [[{ b: 1 }], [[{ b: 2 }]]] }, [1, 2]],
  ["false, zero and the empty text are values", "v", { v: [false, 0, "", 7n] }, [false, 0, "", 7n]],
  ["null is no value", "a.b", { a: { b: null } }, []],
  ["an object is no value", "a", { a: { b: 1 } }, []],
  ["a value has nothing below it", "a.b", { a: "text" }, []],
  ["an array has no fields of its own", "a.length", { a: [1, 2] }, []],
  ["a text has no fields of its own", "a.length", { a: "text" }, []],
  ["absent", "a.b.c", { a: { b: {} } }, []],
  ["letter case counts", "Process.name", { process: { name: "x" } }, []],
  ["empty segments are keys like any other", "a..b", { a: { "": { b: 1 } }, "a.": { b: 2 } }, [1, 2]],
  ["inherited names are not there", "constructor.name", { a: 1 }, []],
  [
    "own names that hide inherited ones are",
    "constructor.toString",
    JSON.parse('{"constructor": {"toString": "x"}}'),
    ["x"],
  ],
];

describe("compileFieldReader", () => {
  it.each(cases)("%s", (_, name, document, values) => {
    expect(compileFieldReader(name)(document)).toEqual(values);
  });

  it("reads __proto__ as a key of the event only", () => {
    const read = compileFieldReader("__proto__.polluted");
    expect(read({})).toEqual([]);
    expect(read(JSON.parse('{"__proto__": {"polluted": "yes"}}'))).toEqual(["yes"]);
    expect(compileFieldReader("polluted")(JSON.parse('{"__proto__": {"polluted": "yes"}}'))).toEqual([]);
  });

  it("gives one and the same frozen array where a field is absent", () => {
    const absent = compileFieldReader("a.b")({});
    expect(absent).toBe(compileFieldReader("c")({ a: 1 }));
    expect(Object.isFrozen(absent)).toBe(true);
  });

  it("finds nothing under a name of more segments than events may nest", () => {
    const name = Array.from({ length: 5_000 }, () => "a").join(".");
    expect(compileFieldReader(name)({ [name]: 1 })).toEqual([]);
  });

  it("finds what walking the whole event finds, in any order", () => {
    const key = fc.constantFrom("a", "b", "a.b", "b.a", "a.b.a", "", "__proto__", "constructor", "toString");
    const { document } = fc.letrec<{ value: JsonValue; document: JsonObject }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.constantFrom<JsonValue>(null, true, 0, 1, "x", 2n),
        fc.array(tie("value"), { maxLength: 3 }),
        tie("document"),
      ),
      document: fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map(ownProperties),
    }));
    const name = fc.array(fc.constantFrom("a", "b", "", "__proto__", "constructor"), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(document, name, (event, segments) => {
        const read = compileFieldReader(segments.join("."))(event);
        expect(sorted(read)).toEqual(sorted(valuesByWalking(event, segments.join("."))));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The oracle: every value of the event with its full name. */
function valuesByWalking(event: JsonObject, wanted: string): JsonValue[] {
  const found: JsonValue[] = [];
  const walk = (value: JsonValue, name: string | undefined): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, name);
    else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value))
        walk(item, name === undefined ? key : `${name}.${key}`);
    } else if (value !== null && name === wanted) found.push(value);
  };
  walk(event, undefined);
  return found;
}

/** An object with exactly these own properties, `__proto__` among them, as a JSON parser makes it. */
function ownProperties(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  const object: JsonObject = {};
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

function sorted(values: readonly JsonValue[]): string[] {
  return values.map((value) => `${typeof value} ${String(value)}`).sort();
}
