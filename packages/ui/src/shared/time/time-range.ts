import { parseDateMath } from "@eqlite/core/lang";

/** A time as people write it: ISO 8601 or date math such as `now-24h`. Half-open. */
export interface TimeRangeText {
  readonly from: string;
  readonly to: string;
}

/** Ranges that are offered; their names stand in the texts under `range`. */
export const quickRanges: readonly TimeRangeText[] = [
  { from: "now-15m", to: "now" },
  { from: "now-1h", to: "now" },
  { from: "now-24h", to: "now" },
  { from: "now-7d", to: "now" },
  { from: "now-30d", to: "now" },
  { from: "now-1y", to: "now" },
];

export interface TimeRangeMs {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Undefined where a text is no time, or the range is empty. */
export function resolveRange({ from, to }: TimeRangeText, nowMs: number): TimeRangeMs | undefined {
  const fromMs = parseDateMath(from, nowMs)?.from.ms;
  const toMs = parseDateMath(to, nowMs)?.from.ms;
  if (fromMs === undefined || toMs === undefined || fromMs >= toMs) return undefined;
  return { fromMs, toMs };
}

const intervals: readonly number[] = [
  1_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 10_800_000, 21_600_000,
  43_200_000, 86_400_000, 604_800_000, 2_592_000_000,
];

/** Width of the columns of a histogram so that there are at most so many. */
export function columnWidthMs({ fromMs, toMs }: TimeRangeMs, most: number): number {
  const least = (toMs - fromMs) / most;
  return intervals.find((intervalMs) => intervalMs >= least) ?? Math.ceil(least / 86_400_000) * 86_400_000;
}
