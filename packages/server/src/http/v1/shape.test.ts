import type { JsonValue } from "@eqlite/core/events";
import { describe, expect, it } from "vitest";
import { readParameters } from "./read-parameters.ts";
import { readTimes } from "./read-time.ts";
import {
  anyObject,
  anyText,
  choice,
  flag,
  list,
  mapOf,
  nullable,
  object,
  oneOf,
  optional,
  type Shape,
  text,
  whole,
  withDefault,
} from "./shape.ts";

const reads = (shape: Shape<unknown>, value: JsonValue | undefined): unknown => {
  try {
    return shape.read(value, "The field x");
  } catch (error) {
    return String(error).replace(/^\w+: /, "");
  }
};

it.each<[Shape<unknown>, JsonValue | undefined, unknown]>([
  [text({ least: 1, most: 2 }), "ab", "ab"],
  [text({ least: 1, most: 2 }), "abc", "The field x is a text of 1 to 2 characters."],
  [text({ least: 1, most: 2 }), "", "The field x is a text of 1 to 2 characters."],
  [text({ most: 2 }), "", ""],
  [text(), "\0", "The field x is a text of at most 10000 characters."],
  [whole({ from: 1, to: 3 }), 3, 3],
  [whole({ from: 1, to: 3 }), 4, "The field x is a whole number from 1 to 3."],
  [whole({ from: 1, to: 3 }), 1.5, "The field x is a whole number from 1 to 3."],
  [whole(), 2n ** 60n, `The field x is a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`],
  [flag, "true", "The field x is true or false."],
  [choice(["a", "b"]), "b", "b"],
  [choice(["a", "b"]), "c", "The field x is one of a, b."],
  [list(flag, { most: 1 }), [true], [true]],
  [list(flag, { most: 1 }), [true, true], "The field x is a list of 0 to 1."],
  [list(flag), [1], "The field x, number 1, is true or false."],
  [nullable(flag), null, null],
  [flag, null, "The field x is true or false."],
  [optional(flag), undefined, undefined],
  [withDefault(flag, true), undefined, true],
  [flag, undefined, "The field x is true or false."],
  [oneOf(anyText, flag, "a text or a flag"), 7, "The field x is a text or a flag."],
  [oneOf(anyText, flag, "a text or a flag"), true, true],
  [mapOf(flag), { a: true }, { a: true }],
  [mapOf(flag), { a: 1 }, "The field x, a, is true or false."],
  [anyObject, [], "The field x is an object."],
  [object({ a: flag, b: optional(flag) }), { a: true }, { a: true }],
  [object({ a: flag }), { a: true, c: 1 }, 'There is no field "c"; the fields are a'],
  [object({ toString: flag }), {}, "The field toString is true or false."],
  [
    object({ a: flag }),
    JSON.parse('{"a":true,"__proto__":1}'),
    'There is no field "__proto__"; the fields are a',
  ],
])("values are read, %#", (shape, value, expected) => {
  expect(reads(shape, value)).toEqual(expected);
});

describe("parameters", () => {
  const fields = {
    some: optional(list(choice(["a", "b"]))),
    free: optional(list(anyText)),
    count: withDefault(whole({ to: 9 }), 5),
    on: withDefault(flag, false),
  };

  it("are read from texts", () => {
    expect(readParameters(fields, {})).toEqual({ some: undefined, free: undefined, count: 5, on: false });
    expect(
      readParameters(fields, { some: ["a,b", "a"], free: ["x,y", "z"], count: ["1", "7"], on: ["true"] }),
    ).toEqual({ some: ["a", "b", "a"], free: ["x,y", "z"], count: 7, on: true });
  });

  it.each([
    [{ count: ["1e1"] }, "The parameter count is a whole number from 0 to 9."],
    [{ count: [""] }, "The parameter count"],
    [{ on: ["1"] }, "The parameter on is true or false."],
    [{ cuont: ["1"] }, "did you mean count?"],
  ])("refuse %j", (texts, message) => {
    expect(() => readParameters(fields, texts)).toThrow(message);
  });
});

it.each([
  ["2026-01-05T11:00:00Z", "2026-01-05T12:00:00Z", 3_600_000],
  ["2026-01-05", "2026-01-05", 86_400_000],
  ["now/d", "now/d", 86_400_000],
  ["now-1h", "now", 3_600_000],
  ["2026-01-05T11:00", "2026-01-05T11:00", 60_000],
])("the time from %s to %s is half-open", (from, to, lengthMs) => {
  const { fromMs = 0, toMs = 0 } = readTimes({ from, to }, Date.UTC(2026, 0, 5, 12));
  expect(toMs - fromMs).toBe(lengthMs);
});
