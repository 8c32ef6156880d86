import type { TimeRangeMs } from "../time/time-range.ts";

/** What a histogram counts at one time. */
export interface HistogramColumn {
  readonly fromMs: number;
  /** By the key of the series; what is missing is none. */
  readonly counts: Readonly<Record<string, number>>;
}

/** One kind of what is counted, with the CSS variable of its colour. */
export interface HistogramSeries {
  readonly key: string;
  /** In the chosen language. */
  readonly label: string;
  /** Such as `--eqlite-high`. */
  readonly colour: string;
}

/** More columns than a screen has points are a mistake of who asks. */
const mostColumns = 5_000;

/**
 * All columns of a range, also those in which there was nothing. Columns stand at multiples of their width, so that the first
 * one may begin before the range does; what is given outside of the range is left out.
 */
export function fillColumns(
  { fromMs, toMs }: TimeRangeMs,
  widthMs: number,
  columns: readonly HistogramColumn[],
): readonly HistogramColumn[] {
  const firstMs = Math.floor(fromMs / widthMs) * widthMs;
  const count = Math.min(Math.ceil((toMs - firstMs) / widthMs), mostColumns);
  const known = new Map(
    columns.map((column) => [Math.floor(column.fromMs / widthMs) * widthMs, column.counts]),
  );
  return Array.from({ length: Math.max(count, 1) }, (_, at) => {
    const ms = firstMs + at * widthMs;
    return { fromMs: ms, counts: known.get(ms) ?? {} };
  });
}

export function columnTotal({ counts }: HistogramColumn, series: readonly HistogramSeries[]): number {
  return series.reduce((sum, { key }) => sum + (counts[key] ?? 0), 0);
}

/** How many there are of each series. */
export function seriesTotals(
  columns: readonly HistogramColumn[],
  series: readonly HistogramSeries[],
): readonly number[] {
  return series.map(({ key }) => columns.reduce((sum, { counts }) => sum + (counts[key] ?? 0), 0));
}

/** The highest column; undefined where all are empty. */
export function highestColumn(
  columns: readonly HistogramColumn[],
  series: readonly HistogramSeries[],
): HistogramColumn | undefined {
  let highest: HistogramColumn | undefined;
  let most = 0;
  for (const column of columns) {
    const total = columnTotal(column, series);
    if (total <= most) continue;
    most = total;
    highest = column;
  }
  return highest;
}

/** Whole columns from the first to the last that was touched, within the range. The order of both does not matter. */
export function columnsRange(
  columns: readonly HistogramColumn[],
  widthMs: number,
  [one, other]: readonly [number, number],
  range: TimeRangeMs,
): TimeRangeMs | undefined {
  const first = columns[Math.max(Math.min(one, other), 0)];
  const last = columns[Math.min(Math.max(one, other), columns.length - 1)];
  if (first === undefined || last === undefined) return undefined;
  const fromMs = Math.max(first.fromMs, range.fromMs);
  const toMs = Math.min(last.fromMs + widthMs, range.toMs);
  return fromMs < toMs ? { fromMs, toMs } : undefined;
}
