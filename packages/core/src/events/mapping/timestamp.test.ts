import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatFileTime, namesZone, parseTimestamp } from "./timestamp.ts";

describe("parseTimestamp", () => {
  it.each([
    ["Sysmon's UtcTime", "2021-06-12 01:07:41.181", "2021-06-12T01:07:41.181Z", false],
    ["ISO with zone", "2021-06-11T09:07:41.194Z", "2021-06-11T09:07:41.194Z", true],
    ["evtx_dump's other spelling", "2016-07-08 18:12:51.681640 UTC", "2016-07-08T18:12:51.68164Z", true],
    ["100 ns digits are kept", "2019-02-13T18:02:04.1234567Z", "2019-02-13T18:02:04.1234567Z", true],
    ["zeros beyond milliseconds are not", "2019-02-13T18:02:04.120000000Z", "2019-02-13T18:02:04.120Z", true],
    ["an end that is not zero", "2019-02-13T18:02:04.1234001Z", "2019-02-13T18:02:04.1234001Z", true],
    ["zeros within milliseconds", "2019-02-13T18:02:04.100Z", "2019-02-13T18:02:04.100Z", true],
    ["one zero beyond milliseconds", "2019-02-13T18:02:04.1230Z", "2019-02-13T18:02:04.123Z", true],
    ["two digits", "2019-02-13T18:02:04.12Z", "2019-02-13T18:02:04.120Z", true],
    ["a comma", "2019-02-13T18:02:04,123Z", "2019-02-13T18:02:04.123Z", true],
    ["a blank before the clock", "2019-02-13 18:02:04.123Z", "2019-02-13T18:02:04.123Z", true],
    ["no fraction", "2020-09-22 14:53:30", "2020-09-22T14:53:30.000Z", false],
    ["an offset", "2020-01-01T00:30:00.5+02:00", "2019-12-31T22:30:00.500Z", true],
    ["a leap day", "2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z", true],
  ])("%s", (_, text, iso, isAbsolute) => {
    expect(parseTimestamp(text)).toBe(iso);
    expect(namesZone(text)).toBe(isAbsolute);
  });

  it.each([
    "",
    "-",
    "yesterday",
    "2021-02-29T00:00:00Z",
    "2021-13-01T00:00:00Z",
    "2021-00-10T00:00:00Z",
    "2021-01-01T24:00:00Z",
    "2021-01-01T00:60:00Z",
    "2021-01-01",
    "2021-01-01T00:00:00.Zx",
    "2021-01-01T00:00:00.1234567890Z",
    "٢٠٢١-01-01T00:00:00Z",
  ])("is not a time: %j", (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  it("agrees with Date on every real moment", () => {
    const moments = fc.date({
      min: new Date("0001-01-01"),
      max: new Date("9999-12-31"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, fc.integer({ min: -14 * 60, max: 14 * 60 }), (moment, offsetMinutes) => {
        const sign = offsetMinutes < 0 ? "-" : "+";
        const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
        const minutes = Math.abs(offsetMinutes);
        const text = `${moment.toISOString().slice(0, -1)}${sign}${two(minutes / 60)}:${two(minutes % 60)}`;
        const iso = parseTimestamp(text) ?? "";
        const expected = new Date(text);
        if (expected.getUTCFullYear() > 0 && expected.getUTCFullYear() <= 9999)
          expect(iso).toBe(expected.toISOString());
      }),
    );
  });
});

describe("formatFileTime", () => {
  it.each([
    ["the Unix epoch", 116_444_736_000_000_000n, "1970-01-01T00:00:00.000Z"],
    ["eqllib's first event", 131_883_571_822_010_000n, "2018-12-04T00:33:02.201Z"],
    ["ticks below a millisecond", 131_883_571_822_010_007n, "2018-12-04T00:33:02.2010007Z"],
    ["zero", 0n, "1601-01-01T00:00:00.000Z"],
  ])("%s", (_, ticks, iso) => {
    expect(formatFileTime(ticks)).toBe(iso);
  });

  it.each([[-1n], [3_000_000_000_000_000_000n]])("no time for %s", (ticks) => {
    expect(formatFileTime(ticks)).toBeUndefined();
  });
});
