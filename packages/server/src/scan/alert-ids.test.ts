import fc from "fast-check";
import { expect, it } from "vitest";
import { createAlertIds } from "./alert-ids.ts";

/** Ids that differ late as often as early. */
const id = fc
  .array(fc.constantFrom<string>("0", "1", "9", "a", "f"), { minLength: 64, maxLength: 64, size: "max" })
  .chain((digits) => fc.nat({ max: 63 }).map((same) => digits.fill("7", 0, same).join("")));

it("gives ids back, in the order of their texts", () => {
  fc.assert(
    fc.property(fc.array(id, { minLength: 1, maxLength: 20 }), (texts) => {
      const ids = createAlertIds(texts.length);
      for (const [number, text] of texts.entries()) ids.set(number, text);
      const numbers = texts.map((_, number) => number);
      expect(numbers.map(ids.get)).toEqual(texts);
      expect(numbers.sort(ids.compare).map(ids.get)).toEqual(texts.toSorted());
    }),
  );
});

it.each(["", "ab", "x".repeat(64), "0".repeat(66)])("takes nothing else: %j", (text) => {
  expect(() => createAlertIds(1).set(0, text)).toThrow("is no id of an alert");
});
