import type { HistogramColumn } from "../../shared/ui/histogram-columns.ts";

/** Counts of narrow columns, added up in wider ones. */
export function summedColumns(
  columns: readonly { readonly from: string; readonly count: number }[],
  widthMs: number,
): readonly HistogramColumn[] {
  const counts = new Map<number, number>();
  for (const { from, count } of columns) {
    const fromMs = Math.floor(Date.parse(from) / widthMs) * widthMs;
    counts.set(fromMs, (counts.get(fromMs) ?? 0) + count);
  }
  return [...counts].map(([fromMs, alerts]) => ({ fromMs, counts: { alerts } }));
}
