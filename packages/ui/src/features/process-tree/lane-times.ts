import type { ProcessRow } from "../../shared/processes/process-rows.ts";

/** The time that lanes show: from the first start to the last end or event, with a little room. Undefined without times. */
export function laneSpan(
  rows: readonly ProcessRow[],
  eventTimes: readonly number[] = [],
): { readonly fromMs: number; readonly toMs: number } | undefined {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  const take = (ms: number): void => {
    if (Number.isNaN(ms)) return;
    fromMs = Math.min(fromMs, ms);
    toMs = Math.max(toMs, ms);
  };
  for (const { process } of rows) {
    if (process.started_at !== null) take(Date.parse(process.started_at));
    if (process.ended_at !== null) take(Date.parse(process.ended_at));
  }
  for (const ms of eventTimes) take(ms);
  if (fromMs > toMs) return undefined;
  const room = Math.max(500, (toMs - fromMs) * 0.03);
  return { fromMs: fromMs - room, toMs: toMs + room };
}

/** Where a bar or mark stands, in percent of the width. */
export function lanePlace(
  ms: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): number {
  return Math.min(100, Math.max(0, ((ms - fromMs) / (toMs - fromMs)) * 100));
}
