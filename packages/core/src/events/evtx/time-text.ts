import { dateFromDays } from "../civil-date.ts";

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
  const ticksOfSecond = (msOfDay % 1000) * ticksPerMs + (rest % ticksPerMs);
  return `${dayText(Math.floor(ms / msPerDay))}T${clockText(msOfDay)}.${pad(ticksOfSecond, 7)}Z`;
}

/** A SYSTEMTIME (year, month, weekday, day, hour, minute, second, ms: two bytes each) as `2021-06-11T09:07:41.194Z`. */
export function systemTimeText(view: DataView, offset: number): string {
  const part = (index: number): number => view.getUint16(offset + 2 * index, true);
  const clock = `${pad(part(4), 2)}:${pad(part(5), 2)}:${pad(part(6), 2)}.${pad(part(7), 3)}`;
  return `${pad(part(0), 4)}-${pad(part(1), 2)}-${pad(part(3), 2)}T${clock}Z`;
}

const twoDigits = Array.from({ length: 100 }, (_, value) => pad(value, 2));

function clockText(msOfDay: number): string {
  const seconds = Math.floor(msOfDay / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}`;
}

/** Days from 1601-01-01, where FILETIME begins, to 1970-01-01. */
const daysTo1970 = 134_774;

// Times of a log follow each other, nearly all of them on the day of the one before.
let lastDay = Number.NaN;
let lastDayText = "";

function dayText(daysSince1601: number): string {
  if (daysSince1601 === lastDay) return lastDayText;
  const { year, month, day } = dateFromDays(daysSince1601 - daysTo1970);
  lastDay = daysSince1601;
  lastDayText = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  return lastDayText;
}

function pad(value: number, digits: number): string {
  return value.toString().padStart(digits, "0");
}
