import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { schemaCatalogue } from "../events/catalogue/field-catalogue.ts";
import type { JsonObject } from "../events/index.ts";
import { QueryFailure } from "../lang/index.ts";
import { compilePredicate, type Predicate } from "./compile-predicate.ts";
import { createDocumentFields } from "./field-source.ts";
import { checkedQuery } from "./query-text.test-support.ts";

const fields: Readonly<Record<string, string>> = {
  s: "keyword",
  t: "keyword",
  n: "long",
  m: "long",
  d: "double",
  b: "boolean",
  at: "date",
  at_nanos: "date_nanos",
  addr: "ip",
  ver: "version",
};

function predicate(condition: string): Predicate<JsonObject> {
  return eventPredicate(`any where ${condition}`, fields);
}

function eventPredicate(text: string, types: Readonly<Record<string, string>>): Predicate<JsonObject> {
  const query = checkedQuery(text, schemaCatalogue(types));
  if (query.kind !== "event") throw new Error("not an event query");
  return compilePredicate(query.condition, createDocumentFields());
}

// Specification 4.3. `{f}` and `{n}` stand for a field that no event has: mapped and written `f`, or unmapped and
// written `?f`. `g` is mapped and absent.
const nullRows: readonly (readonly [condition: string, mapped: boolean, unmapped: boolean])[] = [
  ['{f} == "x"', false, false],
  ['{f} != "x"', true, true],
  ['not {f} == "x"', true, true],
  ['{f} : "x*"', false, false],
  ['{f} in ("x")', false, false],
  ["{n} > 5", false, false],
  ["length({f}) > 3", false, false],
  ["not {n} > 5", true, false],
  ['{f} not in ("x")', true, false],
  ['not {f} : "x*"', true, false],
  ["{f} == null", true, true],
  ["{f} != null", false, false],
  ["not {f} == null", false, false],
  ['not ({f} == "x" or g == 1)', true, true],
  ['not ({f} == "x" and g == 1)', true, true],
  ['not ({f} : "x" or g == 1)', true, true],
  ['not ({f} : "x" and g == 1)', true, false],
  ["not length({f}) > 3", true, false],
  // Without special characters a case-sensitive pattern is an equality, and a lone `*` a test for presence.
  ['not {f} like "x"', true, true],
  ['not {f} like "*"', true, true],
  ['not {f} like "x*"', true, false],
  // Comparisons that work out to null become null tests of the other side.
  ["concat({f}) == null", true, true],
  ["{n} + 1 == null", true, true],
  ["null == ({n} > 0)", true, true],
  ['concat({f}, "a") != "xa"', true, true],
];

describe("a field that no event has", () => {
  // After a category a condition may be null (specification 2.1).
  const asked = (condition: string, types: Readonly<Record<string, string>>): Predicate<JsonObject> =>
    eventPredicate(`e where ${condition}`, { "event.category": "keyword", g: "long", ...types });

  it.each(nullRows)("`%s` where it is mapped is %s", (template, holds) => {
    const predicate = asked(template.replaceAll(/\{(\w)\}/g, "$1"), { f: "keyword", n: "long" });
    expect(predicate({ event: { category: "e" } })).toBe(holds);
    expect(predicate({ event: { category: "e" }, f: [null], n: [], g: null })).toBe(holds);
  });

  it.each(nullRows)("`%s` where it is mapped is %s, and %s where it is not", (template, _, holds) => {
    const predicate = asked(template.replaceAll(/\{(\w)\}/g, "?$1"), {});
    expect(predicate({ event: { category: "e" } })).toBe(holds);
    // What the event holds makes no difference: the catalogue does not know the field.
    expect(predicate({ event: { category: "e" }, f: "x", n: 9 })).toBe(holds);
  });
});

type Row = readonly [condition: string, document: JsonObject, holds: boolean];

