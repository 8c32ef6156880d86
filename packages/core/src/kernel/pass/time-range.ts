import type { JsonObject } from "../../events/index.ts";
import { convertToDate, type FieldSource } from "../../match/index.ts";
import { kernelTimeField } from "../kernel-options.ts";

/** Half-open, in milliseconds since 1970. An event without a time is in no range. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Which documents a pass looks at, and how many it does not. */
export interface RangeFilter {
  covers(document: JsonObject): boolean;
  /** Milliseconds since 1970 of the document that was asked for last; minus infinity where it has no time. */
  readonly ms: number;
  /** Events without a time that can be read. */
  readonly withoutTime: number;
  /** Events left out. */
  readonly outside: number;
}

/** @param range all events where it is left out */
export function createRangeFilter(
  range: TimeRange | undefined,
  fields: FieldSource<JsonObject>,
): RangeFilter {
  const readTimestamp = fields.raw(kernelTimeField);
  let lastMs = Number.NEGATIVE_INFINITY;
  let withoutTime = 0;
  let outside = 0;
  return {
    covers(document) {
      const [raw] = readTimestamp(document);
      const ms = raw === undefined ? undefined : convertToDate(raw)?.ms;
      lastMs = ms ?? Number.NEGATIVE_INFINITY;
      if (ms === undefined) withoutTime += 1;
      const isCovered = range === undefined || (ms !== undefined && ms >= range.fromMs && ms < range.toMs);
      if (!isCovered) outside += 1;
      return isCovered;
    },
    get ms() {
      return lastMs;
    },
    get withoutTime() {
      return withoutTime;
    },
    get outside() {
      return outside;
    },
  };
}
