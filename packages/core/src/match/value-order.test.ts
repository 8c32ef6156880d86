import fc from "fast-check";
import { expect, it } from "vitest";
import { parseIp, type Value } from "../lang/index.ts";
import { compareAcrossKinds } from "./value-order.ts";

type Present = Exclude<Value, null>;

const date: fc.Arbitrary<Present> = fc
  .tuple(fc.nat(2), fc.nat(2))
  .map(([ms, nanos]) => ({ kind: "date", ms, nanos }));
const ip: fc.Arbitrary<Present> = fc
  .constantFrom("10.0.0.1", "9.255.0.1", "::1", "::ffff:10.0.0.1")
  .map((text) => {
    const address = parseIp(text);
    return address === undefined ? "" : { kind: "ip", address };
  });
const version: fc.Arbitrary<Present> = fc
  .constantFrom("1.2", "1.10", "1.2-rc", "x")
  .map((text) => ({ kind: "version", text }));

/** Few values of every kind, so that equal ones meet. */
const anyValue: fc.Arbitrary<Present> = fc.oneof(
  fc.constantFrom("", "a", "b", "1"),
  fc.bigInt({ min: -2n, max: 2n }),
  fc.constantFrom(-1.5, 0, 1, 1.5),
  fc.boolean(),
  date,
  ip,
  version,
);

it("is a total order over values of all kinds", () => {
  fc.assert(
    fc.property(anyValue, anyValue, anyValue, (a, b, c) => {
      const [ab, bc, ac] = [compareAcrossKinds(a, b), compareAcrossKinds(b, c), compareAcrossKinds(a, c)];
      expect(Math.sign(compareAcrossKinds(b, a)) + Math.sign(ab)).toBe(0);
      if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
      if (ab < 0 && bc <= 0) expect(ac).toBeLessThan(0);
    }),
    { numRuns: 2000 },
  );
});

it("compares numbers by value, whatever their type", () => {
  expect(compareAcrossKinds(2n, 2)).toBe(0);
  expect(compareAcrossKinds(2n, 2.5)).toBeLessThan(0);
  expect(compareAcrossKinds(9007199254740993n, 9007199254740992)).toBeGreaterThan(0);
});