const multiValued: readonly Row[] = [
  ['s == "a"', { s: ["b", "a"] }, true],
  ['s != "a"', { s: ["b", "a"] }, false],
  ['s != "c"', { s: ["b", "a"] }, true],
  ['not s : "a*"', { s: ["b", "ab"] }, false],
  ['not s : "a*"', { s: ["b", "c"] }, true],
  ["n > 4 and n < 2", { n: [1, 5] }, true],
  ["n > 4 and not n > 4", { n: [1, 5] }, false],
  ["n + n == 6", { n: [1, 5] }, true],
  ["n + n == 2", { n: [1, 5] }, true],
  ["n + n == 5", { n: [1, 5] }, false],
  ["n - n == -4", { n: [1, 5] }, true],
  ["n + n != 6", { n: [1, 5] }, false],
  ["n + m == 7", { n: [1, 5], m: [2, 9] }, true],
  ["n + m == 3", { n: [1, 5], m: [2, 9] }, true],
  ["n + m == 8", { n: [1, 5], m: [2, 9] }, false],
  ["n + m == null", { n: [1, 5] }, true],
  ["n + m == 1", { n: [1, 5] }, false],
  ['concat(s, t, s) == "axb"', { s: ["a", "b"], t: "x" }, true],
  ["startsWith(s, t)", { s: ["xb", "ya"], t: ["a", "y"] }, true],
  ["startsWith(s, t)", { s: ["xb", "ya"], t: ["a", "b"] }, false],
  ["length(s) in (2)", { s: ["a", "bb"] }, true],
  ["length(s) not in (2)", { s: ["a", "bb"] }, false],
  ['cidrMatch(addr, "10.0.0.0/8")', { addr: ["192.168.0.1", "10.1.1.1"] }, true],
  ["s == null", { s: [null, "a"] }, false],
  ["s == null", { s: [[], [null]] }, true],
  ['indexOf(s, "z") == null', { s: ["az", "b"] }, true],
  ['indexOf(s, "z") != null', { s: ["az", "b"] }, false],
  ["b", { b: [false, true] }, true],
  ["b == false", { b: [false, true] }, true],
  ["b != true", { b: [false, true] }, false],
  ["b != true", {}, true],
  // A value that does not fit its field's type is not there, its neighbours are.
  ["n == 5", { n: ["many", 5] }, true],
  ["n == null", { n: ["many", "few"] }, true],
];

const byType: readonly Row[] = [
  ["n == 7.0", { n: 7 }, true],
  ["n == 7.5", { n: 7 }, false],
  ['n == "100"', { n: 100 }, true],
  ["n == 100", { n: "100" }, true],
  ["s == 5", { s: 5 }, true],
  ["s == 5", { s: "5" }, true],
  ['length(s) == "3"', { s: "abc" }, false],
  ["d > 1", { d: 1.5 }, true],
  ["d == 2", { d: 2 }, true],
  ["n / 2 == 1", { n: 3 }, true],
  ["n / 2.0 == 1.5", { n: 3 }, true],
  ["d / 2 == 1.5", { d: 3 }, true],
  ["n == 9007199254740993", { n: 9007199254740993n }, true],
  ["n == 9007199254740992", { n: 9007199254740993n }, false],
  ['b == "true"', { b: true }, true],
  ["b", { b: "true" }, true],
  ['at == "2024-05-01"', { at: "2024-05-01T23:59:59.999Z" }, true],
  ['at > "2024-05-01"', { at: "2024-05-01T23:59:59.999Z" }, false],
  ['at >= "2024-05-01"', { at: "2024-05-01T00:00:00Z" }, true],
  ['at < "2024-05-01T10:00:03Z"', { at: "2024-05-01T10:00:02.999Z" }, true],
  ['at <= "2024-05-01T10:00:03Z"', { at: "2024-05-01T10:00:03.999Z" }, true],
  ['at == "2024-05-01T10:00:03.000Z"', { at: "2024-05-01T10:00:03.001Z" }, false],
  ["at == 1714557603000", { at: "2024-05-01T10:00:03Z" }, true],
  ['at == "2024-05-01T12:00:03+02:00"', { at: 1714557603000 }, true],
  ['at_nanos > "2024-05-01T10:00:03.000000001Z"', { at_nanos: "2024-05-01T10:00:03.000000002Z" }, true],
  ['addr == "::ffff:10.0.0.1"', { addr: "10.0.0.1" }, true],
  ['addr == "2001:DB8::1"', { addr: "2001:db8:0:0::1" }, true],
  ['addr == "10.0.0.0/8"', { addr: "10.9.9.9" }, true],
  ['addr != "10.0.0.0/8"', { addr: "11.0.0.1" }, true],
  ['addr < "10.0.0.10"', { addr: "10.0.0.9" }, true],
  ['ver < "1.10.0"', { ver: "1.9.0" }, true],
  ['ver < "1.0.0"', { ver: "1.0.0-rc1" }, true],
  ['s < "b"', { s: "a" }, true],
  // UTF-8 order: U+FFFD before U+1F600, though its UTF-16 unit is larger.
  ['s < "\\u{1F600}"', { s: "\uFFFD" }, true],
];

