import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../events/index.ts";
import { type FieldType, type JoinKey, QueryFailure } from "../lang/index.ts";
import { createDocumentFields } from "./field-source.ts";
import { compareKeys, compileKeys, joinKeyJson, type KeyTuple } from "./join-key.ts";

const key = (name: string, fieldType: FieldType | undefined, optional = false): JoinKey => ({
  name,
  fieldType,
  optional,
});

const keysOf = (keys: readonly JoinKey[], document: JsonObject): readonly (readonly JsonValue[])[] =>
  compileKeys(keys, createDocumentFields())(document).map(joinKeyJson);

const s = key("s", "keyword");
const t = key("t", "keyword");
const optionalT = key("t", "keyword", true);

// Specification 6.4.
const tuples: readonly (readonly [
  title: string,
  keys: readonly JoinKey[],
  document: JsonObject,
  tuples: readonly (readonly JsonValue[])[],
])[] = [
  ["no keys", [], { s: "a" }, [[]]],
  ["one value", [s], { s: "a" }, [["a"]]],
  ["the empty text is a value", [s], { s: "" }, [[""]]],
  ["one tuple for each value", [s], { s: ["a", "b"] }, [["a"], ["b"]]],
  ["repeated values count once", [s], { s: ["a", "b", "a"] }, [["a"], ["b"]]],
  ["nulls beside values are dropped", [s], { s: [null, "a"] }, [["a"]]],
  [
    "every combination",
    [s, t],
    { s: ["a", "b"], t: ["x", "y"] },
    [
      ["a", "x"],
      ["a", "y"],
      ["b", "x"],
      ["b", "y"],
    ],
  ],
  [
    "one field twice",
    [s, s],
    { s: ["a", "b"] },
    [
      ["a", "a"],
      ["a", "b"],
      ["b", "a"],
      ["b", "b"],
    ],
  ],
  ["a mandatory key that is absent", [s, t], { s: "a" }, []],
  ["a mandatory key that is null", [s], { s: null }, []],
  ["a mandatory key that is empty", [s], { s: [] }, []],
  ["a mandatory key that holds only null", [s], { s: [null] }, []],
  ["a mandatory key of another type", [key("n", "long")], { n: "many" }, []],
  ["an optional key that is absent", [s, optionalT], { s: "a" }, [["a", null]]],
  ["an optional key that holds only null", [optionalT], { t: [null] }, [[null]]],
  ["an optional key that is there", [optionalT], { t: ["x", null] }, [["x"]]],
  ["an optional key that is unmapped", [key("u", undefined, true)], { u: "x" }, [[null]]],
];

describe("the key tuples of an event", () => {
  it.each(tuples)("%s", (_, keys, document, expected) => {
    expect(keysOf(keys, document)).toEqual(expected);
  });

  it("are bounded", () => {
    const values = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `v${at}`);
    expect(keysOf([s, t], { s: values(25), t: values(40) })).toHaveLength(1_000);
    expect(() => keysOf([s, t], { s: values(25), t: values(41) })).toThrow(QueryFailure);
    // Values that repeat make no combinations.
    expect(keysOf([s, t], { s: Array(1000).fill("a"), t: Array(1000).fill("b") })).toHaveLength(1);
  });
});

function idOf(fieldType: FieldType, value: JsonValue): string | undefined {
  return compileKeys([key("k", fieldType)], createDocumentFields())({ k: value })[0]?.id;
}

type Typed = readonly [fieldType: FieldType, value: JsonValue];

