import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileTimeText, systemTimeText } from "./time-text.ts";

/** 100 ns between 1601 and 1970. */
const ticksTo1970 = 116_444_736_000_000_000n;

function fileTime(ticks: bigint): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, ticks, true);
  return fileTimeText(view, 0);
}

function systemTime(...parts: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(16));
  parts.forEach((part, index) => {
    view.setUint16(2 * index, part, true);
  });
  return systemTimeText(view, 0);
}

describe("fileTimeText", () => {
  const cases = [
    [0n, "1601-01-01T00:00:00.0000000Z"],
    [ticksTo1970, "1970-01-01T00:00:00.0000000Z"],
    [132_678_760_611_941_234n, "2021-06-11T09:07:41.1941234Z"],
    // "Never" in many fields of Windows.
    [0x7fff_ffff_ffff_ffffn, "30828-09-14T02:48:05.4775807Z"],
    [0xffff_ffff_ffff_ffffn, "60056-05-28T05:36:10.9551615Z"],
  ] as const;
  it.each(cases)("%s is %s", (ticks, text) => expect(fileTime(ticks)).toBe(text));

  it("agrees with the calendar of the platform", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2_650_467_743_999_999_999n), (ticks) => {
        const text = fileTime(ticks);
        const ticksOfMs = ticks % 10_000n;
        const ms = Number((ticks - ticksOfMs - ticksTo1970) / 10_000n);
        expect(text.slice(0, -5)).toBe(new Date(ms).toISOString().slice(0, -1));
        expect(text.slice(-5, -1)).toBe(ticksOfMs.toString().padStart(4, "0"));
      }),
    );
  });
});

describe("systemTimeText", () => {
  it("gives milliseconds", () =>
    expect(systemTime(2021, 6, 5, 11, 9, 7, 41, 94)).toBe("2021-06-11T09:07:41.094Z"));
});