describe.each([
  ["multi-valued fields", multiValued],
  ["values by type", byType],
])("%s", (_, rows) => {
  it.each(rows)("`%s` on %o is %s", (condition, document, holds) => {
    expect(predicate(condition)(document)).toBe(holds);
  });
});

describe("what fails a query", () => {
  it("an integer divided by zero", () => {
    expect(() => predicate("n / m == 1")({ n: 1, m: 0 })).toThrow(QueryFailure);
    expect(predicate("d / m == 1")({ d: 1, m: 0 })).toBe(false);
  });

  it("more combinations of values than the limit", () => {
    const values = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);
    expect(() => predicate("n + m == -1")({ n: values(1000), m: values(101) })).toThrow(
      "more than 100000 combinations",
    );
    expect(predicate("n + m == -1")({ n: values(1000), m: values(100) })).toBe(false);
    // One mention has no combinations, however many values.
    expect(predicate("n == 200000")({ n: values(200_001) })).toBe(true);
  });

  it("not a condition that mentions fields thousands of times", () => {
    const mentions = Array(4000).fill("s");
    const holds = predicate(`concat(${mentions.join(", ")}) == "${"a".repeat(4000)}"`);
    expect(holds({ s: "a" })).toBe(true);
    expect(holds({ s: "b" })).toBe(false);
    expect(() => holds({ s: ["a", "b"] })).toThrow(QueryFailure);
  });
});

// Random conditions over mapped fields: one with an unmapped field loses its null to the `and` around it, and
// De Morgan's laws do not hold for it (specification 4.3).
const comparison = fc.constantFrom(
  "n > 1",
  "n == 2",
  "n != 2",
  "n + m == 3",
  "n * m > 2",
  "m == null",
  "m != null",
  "n - m == null",
  's == "a"',
  's : "a*"',
  's != "ab"',
  's in ("a", "b")',
  's not in ("b")',
  "startsWith(s, t)",
  "length(s) > 1",
  "t == null",
  "b",
  "b == false",
  "b != true",
  "true",
  "false",
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    comparison,
    tie("condition").map((operand) => `not (${operand})`),
    fc.tuple(tie("condition"), tie("condition")).map(([a, b]) => `(${a}) and (${b})`),
    fc.tuple(tie("condition"), tie("condition")).map(([a, b]) => `(${a}) or (${b})`),
  ),
}));
const few = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(value, { maxLength: 3 });
const document = fc.record({
  n: few(fc.integer({ min: 0, max: 3 })),
  m: few(fc.integer({ min: 0, max: 3 })),
  s: few(fc.constantFrom("", "a", "ab", "b")),
  t: few(fc.constantFrom("", "a", "b")),
  b: few(fc.boolean()),
});
const documents = fc.array(document, { minLength: 1, maxLength: 10 });

