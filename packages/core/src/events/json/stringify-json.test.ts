import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonValue } from "../document.ts";
import { parseJson } from "./parse-json.ts";
import { canonicalJson, stringifyJson } from "./stringify-json.ts";

const cases = [
  ["a bigint is its digits", { a: [18446744073709551615n] }, '{"a":[18446744073709551615]}'],
  ["a number beyond a double is null", { a: Number.POSITIVE_INFINITY }, '{"a":null}'],
  ["text is escaped", { 'k"': "\n\ud800" }, '{"k\\"":"\\n\\ud800"}'],
] as const satisfies readonly (readonly [string, JsonValue, string])[];
it.each(cases)("%s", (_, value, text) => {
  expect(stringifyJson(value)).toBe(text);
});

it("equals JSON.stringify", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(stringifyJson(value as JsonValue)).toBe(JSON.stringify(value));
    }),
  );
});

it("is read back by parseJson", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n })), (list) => {
      const text = stringifyJson(list);
      const parsed = parseJson(text);
      expect(parsed.ok && stringifyJson(parsed.value)).toBe(text);
    }),
  );
});

it("canonical text does not depend on the order of keys", () => {
  const one = { b: 1, a: { d: [{ y: 1, x: 2n }], c: null } };
  const other = { a: { c: null, d: [{ x: 2n, y: 1 }] }, b: 1 };
  expect(canonicalJson(one)).toBe('{"a":{"c":null,"d":[{"x":2,"y":1}]},"b":1}');
  expect(canonicalJson(other)).toBe(canonicalJson(one));
});
