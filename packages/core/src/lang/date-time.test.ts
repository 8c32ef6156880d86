import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dateFromMs, parseDate, parseDateMath, parseDateSpan } from "./date-time.ts";
import { dateText } from "./value-text.ts";

/** A span as its two ends, each in ISO 8601. */
function show(span: ReturnType<typeof parseDateSpan>): string | undefined {
  return span === undefined ? undefined : `${dateText(span.from)} ${dateText(span.to)}`;
}

const day = "2024-05-01T00:00:00.000Z 2024-05-01T23:59:59.999999999Z";

describe("parseDateSpan", () => {
  it.each([
    // What is left out is filled from its first to its last instant (specification 4.5).
    ["2024", "2024-01-01T00:00:00.000Z 2024-12-31T23:59:59.999999999Z"],
    ["2024-02", "2024-02-01T00:00:00.000Z 2024-02-29T23:59:59.999999999Z"],
    ["2023-02", "2023-02-01T00:00:00.000Z 2023-02-28T23:59:59.999999999Z"],
    ["2024-05-01", day],
    ["2024-05-01T", day],
    ["2024-05-01T10", "2024-05-01T10:00:00.000Z 2024-05-01T10:59:59.999999999Z"],
    ["2024-05-01T10:20", "2024-05-01T10:20:00.000Z 2024-05-01T10:20:59.999999999Z"],
    ["2024-05-01T10:20:30", "2024-05-01T10:20:30.000Z 2024-05-01T10:20:30.999999999Z"],
    ["2024-05-01 10:20:30", "2024-05-01T10:20:30.000Z 2024-05-01T10:20:30.999999999Z"],
    // A written fraction is one instant.
    ["2024-05-01T10:20:30.5", "2024-05-01T10:20:30.500Z 2024-05-01T10:20:30.500Z"],
    ["2024-05-01T10:20:30.123Z", "2024-05-01T10:20:30.123Z 2024-05-01T10:20:30.123Z"],
    ["2024-05-01T10:20:30,123456789Z", "2024-05-01T10:20:30.123456789Z 2024-05-01T10:20:30.123456789Z"],
    // Zones; the span is that of the written clock.
    ["2024-05-01T10:20:30+02:00", "2024-05-01T08:20:30.000Z 2024-05-01T08:20:30.999999999Z"],
    ["2024-05-01T10:20:30-0130", "2024-05-01T11:50:30.000Z 2024-05-01T11:50:30.999999999Z"],
    ["2024-05-01T10+02", "2024-05-01T08:00:00.000Z 2024-05-01T08:59:59.999999999Z"],
    ["2024-03-31T23:30-14:00", "2024-04-01T13:30:00.000Z 2024-04-01T13:30:59.999999999Z"],
    // Leap days, the end of a day, far years.
    ["2024-02-29", "2024-02-29T00:00:00.000Z 2024-02-29T23:59:59.999999999Z"],
    ["2000-02-29", "2000-02-29T00:00:00.000Z 2000-02-29T23:59:59.999999999Z"],
    ["2024-12-31T24:00:00", "2025-01-01T00:00:00.000Z 2025-01-01T00:00:00.999999999Z"],
    ["0050-01-01", "0050-01-01T00:00:00.000Z 0050-01-01T23:59:59.999999999Z"],
    ["+012024-01-01", "+012024-01-01T00:00:00.000Z +012024-01-01T23:59:59.999999999Z"],
    [" 2024-05-01 ", day],
  ])("%j", (text, expected) => expect(show(parseDateSpan(text))).toBe(expected));

  it.each([
    "",
    "now",
    "yesterday",
    "24-05-01",
    "20240501",
    "12345",
    "2024-13",
    "2024-00-01",
    "2024-05-32",
    "2024-04-31",
    "2023-02-29",
    "1900-02-29",
    "2024-05-01T25",
    "2024-05-01T24:00:01",
    "2024-05-01T10:60",
    "2024-05-01T10:20:60",
    "2024-05-01T10:20:30.",
    "2024-05-01T10:20:30.1234567890",
    "2024-05-01T10:20:30+2",
    "2024-05-01T10:20:30+19:00",
    "2024-05-01T10:20:30+02:60",
    "2024-05-01T10:20:30 Z",
    "2024-05-01 10:20:30 and more",
    "+999999-01-01",
    "-999999",
    "+275760-09",
  ])("%j is no date", (text) => expect(parseDateSpan(text)).toBeUndefined());

  it("reads back what dateText writes, at any time of the calendar", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -8.64e15, max: 8.64e15 }),
        fc.integer({ min: 0, max: 999_999 }),
        (ms, nanos) => {
          const value = { kind: "date", ms, nanos } as const;
          expect(parseDate(dateText(value))).toEqual(value);
        },
      ),
    );
  });

  it("gives spans without gaps between one second, day, month or year and the next", () => {
    const units = [
      ["s", "second"],
      ["d", "day"],
      ["M", "month"],
      ["y", "year"],
    ] as const;
    fc.assert(
      fc.property(fc.integer({ min: -6e13, max: 6e13 }), fc.constantFrom(...units), (ms, [unit]) => {
        const span = parseDateMath(`now/${unit}`, ms);
        const next = parseDateMath(`now+1${unit}/${unit}`, span?.from.ms);
        expect(span?.from.ms).toBeLessThanOrEqual(ms);
        expect(span?.to.ms).toBeGreaterThanOrEqual(ms);
        expect(next?.from.ms).toBe((span?.to.ms ?? 0) + 1);
      }),
    );
  });
});

