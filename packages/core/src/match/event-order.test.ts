import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../events/index.ts";
import { type FieldType, QueryFailure } from "../lang/index.ts";
import { compareOrder, compileReadOrder, type EventOrder, isEarlier, isFurtherThan } from "./event-order.ts";
import { createDocumentFields } from "./field-source.ts";

interface Reading {
  readonly type?: FieldType;
  readonly tiebreakerType?: FieldType;
  readonly fraction?: boolean;
}

function orderOf(documents: readonly JsonObject[], reading: Reading = {}): readonly EventOrder[] {
  const readOrder = compileReadOrder(
    {
      timestampField: "@timestamp",
      timestampType: reading.type ?? "date",
      tiebreakerField: "seq",
      tiebreakerType: reading.tiebreakerType,
      fractionBeforeArrival: reading.fraction ?? false,
    },
    createDocumentFields(),
  );
  return documents.map((document, arrival) => readOrder(document, arrival));
}

/** An event shortly after a whole second, with `seq` if given. */
const at = (fraction: string, seq?: string | number): JsonObject => ({
  "@timestamp": `2024-05-01T10:00:00.${fraction}Z`,
  ...(seq === undefined ? {} : { seq }),
});

const cases: readonly [
  title: string,
  documents: readonly JsonObject[],
  arrivals: readonly number[],
  reading?: Reading,
][] = [
  ["by timestamp", [at("300"), at("100"), at("200")], [1, 2, 0]],
  ["by tiebreaker at one timestamp", [at("100", 3), at("100", 1), at("100", 2)], [1, 2, 0]],
  [
    "tiebreakers are numbers where the field is",
    [at("1", "10"), at("1", "9")],
    [1, 0],
    { tiebreakerType: "long" },
  ],
  ["and text where it is text", [at("1", "9"), at("1", "10")], [1, 0], { tiebreakerType: "keyword" }],
  ["an event without tiebreaker comes after", [at("100"), at("100", 9), at("200", 1)], [1, 0, 2]],
  ["then by arrival", [at("100"), at("100"), at("100", 1), at("100", 1)], [2, 3, 0, 1]],
  ["an event without timestamp comes first", [at("100"), {}, { "@timestamp": "not a time" }], [1, 2, 0]],
  ["a date has milliseconds", [at("1000009"), at("1000001")], [0, 1]],
  ["date_nanos has nanoseconds", [at("1000009"), at("1000001")], [1, 0], { type: "date_nanos" }],
  [
    "nanoseconds come before the tiebreaker",
    [at("1000009", 1), at("1000001", 2)],
    [1, 0],
    { type: "date_nanos" },
  ],
  [
    "the fraction decides before arrival if asked for",
    [at("1000009"), at("1000001")],
    [1, 0],
    { fraction: true },
  ],
  ["but after the tiebreaker", [at("1000001", 2), at("1000009", 1)], [1, 0], { fraction: true }],
  ["epoch milliseconds and text are one clock", [{ "@timestamp": 1714557600200 }, at("100")], [1, 0]],
];

describe("the order of events", () => {
  it.each(cases)("%s", (_, documents, arrivals, reading) => {
    const sorted = orderOf(documents, reading).toSorted(compareOrder);
    expect(sorted.map(({ arrival }) => arrival)).toEqual(arrivals);
  });

  it("does not depend on the order of the input, also where tiebreakers are of different kinds", () => {
    const documents = fc.array(
      fc.record({
        "@timestamp": fc.nat(1),
        seq: fc.constantFrom<string | number | boolean | null>("a", "b", "10", 1, 2.5, true, null),
      }),
      { maxLength: 8 },
    );
    const shuffled = documents.chain((list) => {
      const orders = orderOf(list, { tiebreakerType: "unknown" });
      return fc.tuple(fc.constant(orders), fc.shuffledSubarray([...orders], { minLength: orders.length }));
    });
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(other.toSorted(compareOrder)).toEqual(one.toSorted(compareOrder));
      }),
    );
  });

  it("refuses several timestamps in one event", () => {
    const document = { "@timestamp": ["2024-05-01", "2024-05-02"] };
    expect(() => orderOf([document])).toThrow(QueryFailure);
    expect(() => orderOf([{ "@timestamp": ["2024-05-01", null] }])).not.toThrow();
  });
});

describe("spans", () => {
  const order = (ms: number, nanos = 0): EventOrder => ({
    ms,
    nanos,
    tiebreaker: null,
    fraction: 0,
    arrival: 0,
  });
  const spans: readonly (readonly [first: EventOrder, last: EventOrder, isFurther: boolean])[] = [
    [order(0), order(10), false],
    [order(0), order(11), true],
    [order(0), order(10, 1), true],
    [order(0, 1), order(10), false],
    [order(0, 5), order(10, 5), false],
    [order(0, 999_999), order(11), true],
    [order(0, 999_999), order(10, 999_999), false],
    [order(5), order(5), false],
  ];
  it.each(spans)("from %j to %j is further than 10 ms: %s", (first, last, isFurther) => {
    expect(isFurtherThan(first, last, 10)).toBe(isFurther);
  });

  const pairs: readonly (readonly [a: EventOrder, b: EventOrder, earlier: boolean])[] = [
    [order(1), order(2), true],
    [order(2), order(1), false],
    [order(1), order(1), false],
    [order(1, 1), order(1, 2), true],
    [order(1, 2), order(1, 1), false],
    [{ ...order(1), tiebreaker: 1n }, { ...order(1), tiebreaker: 2n, arrival: 7, fraction: 3 }, false],
  ];
  it.each(pairs)("case %#: earlier is by timestamp alone", (a, b, earlier) => {
    expect(isEarlier(a, b)).toBe(earlier);
  });
});