const joins: readonly (readonly [left: Typed, right: Typed])[] = [
  [
    ["long", 5],
    ["double", 5],
  ],
  [
    ["long", 5],
    ["long", "5"],
  ],
  [
    ["long", 5],
    ["unsigned_long", "5"],
  ],
  [
    ["long", 0],
    ["double", -0],
  ],
  [
    ["double", 1.5],
    ["float", "1.5"],
  ],
  [
    ["long", 9007199254740992n],
    ["double", 9007199254740992],
  ],
  [
    ["unknown", 5],
    ["long", 5],
  ],
  [
    ["keyword", "a"],
    ["wildcard", "a"],
  ],
  [
    ["keyword", 5],
    ["keyword", "5"],
  ],
  [
    ["date", "2024-05-01T10:00:00Z"],
    ["date", 1714557600000],
  ],
  [
    ["date", "2024-05-01T10:00:00Z"],
    ["date", "2024-05-01T12:00:00+02:00"],
  ],
  [
    ["date", "2024-05-01T10:00:00.000009Z"],
    ["date", "2024-05-01T10:00:00Z"],
  ],
  [
    ["date", "2024-05-01T10:00:00Z"],
    ["date_nanos", "2024-05-01T10:00:00Z"],
  ],
  [
    ["ip", "::ffff:10.0.0.1"],
    ["ip", "10.0.0.1"],
  ],
  [
    ["ip", "2001:DB8::1"],
    ["ip", "2001:db8:0:0:0:0:0:1"],
  ],
  [
    ["boolean", true],
    ["boolean", "true"],
  ],
];

const differs: readonly (readonly [left: Typed, right: Typed])[] = [
  [
    ["keyword", "a"],
    ["keyword", "A"],
  ],
  [
    ["keyword", "5"],
    ["long", 5],
  ],
  [
    ["keyword", "true"],
    ["boolean", true],
  ],
  [
    ["keyword", "null"],
    ["keyword", "nul"],
  ],
  [
    ["long", 5],
    ["double", 5.5],
  ],
  [
    ["long", 9007199254740993n],
    ["double", 9007199254740992],
  ],
  [
    ["date_nanos", "2024-05-01T10:00:00.000009Z"],
    ["date", "2024-05-01T10:00:00Z"],
  ],
  [
    ["date", 1],
    ["long", 1],
  ],
  [
    ["ip", "::1"],
    ["ip", "0.0.0.1"],
  ],
  [
    ["version", "1.0"],
    ["version", "1.0.0"],
  ],
  [
    ["version", "1.0"],
    ["keyword", "1.0"],
  ],
];

describe("equality of keys", () => {
  it.each(joins)("%o joins %o", (left, right) => {
    expect(idOf(...left)).toBeDefined();
    expect(idOf(...left)).toBe(idOf(...right));
  });

  it.each(differs)("%o does not join %o", (left, right) => {
    expect(idOf(...left)).toBeDefined();
    expect(idOf(...left)).not.toBe(idOf(...right));
  });

  // Texts made to look like ids: separators, lengths and the marks of other kinds.
  const part = fc.constantFrom("\u0000", ":", "s", "v", "n", "1", "2", "3", "null", "s1:", "\ud800", "a", "");
  const trickyText = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
  const trickyValue = fc.oneof(
    trickyText.map((text): Typed => ["keyword", text]),
    trickyText.map((text): Typed => ["version", text]),
    fc.integer({ min: -12, max: 12 }).map((value): Typed => ["long", value]),
    fc.constantFrom<Typed>(
      ["double", 0.5],
      ["boolean", true],
      ["boolean", false],
      ["date", 1],
      ["ip", "::1"],
    ),
    fc.constant<Typed>(["keyword", null]),
  );

  it("ids are equal for equal tuples and for no others", () => {
    const idOfTuple = (values: readonly Typed[]): string | undefined => {
      const keys = values.map(([fieldType], at) => key(`k${at}`, fieldType, true));
      const document = Object.fromEntries(values.map(([, value], at) => [`k${at}`, value]));
      return compileKeys(keys, createDocumentFields())(document)[0]?.id;
    };
    const plain = (values: readonly Typed[]): string =>
      JSON.stringify(values.map(([type, value]) => (value === null ? null : [type, value])));
    const pair = fc.integer({ min: 1, max: 3 }).chain((length) => {
      const tuple = fc.tuple(...Array.from({ length }, () => trickyValue));
      return fc.tuple(tuple, tuple);
    });
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(idOfTuple(a) === idOfTuple(b)).toBe(plain(a) === plain(b));
      }),
      { numRuns: 3000 },
    );
  });

  const seams = ["\u0000", "\u0000s", "\u0000v", "\u0000s1:", "\u0000v1:"];
  it.each(["keyword", "version"] as const)(
    "a %s that holds what stands between values is not two",
    (type) => {
      const keys = [key("a", type), key("b", type)];
      for (const seam of seams) {
        const [one] = compileKeys(keys, createDocumentFields())({ a: `x${seam}y`, b: "z" });
        const [other] = compileKeys(keys, createDocumentFields())({ a: "x", b: `y${seam}z` });
        expect(one?.id).not.toBe(other?.id);
      }
    },
  );
});

