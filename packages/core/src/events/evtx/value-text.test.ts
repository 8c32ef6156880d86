import fc from "fast-check";
import { expect, it } from "vitest";
import { hexNumberText32, hexNumberText64 } from "./value-text.ts";

const view = new DataView(new ArrayBuffer(8));
const edges = [0n, 1n, 0x3e7n, 0x0fff_ffffn, 0x1000_0000n, 0x8000_0000n, 0xffff_ffffn, 1n << 32n, 1n << 63n];

it("writes numbers as hexadecimal digits without zeros in front", () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...edges), fc.bigInt(0n, (1n << 64n) - 1n)), (value) => {
      view.setBigUint64(0, value, true);
      expect(hexNumberText64(view, 0)).toBe(`0x${value.toString(16)}`);
      expect(hexNumberText32(view, 0)).toBe(`0x${(value & 0xffff_ffffn).toString(16)}`);
    }),
  );
});
