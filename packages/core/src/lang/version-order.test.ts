import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareVersions } from "./version-order.ts";

// In order; each is before all that follow.
const ordered = [
  "0.0.1",
  "1",
  "1.0",
  "1.0.0-0",
  "1.0.0-2",
  "1.0.0-11",
  "1.0.0-100000000000000000000",
  "1.0.0-ALPHA",
  "1.0.0-alpha",
  "1.0.0-alpha.1",
  "1.0.0-alpha.beta",
  "1.0.0-alpha.beta.x",
  "1.0.0-beta",
  "1.0.0-beta.2",
  "1.0.0-beta.11",
  "1.0.0-rc-1",
  "1.0.0",
  "1.0.0+build.1",
  "1.0.0+build.2",
  "1.0.1-alpha",
  "1.0.1",
  "1.2.0",
  "1.10.0",
  "8.11.0-SNAPSHOT",
  "8.11.0",
  "10.0.19045.3570",
  "10.0.22621",
  "99999999999999999999.0.0",
  "100000000000000000000.0.0",
  "",
  "01.2.3",
  "1..2",
  "1.0.0-",
  "1.0.0-01",
  "1.2.x",
  "unknown",
  "v1.0.0",
];

describe("compareVersions", () => {
  it("puts versions in order", () => {
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
  });

  it.each(ordered.slice(1).map((version, index) => [ordered[index] ?? "", version]))(
    "%j is before %j",
    (a, b) => {
      expect(compareVersions(a, b)).toBeLessThan(0);
      expect(compareVersions(b, a)).toBeGreaterThan(0);
    },
  );

  it("is an order in which only equal texts are equal", () => {
    const version = fc.oneof(
      fc.constantFrom(...ordered),
      fc.string({ unit: fc.constantFrom("0", "1", "2", ".", "-", "+", "a", "b"), maxLength: 8 }),
    );
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
        expect(compareVersions(a, b) === 0).toBe(a === b);
        if (compareVersions(a, b) < 0 && compareVersions(b, c) < 0)
          expect(compareVersions(a, c)).toBeLessThan(0);
      }),
    );
  });

  it("takes time in proportion to a hostile text", () => {
    const long = `1${".1".repeat(200_000)}`;
    expect(compareVersions(`${long}-`, long)).toBeGreaterThan(0);
    expect(compareVersions(`${long}.2`, `${long}.10`)).toBeLessThan(0);
  });
});
