import { compileFieldReader, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { convertFieldValue } from "@eqlite/core/match";

/** Which events a scan looks at. */
export interface TimeRange {
  covers(document: JsonObject): boolean;
  /** Events without a time that can be read. */
  readonly withoutTime: number;
  /** Events left out. */
  readonly outside: number;
}

const readTimestamp = compileFieldReader("@timestamp");

/**
 * Half-open, from `fromMs` to `toMs`, in milliseconds since 1970. An event without a time is outside of every range
 * but the one that is open on both sides.
 */
export function createTimeRange(
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
): TimeRange {
  const isOpen = fromMs === Number.NEGATIVE_INFINITY && toMs === Number.POSITIVE_INFINITY;
  let withoutTime = 0;
  let outside = 0;
  return {
    covers(document) {
      const [raw] = readTimestamp(document);
      if (isOpen && looksLikeTime(raw)) return true;
      const ms = timeOf(raw);
      if (ms === undefined) withoutTime += 1;
      const isCovered = isOpen || (ms !== undefined && ms >= fromMs && ms < toMs);
      if (!isCovered) outside += 1;
      return isCovered;
    },
    get withoutTime() {
      return withoutTime;
    },
    get outside() {
      return outside;
    },
  };
}

/** Nearly every event is stamped this way, and where no range is asked for its time need not be computed. */
function looksLikeTime(raw: JsonValue | undefined): boolean {
  return typeof raw === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(raw);
}

function timeOf(raw: JsonValue | undefined): number | undefined {
  const date = raw === undefined ? undefined : convertFieldValue(raw, "date");
  return typeof date === "object" && date !== null && date.kind === "date" ? date.ms : undefined;
}