const law = (left: (a: string, b: string) => string, right: (a: string, b: string) => string): void => {
  fc.assert(
    fc.property(condition, condition, documents, (a, b, events) => {
      const [one, other] = [predicate(left(a, b)), predicate(right(a, b))];
      for (const event of events) expect(one(event)).toBe(other(event));
    }),
    { numRuns: 300 },
  );
};

describe("the laws of two-valued logic", () => {
  it("not (a and b) is not a or not b", () =>
    law(
      (a, b) => `not ((${a}) and (${b}))`,
      (a, b) => `not (${a}) or not (${b})`,
    ));
  it("not (a or b) is not a and not b", () =>
    law(
      (a, b) => `not ((${a}) or (${b}))`,
      (a, b) => `not (${a}) and not (${b})`,
    ));
  it("not not a is a", () =>
    law(
      (a) => `not not (${a})`,
      (a) => a,
    ));
  it("a and b is b and a", () =>
    law(
      (a, b) => `(${a}) and (${b})`,
      (a, b) => `(${b}) and (${a})`,
    ));
  it("a or a and b is a", () =>
    law(
      (a, b) => `(${a}) or (${a}) and (${b})`,
      (a) => a,
    ));
  it("a or not a is true", () =>
    law(
      (a) => `(${a}) or not (${a})`,
      () => "true",
    ));
});

describe("a leaf", () => {
  /** Text, and all values the text can have: mentions choose independently, so those of its parts combine freely. */
  interface Sum {
    readonly text: string;
    readonly mentions: number;
    readonly values: (event: {
      readonly n: readonly number[];
      readonly m: readonly number[];
    }) => readonly (number | null)[];
  }
  const field = (name: "n" | "m"): Sum => ({
    text: name,
    mentions: 1,
    values: (event) => (event[name].length === 0 ? [null] : event[name]),
  });
  const calculate: Readonly<Record<string, (a: number, b: number) => number>> = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
  };
  const { sum } = fc.letrec<{ sum: Sum }>((tie) => ({
    sum: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(field("n"), field("m")),
      fc
        .integer({ min: 0, max: 3 })
        .map((value): Sum => ({ text: String(value), mentions: 0, values: () => [value] })),
      fc.tuple(tie("sum"), fc.constantFrom("+", "-", "*"), tie("sum")).map(
        ([left, operator, right]): Sum => ({
          text: `(${left.text} ${operator} ${right.text})`,
          mentions: left.mentions + right.mentions,
          values: (event) => {
            const rights = right.values(event);
            const apply = calculate[operator];
            return left
              .values(event)
              .flatMap((a) =>
                rights.map((b) => (a === null || b === null || apply === undefined ? null : apply(a, b))),
              );
          },
        }),
      ),
    ),
  }));
  const tests: Readonly<Record<string, (value: number | null, bound: number) => boolean>> = {
    "==": (value, bound) => value === bound,
    "<": (value, bound) => value !== null && value < bound,
    ">=": (value, bound) => value !== null && value >= bound,
  };

  it("is true if some choice of one value for each mention makes it true", () => {
    const events = fc.array(fc.record({ n: few(fc.nat(3)), m: few(fc.nat(3)) }), {
      minLength: 1,
      maxLength: 10,
    });
    fc.assert(
      fc.property(
        sum,
        fc.constantFrom("==", "<", ">="),
        fc.integer({ min: -3, max: 9 }),
        events,
        (left, operator, bound, list) => {
          fc.pre(left.mentions > 0);
          const holds = predicate(`${left.text} ${operator} ${bound}`);
          const fails = predicate(`not ${left.text} ${operator} ${bound}`);
          const isNull = predicate(`${left.text} == null`);
          for (const event of list) {
            const values = left.values(event);
            const expected = values.some((value) => tests[operator]?.(value, bound) === true);
            expect(holds(event)).toBe(expected);
            expect(fails(event)).toBe(!expected);
            expect(isNull(event)).toBe(values.includes(null));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