describe("the order of keys", () => {
  const sorted = (
    keys: readonly JoinKey[],
    documents: readonly JsonObject[],
  ): readonly (readonly JsonValue[])[] =>
    documents
      .flatMap((document) => compileKeys(keys, createDocumentFields())(document))
      .toSorted(compareKeys)
      .map(joinKeyJson);

  it("is by value, left to right, null first", () => {
    const documents = [{ s: "b" }, { s: "a", t: "y" }, { s: "a" }, { s: "a", t: "x" }, { s: "B" }];
    expect(sorted([s, optionalT], documents)).toEqual([
      ["B", null],
      ["a", null],
      ["a", "x"],
      ["a", "y"],
      ["b", null],
    ]);
  });

  it.each<readonly [FieldType, readonly JsonValue[]]>([
    ["long", [-5, 9, 10, 9007199254740993n]],
    ["double", [-0.5, 0, 1.25, 10]],
    ["boolean", [false, true]],
    ["keyword", ["", "10", "9", "a"]],
    ["unknown", [9, 10, "10", "9", true]],
  ])("of type %s", (fieldType, values) => {
    const documents = values.map((value) => ({ k: value })).toReversed();
    expect(sorted([key("k", fieldType)], documents)).toEqual(values.map((value) => [value]));
  });

  it("of dates is that of instants, of addresses that of numbers, of versions semantic", () => {
    expect(
      sorted([key("k", "date")], [{ k: "2024-05-01T00:30:00+01:00" }, { k: "2024-04-30T23:00:00Z" }]),
    ).toEqual([["2024-04-30T23:00:00.000Z"], ["2024-04-30T23:30:00.000Z"]]);
    expect(sorted([key("k", "ip")], [{ k: "10.0.0.10" }, { k: "10.0.0.9" }])).toEqual([
      ["10.0.0.9"],
      ["10.0.0.10"],
    ]);
    expect(sorted([key("k", "version")], [{ k: "1.10.0" }, { k: "1.9.0" }])).toEqual([["1.9.0"], ["1.10.0"]]);
  });
});

describe("keys in results", () => {
  const shown: readonly (readonly [fieldType: FieldType, raw: JsonValue, json: JsonValue])[] = [
    ["keyword", "a", "a"],
    ["long", 5, 5],
    ["long", 9007199254740993n, 9007199254740993n],
    ["double", 1.5, 1.5],
    ["boolean", false, false],
    ["date", 1714557600000, "2024-05-01T10:00:00.000Z"],
    ["date_nanos", "2024-05-01T10:00:00.000009Z", "2024-05-01T10:00:00.000009000Z"],
    ["ip", "2001:DB8::1", "2001:db8::1"],
    ["version", "1.2", "1.2"],
  ];
  it.each(shown)("%s", (fieldType, raw, json) => {
    const [tuple] = compileKeys([key("k", fieldType)], createDocumentFields())({ k: raw });
    expect(tuple && joinKeyJson(tuple)).toEqual([json]);
  });

  it("null is null", () => {
    const nothing: KeyTuple = { id: "null", values: [null] };
    expect(joinKeyJson(nothing)).toEqual([null]);
  });
});
