import type { DateValue } from "./values.ts";

/** All instants that a date text can mean: `2024-05-01` is the whole day (specification 4.5). Both ends inclusive. */
export interface DateSpan {
  readonly from: DateValue;
  readonly to: DateValue;
}

const isoDate =
  /^(\d{4}|[+-]\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ](?:(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** Latest and earliest instant the calendar knows. */
const maxMs = 8.64e15;

/**
 * Reads an ISO 8601 date or date-time, UTC where no zone is given. Undefined where the text is none.
 * Fractions of a second beyond the millisecond are kept in `nanos`.
 */
export function parseDateSpan(text: string): DateSpan | undefined {
  const found = isoDate.exec(text.trim());
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = found;
  const fields = [
    Number(year),
    Number(month ?? 1),
    Number(day ?? 1),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  ] as const;
  const startMs = utcMs(...fields);
  if (startMs === undefined) return undefined;
  const offsetMs = zoneOffsetMs(zone);
  if (offsetMs === undefined) return undefined;
  const base = startMs - offsetMs;
  if (fraction !== undefined) {
    const nanosOfSecond = Number(fraction.padEnd(9, "0"));
    const ms = base + Math.floor(nanosOfSecond / 1_000_000);
    // Fewer than three digits still name one instant of the millisecond clock.
    return spanBetween(ms, ms, nanosOfSecond % 1_000_000, nanosOfSecond % 1_000_000);
  }
  const unit =
    second !== undefined
      ? "s"
      : minute !== undefined
        ? "m"
        : hour !== undefined
          ? "h"
          : day !== undefined
            ? "d"
            : month !== undefined
              ? "M"
              : "y";
  return spanBetween(base, addUnits(startMs, 1, unit) - offsetMs - 1, 0, 999_999);
}

/** From the first to the last instant, in milliseconds and the nanoseconds beyond them, where the calendar knows both. */
function spanBetween(fromMs: number, toMs: number, fromNanos: number, toNanos: number): DateSpan | undefined {
  if (!(Math.abs(fromMs) <= maxMs && Math.abs(toMs) <= maxMs)) return undefined;
  return { from: date(fromMs, fromNanos), to: date(toMs, toNanos) };
}

/** The instant of a date text: the start of what it can mean. */
export function parseDate(text: string): DateValue | undefined {
  return parseDateSpan(text)?.from;
}

/** An instant from epoch milliseconds; undefined where the calendar does not know it. */
export function dateFromMs(ms: number): DateValue | undefined {
  if (!Number.isFinite(ms) || Math.abs(ms) > maxMs) return undefined;
  const whole = Math.floor(ms);
  return date(whole, Math.round((ms - whole) * 1_000_000) % 1_000_000);
}

type Unit = "y" | "M" | "w" | "d" | "h" | "H" | "m" | "s";

/**
 * Reads date math: `now-1h`, `now/d`, `2024-05-01||+1M/d`. `nowMs` stands for `now`.
 * Undefined where the text is none. Rounding (`/d`) gives the whole unit as span.
 */
export function parseDateMath(text: string, nowMs: number | undefined): DateSpan | undefined {
  const trimmed = text.trim();
  const bar = trimmed.indexOf("||");
  let span: DateSpan | undefined;
  let rest: string;
  if (/^now(?![a-z])/.test(trimmed)) {
    const now = nowMs === undefined ? undefined : dateFromMs(nowMs);
    span = now === undefined ? undefined : { from: now, to: now };
    rest = trimmed.slice(3);
  } else if (bar !== -1) {
    const anchor = parseDate(trimmed.slice(0, bar));
    span = anchor === undefined ? undefined : { from: anchor, to: anchor };
    rest = trimmed.slice(bar + 2);
  } else {
    return parseDateSpan(trimmed);
  }
  if (!/^(?:[+-]\d{1,9}[yMwdhHms]|\/[yMwdhHms])*$/.test(rest)) return undefined;
  for (const [step] of rest.matchAll(/[+-]\d+[yMwdhHms]|\/[yMwdhHms]/g)) {
    if (span === undefined) return undefined;
    span = applyStep(span.from.ms, step);
  }
  return span;
}

function applyStep(ms: number, step: string): DateSpan | undefined {
  const unit = step.slice(-1) as Unit;
  if (step.startsWith("/")) {
    const start = startOfUnit(ms, unit);
    return spanBetween(start, addUnits(start, 1, unit) - 1, 0, 999_999);
  }
  const moved = dateFromMs(addUnits(ms, Number(step.slice(0, -1)), unit));
  return moved === undefined ? undefined : { from: moved, to: moved };
}

const fixedMs: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  H: 3_600_000,
  m: 60_000,
  s: 1_000,
};

function addUnits(ms: number, count: number, unit: Unit): number {
  const fixed = fixedMs[unit];
  if (fixed !== undefined) return ms + count * fixed;
  const start = new Date(ms);
  const months = start.getUTCMonth() + (unit === "y" ? 12 * count : count);
  const year = start.getUTCFullYear() + Math.floor(months / 12);
  const month = ((months % 12) + 12) % 12;
  // 31 January plus a month is the last day of February, as in the original's calendar.
  const day = Math.min(start.getUTCDate(), daysInMonth(year, month + 1));
  return dateMs(year, month, day) + (((ms % 86_400_000) + 86_400_000) % 86_400_000);
}

function startOfUnit(ms: number, unit: Unit): number {
  const day = Math.floor(ms / 86_400_000) * 86_400_000;
  const at = new Date(day);
  switch (unit) {
    case "y":
      return dateMs(at.getUTCFullYear(), 0, 1);
    case "M":
      return dateMs(at.getUTCFullYear(), at.getUTCMonth(), 1);
    case "w":
      // Weeks start on Monday.
      return day - ((at.getUTCDay() + 6) % 7) * 86_400_000;
    case "d":
      return day;
    case "h":
    case "H":
    case "m":
    case "s": {
      const length = fixedMs[unit] ?? 1_000;
      return Math.floor(ms / length) * length;
    }
  }
}

function dateMs(year: number, month: number, day: number): number {
  const at = new Date(0);
  // Date.UTC reads the years 0 to 99 as 1900 to 1999.
  at.setUTCFullYear(year, month, day);
  return at.getTime();
}

function daysInMonth(year: number, month: number): number {
  return new Date(dateMs(year, month, 0)).getUTCDate();
}

function utcMs(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  const isMidnightAtEnd = hour === 24 && minute === 0 && second === 0;
  if ((hour > 23 && !isMidnightAtEnd) || minute > 59 || second > 59) return undefined;
  const ms = dateMs(year, month - 1, day) + hour * 3_600_000 + minute * 60_000 + second * 1_000;
  return Number.isFinite(ms) ? ms : undefined;
}

/** Undefined beyond 18 hours, the largest offset of ISO 8601 as the original reads it. */
function zoneOffsetMs(zone: string | undefined): number | undefined {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  const digits = zone.slice(1).replace(":", "");
  const minutes = Number(digits.slice(2, 4) || 0);
  const offsetMs = Number(digits.slice(0, 2)) * 3_600_000 + minutes * 60_000;
  return minutes > 59 || offsetMs > 18 * 3_600_000 ? undefined : sign * offsetMs;
}

function date(ms: number, nanos: number): DateValue {
  return { kind: "date", ms, nanos };
}