describe("parseDateMath", () => {
  const nowMs = Date.UTC(2024, 4, 15, 10, 20, 30, 400);
  const at = (text: string): string => `${text} ${text}`;

  it.each([
    ["now", at("2024-05-15T10:20:30.400Z")],
    ["now-1h", at("2024-05-15T09:20:30.400Z")],
    ["now+2d", at("2024-05-17T10:20:30.400Z")],
    ["now-90s", at("2024-05-15T10:19:00.400Z")],
    ["now-2w", at("2024-05-01T10:20:30.400Z")],
    ["now+1M-1d", at("2024-06-14T10:20:30.400Z")],
    ["now-1y", at("2023-05-15T10:20:30.400Z")],
    // Rounding stands for the whole unit; weeks start on Monday.
    ["now/d", "2024-05-15T00:00:00.000Z 2024-05-15T23:59:59.999999999Z"],
    ["now/w", "2024-05-13T00:00:00.000Z 2024-05-19T23:59:59.999999999Z"],
    ["now/M", "2024-05-01T00:00:00.000Z 2024-05-31T23:59:59.999999999Z"],
    ["now/y", "2024-01-01T00:00:00.000Z 2024-12-31T23:59:59.999999999Z"],
    ["now/h", "2024-05-15T10:00:00.000Z 2024-05-15T10:59:59.999999999Z"],
    ["now-1d/d", "2024-05-14T00:00:00.000Z 2024-05-14T23:59:59.999999999Z"],
    ["now/d-1h", at("2024-05-14T23:00:00.000Z")],
    // An anchor of its own.
    ["2024-01-31||+1M", at("2024-02-29T00:00:00.000Z")],
    ["2024-03-31||-1M", at("2024-02-29T00:00:00.000Z")],
    ["2024-02-29||+1y", at("2025-02-28T00:00:00.000Z")],
    ["2024-05-01T10:20||/d", day],
    ["2024-05-01||", at("2024-05-01T00:00:00.000Z")],
    // And a plain date.
    ["2024-05-01", day],
  ])("%j", (text, expected) => expect(show(parseDateMath(text, nowMs))).toBe(expected));

  it.each([
    "now-1",
    "now-h",
    "now-1x",
    "now - 1h",
    "now1h",
    "nowhere",
    "NOW",
    "now/2d",
    "now-1.5h",
    "||+1d",
    "x||+1d",
    "2024-05-01+1d",
    "now+999999999y",
    "now-999999999M/M",
    `now${"+1d".repeat(10)}x`,
  ])("%j is no date", (text) => expect(parseDateMath(text, nowMs)).toBeUndefined());

  it("knows no `now` where none is given", () => {
    expect(parseDateMath("now-1h", undefined)).toBeUndefined();
    expect(parseDateMath("2024-05-01||+1d", undefined)).toBeDefined();
  });

  it("never throws, and gives only instants that can be written", () => {
    const soup = fc.array(
      fc.constantFrom(
        "now",
        "2024-05-01",
        "||",
        "+1",
        "-999999999",
        "/",
        "d",
        "y",
        "M",
        "T",
        "24:00",
        "+275760",
        "x",
        " ",
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          soup.map((parts) => parts.join("")),
          fc.string(),
        ),
        fc.double(),
        (text, now) => {
          expect(() => show(parseDateMath(text, now))).not.toThrow();
        },
      ),
    );
  });
});

describe("dateFromMs", () => {
  it.each([
    [0, { kind: "date", ms: 0, nanos: 0 }],
    [1.5, { kind: "date", ms: 1, nanos: 500_000 }],
    [-1.5, { kind: "date", ms: -2, nanos: 500_000 }],
    [8.64e15, { kind: "date", ms: 8.64e15, nanos: 0 }],
    [8.64e15 + 2, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ])("%d", (ms, expected) => expect(dateFromMs(ms)).toEqual(expected));
});
