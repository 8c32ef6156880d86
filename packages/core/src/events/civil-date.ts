// Days to dates and back in the Gregorian calendar. 400 years are an era of 146,097 days; years begin in March, so that
// the leap day is the last one. Core has no clock and so no `Date`.

/** Days from 0000-03-01, where the first era begins, to 1970-01-01. */
const daysToEpoch = 719_468;

/** Days from 1970-01-01 to a day of the calendar. */
export function daysFromDate(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  // Months from March have 31, 30, 31, 30, 31 days and again: 153 days in five months.
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - daysToEpoch;
}

/** The date that lies so many days after 1970-01-01. */
export function dateFromDays(days: number): { year: number; month: number; day: number } {
  const era = Math.floor((days + daysToEpoch) / 146_097);
  const dayOfEra = days + daysToEpoch - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
