import { type Bound, dateFromMs, parseDate, parseDateMath } from "@eqlite/core/lang";
import type { Scalar } from "../read-arguments.ts";
import { refuse } from "../search-error.ts";
import type { DateReading } from "./query-node.ts";

export type DateSpan = Extract<Bound, { kind: "DateSpan" }>["span"];

/** Formats that are read as the language reads dates: ISO 8601, or a number. */
const knownFormats: ReadonlySet<string> = new Set([
  "strict_date_optional_time",
  "strict_date_optional_time_nanos",
  "date_optional_time",
  "strict_date_time",
  "strict_date_time_no_millis",
  "strict_date",
  "date_time",
  "date",
  "iso8601",
  "yyyy-MM-dd",
  "epoch_millis",
  "epoch_second",
]);

/** Reads `format` and `time_zone` of a range. */
export function readDateReading(
  format: string | undefined,
  timeZone: string | undefined,
  path: string,
): DateReading {
  const formats = format?.split("||") ?? [];
  const unknown = formats.find((name) => !knownFormats.has(name));
  if (unknown !== undefined) {
    refuse(`${path}.format`, `[${unknown}] is not supported; use strict_date_optional_time or epoch_millis`);
  }
  return {
    unit: formats.includes("epoch_second") ? "s" : "ms",
    offsetMs: timeZone === undefined ? 0 : parseOffset(timeZone, `${path}.time_zone`),
  };
}

/** `+02:00`, `-0530`, `Z` and `UTC`. Zones by name have offsets that change, and are refused. */
export function parseOffset(zone: string, path: string): number {
  if (/^(?:Z|UTC|GMT|Etc\/UTC)$/i.test(zone)) return 0;
  const found = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (found === null || Number(found[2]) > 18 || Number(found[3] ?? 0) > 59)
    return refuse(path, `[${zone}] is no offset; write it as +02:00`);
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0);
  return (found[1] === "-" ? -1 : 1) * minutes * 60_000;
}

/** All instants that a bound can mean; undefined where it is no date. */
export function parseDateBound(value: Scalar, reading: DateReading, nowMs: number): DateSpan | undefined {
  if (typeof value === "boolean") return undefined;
  if (typeof value !== "string" || /^-?\d{5,16}$/.test(value)) {
    const instant = dateFromMs(Number(value) * (reading.unit === "s" ? 1_000 : 1));
    return instant === undefined ? undefined : { from: instant, to: instant };
  }
  const { offsetMs } = reading;
  if (offsetMs === 0) return parseDateMath(value, nowMs);
  // Everything is computed as if the zone's own clock were UTC, so that days are rounded to those of the zone.
  const local = toLocal(value, offsetMs);
  const span = local === undefined ? undefined : parseDateMath(local, nowMs + offsetMs);
  const from = span === undefined ? undefined : dateFromMs(span.from.ms - offsetMs);
  const to = span === undefined ? undefined : dateFromMs(span.to.ms - offsetMs);
  if (span === undefined || from === undefined || to === undefined) return undefined;
  return { from: { ...from, nanos: span.from.nanos }, to: { ...to, nanos: span.to.nanos } };
}

/** A text with a zone of its own is brought to the other zone's clock. */
function toLocal(text: string, offsetMs: number): string | undefined {
  const bar = text.indexOf("||");
  const anchor = (bar === -1 ? text : text.slice(0, bar)).trim();
  const hasZone = /T.*(?:Z|[+-]\d{2}(?::?\d{2})?)$/i.test(anchor);
  if (!hasZone || anchor.startsWith("now")) return text;
  const date = parseDate(anchor);
  const moved = date === undefined ? undefined : dateFromMs(date.ms + offsetMs);
  if (moved === undefined) return undefined;
  return `${new Date(moved.ms).toISOString()}${bar === -1 ? "" : text.slice(bar)}`;
}
