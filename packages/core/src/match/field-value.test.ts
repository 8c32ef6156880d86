import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../events/index.ts";
import type { FieldType, Value } from "../lang/index.ts";
import { parseIp } from "../lang/index.ts";
import { convertFieldValue } from "./field-value.ts";

const date = (ms: number, nanos = 0): Value => ({ kind: "date", ms, nanos });
const version = (text: string): Value => ({ kind: "version", text });
function ip(text: string): Value {
  const address = parseIp(text);
  if (address === undefined) throw new Error(`no address: ${text}`);
  return { kind: "ip", address };
}

type Case = readonly [fieldType: FieldType, raw: JsonValue, value: Value | undefined];

const cases: readonly Case[] = [
  ["keyword", "text", "text"],
  ["keyword", "", ""],
  ["keyword", 5, "5"],
  ["keyword", 1.5, "1.5"],
  ["keyword", 9007199254740993n, "9007199254740993"],
  ["keyword", true, "true"],
  ["constant_keyword", "text", "text"],
  ["wildcard", false, "false"],

  ["long", 5, 5n],
  ["long", -5, -5n],
  ["long", -0, 0n],
  ["long", 5.9, 5n],
  ["long", -5.9, -5n],
  ["long", 1e15, 1000000000000000n],
  ["long", 9007199254740993n, 9007199254740993n],
  ["long", "5", 5n],
  ["long", "+5", 5n],
  ["long", " 5 ", 5n],
  ["long", "007", 7n],
  ["long", "9007199254740993", 9007199254740993n],
  ["long", "5.9", 5n],
  ["long", "1e3", 1000n],
  ["integer", "5", 5n],
  ["short", "5", 5n],
  ["byte", "5", 5n],
  ["unsigned_long", "18446744073709551615", 18446744073709551615n],
  ["long", "", undefined],
  ["long", "0x10", undefined],
  ["long", "five", undefined],
  ["long", "5 6", undefined],
  ["long", true, undefined],

  ["double", 5, 5],
  ["double", "5.5", 5.5],
  ["double", ".5", 0.5],
  ["double", "5.", 5],
  ["double", "-1.5e-3", -0.0015],
  ["double", 9007199254740993n, 9007199254740992],
  ["float", " 5.5 ", 5.5],
  ["half_float", 0.5, 0.5],
  ["scaled_float", "0.5", 0.5],
  ["double", ".", undefined],
  ["double", "1.2.3", undefined],
  ["double", "Infinity", undefined],
  ["double", "NaN", undefined],
  ["double", false, undefined],

  ["boolean", true, true],
  ["boolean", "false", false],
  ["boolean", "True", undefined],
  ["boolean", "", undefined],
  ["boolean", 1, undefined],

  ["date", "2024-05-01T10:00:00Z", date(1714557600000)],
  ["date", "2024-05-01T12:00:00.5+02:00", date(1714557600500)],
  ["date", "2024-05-01", date(1714521600000)],
  ["date", "2024-05-01T10:00:00.123456789Z", date(1714557600123)],
  ["date_nanos", "2024-05-01T10:00:00.123456789Z", date(1714557600123, 456789)],
  ["date", 1714557600000, date(1714557600000)],
  ["date", 1714557600000.25, date(1714557600000)],
  ["date_nanos", 1714557600000.25, date(1714557600000, 250000)],
  ["date", "1714557600000", date(1714557600000)],
  ["date", -1, date(-1)],
  // Four digits are a year, more are milliseconds.
  ["date", "2024", date(1704067200000)],
  ["date", "10000", date(10000)],
  ["date", "yesterday", undefined],
  ["date", "2024-02-30", undefined],
  ["date", "", undefined],
  ["date", true, undefined],
  ["date", 9e15, undefined],
  ["date", "9999999999999999", undefined],
  ["date", 1714557600000000000000n, undefined],
  // Beyond the last instant that a calendar of milliseconds knows.
  ["date", "+275760-09-13T23:00:00Z", undefined],

  ["ip", "10.0.0.1", ip("10.0.0.1")],
  ["ip", "2001:DB8::1", ip("2001:db8:0:0:0:0:0:1")],
  ["ip", "10.0.0.0/8", undefined],
  ["ip", "localhost", undefined],
  ["ip", 167772161, undefined],

  ["version", "1.2.3", version("1.2.3")],
  ["version", "not one", version("not one")],
  ["version", 1, undefined],

  ["unknown", "5", "5"],
  ["unknown", 5, 5n],
  ["unknown", 5.5, 5.5],
  ["unknown", 1e300, 1e300],
  ["unknown", true, true],
  ["unknown", 9007199254740993n, 9007199254740993n],
];

const show = (value: JsonValue): string => (typeof value === "bigint" ? `${value}n` : JSON.stringify(value));

describe("convertFieldValue", () => {
  it.each(cases.map(([type, raw, value]) => [type, show(raw), raw, value] as const))(
    "%s %s",
    (type, _, raw, value) => {
      expect(convertFieldValue(raw, type)).toStrictEqual(value);
    },
  );

  const beyondDoubles: readonly JsonValue[] = [
    Number.POSITIVE_INFINITY,
    10n ** 400n,
    "1e999",
    "9".repeat(400),
  ];
  it.each(["double", "float", "scaled_float"] as const)(
    "%s keeps nothing beyond the range of doubles",
    (type) => {
      for (const raw of beyondDoubles) expect(convertFieldValue(raw, type)).toBeUndefined();
    },
  );

  it("an integer in text is not read beyond the range of doubles either", () => {
    expect(convertFieldValue("1e999", "long")).toBeUndefined();
    expect(convertFieldValue(Number.POSITIVE_INFINITY, "long")).toBeUndefined();
    expect(convertFieldValue(Number.POSITIVE_INFINITY, "unknown")).toBeUndefined();
  });
});

const everyType: readonly FieldType[] = [
  ...new Set(cases.map(([type]) => type)),
  "flattened",
  "text",
  "match_only_text",
  "normalized_keyword",
  "nested",
  "object",
  "geo_point",
  "geo_shape",
  "binary",
  "range",
  "other",
];

describe("hostile values", () => {
  it("never throw and never become null or a number that is none", () => {
    const raw = fc.oneof(
      fc.jsonValue(),
      fc.string({ unit: "binary" }),
      fc.double(),
      fc.bigInt(),
      fc.date().map(String),
    );
    fc.assert(
      fc.property(fc.constantFrom(...everyType), raw, (type, value) => {
        const converted = convertFieldValue(value as JsonValue, type);
        expect(converted).not.toBeNull();
        if (typeof converted === "number") expect(Number.isFinite(converted)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(everyType)("long texts are read in linear time: %s", (type) => {
    const length = 1_000_000;
    const texts = [
      "1".repeat(length),
      " ".repeat(length),
      "1.".repeat(length),
      "1e".repeat(length),
      "::".repeat(length),
    ];
    const start = performance.now();
    for (const text of texts) convertFieldValue(`${text}x`, type);
    // Quadratic time would take minutes.
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
