import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonObject, type JsonValue, stringifyJson } from "../events/index.ts";
import { convertFieldValue } from "../match/index.ts";
import { createKernelVerdicts } from "./verdicts.test-support.ts";

const kernel = createKernelVerdicts([]);

/** Time of an event, or undefined where it has none, as the reference path reads it. */
function expectedTime(raw: JsonValue): readonly [ms: number, nanos: number] {
  const date = convertFieldValue(raw, "date_nanos");
  return typeof date === "object" && date !== null && date.kind === "date"
    ? [date.ms, date.nanos]
    : [Number.NEGATIVE_INFINITY, 0];
}

/** The time of an event by its line and as a document. */
function timesOf(raw: JsonValue): readonly (readonly (number | undefined)[])[] {
  const document: JsonObject = { event: { category: "p" }, "@timestamp": raw };
  const [line] = kernel.ofLines([stringifyJson(document)]);
  const found = kernel.ofDocument(document);
  return [
    [line?.ms, line?.nanos],
    [found.ms, found.nanos],
  ];
}

function expectRight(raw: JsonValue): void {
  const expected = expectedTime(raw);
  expect(timesOf(raw), String(raw)).toEqual([expected, expected]);
}

describe("the time of an event is that of the reference path", () => {
  it("on every day of years that matter", () => {
    const pad = (number: number, digits = 2): string => String(number).padStart(digits, "0");
    const years = [
      0, 1, 4, 100, 400, 1582, 1600, 1899, 1900, 1969, 1970, 1972, 2000, 2023, 2024, 2100, 2400, 9999,
    ];
    let days = 0;
    for (const year of years) {
      const lines: string[] = [];
      const expected: (readonly [number, number])[] = [];
      for (let month = 0; month <= 13; month += 1) {
        for (const day of [0, 1, 2, 15, 27, 28, 29, 30, 31, 32]) {
          const text = `${pad(year, 4)}-${pad(month)}-${pad(day)}T23:59:58.123456789Z`;
          lines.push(`{"event.category":"p","@timestamp":"${text}"}`);
          expected.push(expectedTime(text));
        }
      }
      expect(kernel.ofLines(lines).map((found) => [found?.ms, found?.nanos])).toEqual(expected);
      days += expected.filter(([ms]) => Number.isFinite(ms)).length;
    }
    expect(days).toBeGreaterThan(years.length * 12 * 6);
  });

  it.each([
    ...["2024-05-01T10:00:00Z", "2024-05-01T10:00:00z", "2024-05-01t10:00:00Z", "2024-05-01 10:00:00Z"],
    ...["2024-05-01T10:00:00", "2024-05-01T10:00Z", "2024-05-01T10Z", "2024-05-01", "2024-05", "2024"],
    ...[
      "2024-05-01T10:00:00+02:00",
      "2024-05-01T10:00:00-0200",
      "2024-05-01T10:00:00+02",
      "2024-05-01T10:00:00+00:00",
    ],
    ...["2024-05-01T24:00:00Z", "2024-05-01T23:60:00Z", "2024-05-01T23:59:60Z", "2024-05-01T23:59:59Z"],
    ...[
      "2024-05-01T10:00:00.Z",
      "2024-05-01T10:00:00,5Z",
      "2024-05-01T10:00:00.5",
      "2024-05-01T10:00:00.5ZZ",
    ],
    ...["2024-05-01T10:00:0aZ", "2024-05-01T1 :00:00Z", "2024-0/-01T10:00:00Z", "202:-05-01T10:00:00Z"],
    ...["2024-05-01T10:00:00.1x3Z", "2024-05-01T10-00:00Z", "2024/05/01T10:00:00Z", "+2024-05-01T10:00:00Z"],
    ...["-0001-05-01T10:00:00Z", "10000-05-01T10:00:00Z", "99999-05-01T10:00:00Z", "", "Z", "now", "null"],
    ...[
      "1714557600000",
      "1714557600",
      "12345",
      "1234",
      "-12345",
      "1714557600000.5",
      " 1714557600000",
      "1e12",
    ],
    ...["2024-05-01T10:00:00Z ", " 2024-05-01T10:00:00Z", "2024-05-01T10:00:00\u00e9", "\ud83d"],
  ])("for %j", (text) => expectRight(text));

  it("for fractions of every length", () => {
    for (let digits = 0; digits <= 12; digits += 1) {
      for (const fraction of ["123456789012", "000000000001", "999999999999", "100000000000"]) {
        expectRight(`2024-05-01T10:00:00.${fraction.slice(0, digits)}Z`);
        expectRight(`1969-12-31T23:59:59.${fraction.slice(0, digits)}Z`);
      }
    }
  });

  it("for values of every type", () => {
    const values: readonly JsonValue[] = [
      ...[
        0,
        1,
        -1,
        1714557600000,
        1714557600000.5,
        1714557600000.0005,
        1e300,
        8.64e15,
        8.64e15 + 2,
        -8.64e15,
      ],
      ...[
        99999999999999999999n,
        -99999999999999999999n,
        true,
        null,
        [],
        {},
        [null],
        [null, "2024-05-01T10:00:00Z"],
      ],
      [["2024-05-01T10:00:00Z"]],
    ];
    for (const raw of values) {
      const first = [raw].flat(2).find((value) => value !== null) ?? null;
      const expected = expectedTime(typeof first === "object" ? null : first);
      expect(timesOf(raw), String(raw)).toEqual([expected, expected]);
    }
  });

  it("for any text that looks like a time", () => {
    const digits = fc.constantFrom("0", "1", "2", "3", "5", "9");
    const text = fc
      .tuple(
        fc.array(digits, { minLength: 23, maxLength: 23 }),
        fc.constantFrom("Z", "Z", "Z", "+01:00", ""),
        fc.nat({ max: 9 }),
      )
      .map(([d, zone, length]) => {
        const [date, clock] = [d.slice(0, 8).join(""), d.slice(8, 14).join("")];
        const fraction = length === 0 ? "" : `.${d.slice(14, 14 + length).join("")}`;
        const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
        return `${day}T${clock.slice(0, 2)}:${clock.slice(2, 4)}:${clock.slice(4)}${fraction}${zone}`;
      });
    fc.assert(fc.property(text, expectRight), { numRuns: 1_500 });
  });

  it("is the first of several", () => {
    const times = ["2024-05-01T10:00:00Z", "2024-05-01T11:00:00Z"];
    const found: boolean[] = [];
    const judge = (raw: JsonValue): void => {
      kernel.kernel.judgeDocument(
        { event: { category: "p" }, "@timestamp": raw },
        {
          event: ({ hasSeveralTimes }) => found.push(hasSeveralTimes),
        },
      );
    };
    for (const raw of [times, times[0] ?? "", [1, 2], ["x", 5], null]) judge(raw);
    expect(found).toEqual([true, false, true, true, false]);
    const expected = expectedTime("2024-05-01T10:00:00Z");
    expect(timesOf(times)).toEqual([expected, expected]);
    expect(timesOf(["x", 5])).toEqual([
      [Number.NEGATIVE_INFINITY, 0],
      [Number.NEGATIVE_INFINITY, 0],
    ]);
  });
});
