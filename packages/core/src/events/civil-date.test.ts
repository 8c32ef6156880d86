import { describe, expect, it } from "vitest";
import { dateFromDays, daysFromDate } from "./civil-date.ts";

describe("civil dates", () => {
  it.each([
    [0, 1970, 1, 1],
    [-134_774, 1601, 1, 1],
    [11_016, 2000, 2, 29],
    [-25_509, 1900, 2, 28],
    [-25_508, 1900, 3, 1],
    [2_932_896, 9999, 12, 31],
  ])("%i days after 1970-01-01 is %i-%i-%i", (days, year, month, day) => {
    expect(dateFromDays(days)).toEqual({ year, month, day });
    expect(daysFromDate(year, month, day)).toBe(days);
  });

  it("agree with the calendar of the platform, every day of 800 years", () => {
    for (let days = -135_000; days < 157_000; days += 1) {
      const { year, month, day } = dateFromDays(days);
      const date = new Date(days * 86_400_000);
      if (date.getUTCFullYear() !== year || date.getUTCMonth() + 1 !== month || date.getUTCDate() !== day) {
        expect.unreachable(`day ${days} is given as ${year}-${month}-${day}`);
      }
      if (daysFromDate(year, month, day) !== days) expect.unreachable(`day ${days} does not come back`);
    }
  });
});
