const msPerDay = 86_400_000;
const ticksPerMs = 10_000;

/**
 * A FILETIME, 100 ns since 1601, as `2021-06-11T09:07:41.1941234Z`. It has always all seven digits, so that texts
 * order like times.
 */
export function fileTimeText(view: DataView, offset: number): string {
  // The 64 bits are divided in two steps, each exact in a double.
  const high = view.getUint32(offset + 4, true);
  const rest = (high % ticksPerMs) * 2 ** 32 + view.getUint32(offset, true);
  const ms = Math.floor(high / ticksPerMs) * 2 ** 32 + Math.floor(rest / ticksPerMs);
  const msOfDay = ms % msPerDay;
  return `${dayText(Math.floor(ms / msPerDay))}T${clockText(msOfDay)}${pad(rest % ticksPerMs, 4)}Z`;
}

/** A SYSTEMTIME (year, month, weekday, day, hour, minute, second, ms: two bytes each) as `2021-06-11T09:07:41.194Z`. */
export function systemTimeText(view: DataView, offset: number): string {
  const part = (index: number): number => view.getUint16(offset + 2 * index, true);
  const clock = `${pad(part(4), 2)}:${pad(part(5), 2)}:${pad(part(6), 2)}.${pad(part(7), 3)}`;
  return `${pad(part(0), 4)}-${pad(part(1), 2)}-${pad(part(3), 2)}T${clock}Z`;
}

function clockText(msOfDay: number): string {
  const seconds = Math.floor(msOfDay / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}:${pad(seconds % 60, 2)}.${pad(msOfDay % 1000, 3)}`;
}

/**
 * The date that lies `days` after 1601-01-01. 400 years of the Gregorian calendar are 146,097 days; years are counted
 * from March, so that a leap day comes last.
 */
function dayText(days: number): string {
  const sinceMarch1600 = days + 306;
  const era = Math.floor(sinceMarch1600 / 146_097);
  const dayOfEra = sinceMarch1600 % 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  // Months from March have 31, 30, 31, 30, 31 days and again: 153 days in five months.
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = 1600 + 400 * era + yearOfEra + (month <= 2 ? 1 : 0);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function pad(value: number, digits: number): string {
  return value.toString().padStart(digits, "0");
}
