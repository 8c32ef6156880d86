import {
  hasRangeAt,
  outsideCountAt,
  rangeFromAt,
  rangeToAt,
  severalTimesBit,
  timeAbsent,
  timeFieldAt,
  timeKindAt,
  timeKindMask,
  timeKnown,
  timeMsAt,
  timeNanosAt,
  timeToRead,
  valueEnd,
  valueField,
  valueHasEscapes,
  valueIsString,
  valueNext,
  valueStart,
  withoutTimeCountAt,
} from "../memory-layout";
import { isDigit, zero } from "./bytes";
import { firstValue } from "./leaf";

/**
 * Reads the time of the current event where it is written as nearly all are, `2024-05-01T10:00:00.123456789Z`; any other
 * form is left to the caller.
 */
export function readTime(): void {
  store<u32>(timeNanosAt, 0);
  const value = firstValue(load<u32>(timeFieldAt));
  if (value == 0) {
    store<u32>(timeKindAt, timeAbsent);
    return;
  }
  const several: u32 = load<u32>(value, valueNext) == 0 ? 0 : severalTimesBit;
  store<u32>(timeKindAt, timeToRead | several);
  if ((load<u32>(value, valueField) & (valueIsString | valueHasEscapes)) != valueIsString) return;
  const from = <usize>load<u32>(value, valueStart);
  const to = <usize>load<u32>(value, valueEnd);
  const length = <u32>(to - from);
  if (length < 20 || length > 30 || <u32>load<u8>(to - 1) != 0x5a) return;
  if (!hasByte(from, 4, 0x2d) || !hasByte(from, 7, 0x2d) || !hasByte(from, 10, 0x54)) return;
  if (!hasByte(from, 13, 0x3a) || !hasByte(from, 16, 0x3a)) return;
  isNumber = true;
  const year = twoDigits(from) * 100 + twoDigits(from + 2);
  const month = twoDigits(from + 5);
  const day = twoDigits(from + 8);
  const hour = twoDigits(from + 11);
  const minute = twoDigits(from + 14);
  const second = twoDigits(from + 17);
  let nanos: u32 = 0;
  if (length > 20) {
    if (length == 21 || !hasByte(from, 19, 0x2e)) return;
    let unit: u32 = 100_000_000;
    for (let at = from + 20; at < to - 1; at += 1) {
      const byte = <u32>load<u8>(at);
      if (!isDigit(byte)) return;
      nanos += (byte - zero) * unit;
      unit /= 10;
    }
  }
  if (!isNumber || year == 0 || month < 1 || month > 12 || day < 1 || day > daysOf(month, year)) return;
  if (hour > 23 || minute > 59 || second > 59) return;
  const seconds = daysSince1970(year, month, day) * 86_400 + <i64>(hour * 3_600 + minute * 60 + second);
  store<f64>(timeMsAt, <f64>(seconds * 1_000 + <i64>(nanos / 1_000_000)));
  store<u32>(timeNanosAt, nanos % 1_000_000);
  store<u32>(timeKindAt, timeKnown | several);
}

/** Counts an event that is outside of the range or has no time; whether it is to be judged. Its time has been read. */
export function isInRange(): bool {
  const isKnown = (load<u32>(timeKindAt) & timeKindMask) == timeKnown;
  if (!isKnown) store<u32>(withoutTimeCountAt, load<u32>(withoutTimeCountAt) + 1);
  if (load<u32>(hasRangeAt) == 0) return true;
  const ms = load<f64>(timeMsAt);
  if (isKnown && ms >= load<f64>(rangeFromAt) && ms < load<f64>(rangeToAt)) return true;
  store<u32>(outsideCountAt, load<u32>(outsideCountAt) + 1);
  return false;
}

let isNumber = true;

function hasByte(from: usize, offset: usize, byte: u32): bool {
  return <u32>load<u8>(from + offset) == byte;
}

function twoDigits(at: usize): u32 {
  const tens = <u32>load<u8>(at) - zero;
  const ones = <u32>load<u8>(at, 1) - zero;
  if (tens > 9 || ones > 9) isNumber = false;
  return tens * 10 + ones;
}

function isLeap(year: u32): bool {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

function daysOf(month: u32, year: u32): u32 {
  if (month == 2) return isLeap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Days of the Gregorian calendar, in years that begin in March so that the leap day is the last. */
function daysSince1970(year: u32, month: u32, day: u32): i64 {
  const y = <i64>year - (month <= 2 ? 1 : 0);
  const era = y / 400;
  const yearOfEra = y - era * 400;
  const monthFromMarch = <i64>((month + 9) % 12);
  const dayOfYear = (153 * monthFromMarch + 2) / 5 + <i64>day - 1;
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
