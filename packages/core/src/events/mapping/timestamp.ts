import { dateFromDays, daysFromDate } from "../civil-date.ts";

/**
 * Reads `yyyy-MM-dd HH:mm:ss` or the same with `T`, a fraction of a second and a zone (Sysmon's UtcTime, evtx_dump's
 * SystemTime, the exporters' own times). Without a zone it is read as UTC, which may be hours off, see `namesZone`.
 * Returns ISO 8601 in UTC with three to nine digits of a second, e.g. `2021-06-12T01:07:41.181Z`; undefined where the text
 * is something else or names no real moment.
 */
export function parseTimestamp(text: string): string | undefined {
  const year = numberAt(text, 0, 4);
  const month = numberAt(text, 5, 2);
  const day = numberAt(text, 8, 2);
  const hour = numberAt(text, 11, 2);
  const minute = numberAt(text, 14, 2);
  const second = numberAt(text, 17, 2);
  if (!hasSeparators(text) || !isDate(year, month, day)) return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  const fractionEnd = endOfFraction(text);
  const zone = text.slice(fractionEnd);
  if (zone === "Z" && isWrittenAsIso(text, fractionEnd)) return text;
  const digits = fractionDigits(text.slice(20, fractionEnd));
  if (zone === "" || zone === "Z" || zone === " UTC") {
    return `${text.slice(0, 10)}T${text.slice(11, 19)}.${digits}Z`;
  }
  const offset = zoneOffsetSeconds(zone);
  if (offset === undefined) return undefined;
  const seconds = daysFromDate(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  return formatSeconds(seconds - offset, digits);
}

/** Whether a text that is a timestamp names its zone: it then goes on behind the seconds and their fraction. */
export function namesZone(text: string): boolean {
  return endOfFraction(text) < text.length;
}

/** The number of decimal digits at a place; NaN where there are not as many. */
function numberAt(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

const blank = 0x20;
const hyphen = 0x2d;
const point = 0x2e;
const zero = 0x30;
const colon = 0x3a;
const letterT = 0x54;

function hasSeparators(text: string): boolean {
  const between = text.charCodeAt(10);
  return (
    text.charCodeAt(4) === hyphen &&
    text.charCodeAt(7) === hyphen &&
    (between === letterT || between === blank) &&
    text.charCodeAt(13) === colon &&
    text.charCodeAt(16) === colon
  );
}

/** Whether a text in UTC is already as it would be written: with `T` and a fraction that needs no zeros more or less. */
function isWrittenAsIso(text: string, fractionEnd: number): boolean {
  if (text.charCodeAt(10) !== letterT || text.charCodeAt(19) !== point) return false;
  return fractionEnd === 23 || (fractionEnd > 23 && text.charCodeAt(fractionEnd - 1) !== zero);
}

/** Where the fraction of a second ends: at 19 if there is none. At most nine digits are one. */
function endOfFraction(text: string): number {
  if (text[19] !== "." && text[19] !== ",") return 19;
  let end = 20;
  while (end < 29 && !Number.isNaN(numberAt(text, end, 1))) end += 1;
  return end;
}

const fileTimeTicksPerSecond = 10_000_000n;
const fileTimeOfUnixEpoch = 116_444_736_000_000_000n;

/**
 * A FILETIME (ticks of 100 ns since 1601, as Endgame writes them) as ISO 8601: three digits of a second, or seven where
 * the ticks say more. Undefined before 1601 and after the year 9999.
 */
export function formatFileTime(ticks: bigint): string | undefined {
  if (ticks < 0n) return undefined;
  const fraction = String(ticks % fileTimeTicksPerSecond).padStart(7, "0");
  const wholeSeconds = ticks / fileTimeTicksPerSecond - fileTimeOfUnixEpoch / fileTimeTicksPerSecond;
  return formatSeconds(Number(wholeSeconds), fraction.endsWith("0000") ? fraction.slice(0, 3) : fraction);
}

/** The fraction with at least three digits and no zeros that say nothing beyond them. */
function fractionDigits(fraction: string): string {
  let end = fraction.length;
  while (end > 3 && fraction.charCodeAt(end - 1) === zero) end -= 1;
  return fraction.slice(0, end).padEnd(3, "0");
}

const zoneText = /^ ?([+-])(\d\d):?(\d\d)$/;

function zoneOffsetSeconds(zone: string): number | undefined {
  const parts = zoneText.exec(zone);
  if (parts === null) return undefined;
  const seconds = Number(parts[2]) * 3600 + Number(parts[3]) * 60;
  return parts[1] === "-" ? -seconds : seconds;
}

function isDate(year: number, month: number, day: number): boolean {
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1)) return false;
  if (day <= 28) return true;
  const [nextYear, nextMonth] = month === 12 ? [year + 1, 1] : [year, month + 1];
  return day <= daysFromDate(nextYear, nextMonth, 1) - daysFromDate(year, month, 1);
}

/** Seconds since 1970 as ISO 8601; undefined outside the years 0 to 9999. */
function formatSeconds(seconds: number, digits: string): string | undefined {
  const days = Math.floor(seconds / 86_400);
  const secondOfDay = seconds - days * 86_400;
  const { year, month, day } = dateFromDays(days);
  if (!(year >= 0 && year <= 9999)) return undefined;
  const two = (value: number): string => String(value).padStart(2, "0");
  const time = `${two(Math.floor(secondOfDay / 3600))}:${two(Math.floor(secondOfDay / 60) % 60)}:${two(secondOfDay % 60)}`;
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${time}.${digits}Z`;
}
