import { useComputedColorScheme, VisuallyHidden } from "@mantine/core";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import uPlot from "uplot";
import { numberFormat } from "../format/number-format.ts";
import "uplot/dist/uPlot.min.css";
import type { TimeRangeMs } from "../time/time-range.ts";
import { type Times, useTimes } from "../time/use-times.ts";
import classes from "./histogram.module.css";
import {
  columnsRange,
  columnTotal,
  type HistogramColumn,
  type HistogramSeries,
  highestColumn,
  seriesTotals,
} from "./histogram-columns.ts";

interface HistogramProps {
  /** What is counted, for who cannot see it: "Alerts over time". */
  readonly label: string;
  /** From the lowest in the stack to the highest; a single one has no legend. */
  readonly series: readonly HistogramSeries[];
  /** All of them, see `fillColumns`. */
  readonly columns: readonly HistogramColumn[];
  readonly widthMs: number;
  readonly range: TimeRangeMs;
  /** Of the drawing, in pixels; it never changes, so that nothing below it moves. */
  readonly height?: number;
  /** Somebody has chosen a time by drawing over it, clicking a column, or by keys. Without it nothing can be chosen. */
  readonly onSelect?: ((range: TimeRangeMs) => void) | undefined;
}

/** Columns over time, stacked by series. Arrow keys go from column to column, with shift they choose several, Enter takes them. */
export function Histogram({
  label,
  series,
  columns,
  widthMs,
  range,
  height = 120,
  onSelect,
}: HistogramProps) {
  const { t, i18n } = useTranslation("shared");
  const times = useTimes();
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const hint = useId();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  // What is drawn, as uPlot asks for it later.
  const shown = useRef({ series, columns, widthMs, times, range, onSelect });
  shown.current = { series, columns, widthMs, times, range, onSelect };
  const [pointed, setPointed] = useState<Pointed>();
  const [anchor, setAnchor] = useState<number>();
  const [isByKeys, setByKeys] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read anew when the scheme changes
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const selectColumns = (one: number, other: number): void => {
      const { onSelect: select, columns: all, widthMs: width, range: whole } = shown.current;
      const chosen = columnsRange(all, width, [one, other], whole);
      if (chosen !== undefined) select?.(chosen);
    };
    const columnAt = (chart: uPlot, left: number): number => {
      const { columns: all, widthMs: width } = shown.current;
      return Math.floor((chart.posToVal(left, "x") - (all[0]?.fromMs ?? 0)) / width);
    };
    let dragged = false;
    const chart = new uPlot(
      {
        ...options(getComputedStyle(element), element.clientWidth, height, i18n.language, shown),
        cursor: {
          y: false,
          points: { show: false },
          drag: { x: onSelect !== undefined, y: false, setScale: false },
        },
        hooks: {
          draw: [(self) => drawColumns(self, getComputedStyle(element), shown.current)],
          setCursor: [
            (self) => {
              const left = self.cursor.left ?? -1;
              setByKeys(false);
              setPointed(left < 0 ? undefined : pointAt(self, columnAt(self, left)));
            },
          ],
          setSelect: [
            (self) => {
              const { left, width } = self.select;
              if (width === 0) return;
              dragged = true;
              self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
              selectColumns(columnAt(self, left), columnAt(self, left + width - 0.01));
            },
          ],
        },
      },
      dataOf(shown.current),
      element,
    );
    chart.over.addEventListener("mousedown", () => {
      dragged = false;
    });
    chart.over.addEventListener("click", ({ offsetX }) => {
      const at = columnAt(chart, offsetX);
      const column = shown.current.columns[at];
      if (!dragged && column !== undefined && columnTotal(column, shown.current.series) > 0) {
        selectColumns(at, at);
      }
    });
    plot.current = chart;
    const resized = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientWidth !== chart.width) {
        chart.setSize({ width: element.clientWidth, height });
      }
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      chart.destroy();
      plot.current = undefined;
      setPointed(undefined);
    };
  }, [scheme, height, onSelect === undefined, i18n.language, times]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn is read through `shown`
  useEffect(() => plot.current?.setData(dataOf(shown.current)), [series, columns, widthMs]);

  const onKey = (event: React.KeyboardEvent): void => {
    const chart = plot.current;
    if (chart === undefined) return;
    const last = columns.length - 1;
    const at = pointed?.at;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: at === undefined ? last : Math.max(at - 1, 0),
      ArrowRight: at === undefined ? 0 : Math.min(at + 1, last),
      Home: 0,
      End: last,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setByKeys(true);
      setAnchor(event.shiftKey ? (anchor ?? at ?? next) : undefined);
      setPointed(pointAt(chart, next));
    } else if (event.key === "Enter" && at !== undefined) {
      event.preventDefault();
      const chosen = columnsRange(columns, widthMs, [anchor ?? at, at], range);
      if (chosen !== undefined) onSelect?.(chosen);
      setAnchor(undefined);
    } else if (event.key === "Escape" && at !== undefined) {
      setAnchor(undefined);
      setPointed(undefined);
    }
  };

  const count = numberFormat(i18n.language);
  const totals = seriesTotals(columns, series);
  const total = totals.reduce((sum, one) => sum + one, 0);
  const highest = highestColumn(columns, series);
  const touched =
    pointed === undefined
      ? undefined
      : columnsRange(columns, widthMs, [anchor ?? pointed.at, pointed.at], range);
  const inTouched =
    touched === undefined
      ? []
      : columns.filter(({ fromMs }) => fromMs + widthMs > touched.fromMs && fromMs < touched.toMs);
  const touchedTotals = seriesTotals(inTouched, series);
  const span = (one: TimeRangeMs): string => `${times.full(one.fromMs)} – ${times.full(one.toMs)}`;
  return (
    <figure className={classes["figure"]} aria-label={label}>
      {series.length > 1 && (
        <div className={classes["legend"]}>
          {series
            .map(({ key, label: name, colour }, at) => (
              <span key={key}>
                <span className={classes["swatch"]} style={{ background: `var(${colour})` }} />
                {name}
                <strong>{count.format(totals[at] ?? 0)}</strong>
              </span>
            ))
            .reverse()}
        </div>
      )}
      <VisuallyHidden>
        <p>
          {t("histogram.total", { total: count.format(total), range: span(range) })}{" "}
          {highest !== undefined &&
            t("histogram.highest", {
              total: count.format(columnTotal(highest, series)),
              time: times.full(highest.fromMs),
            })}
        </p>
        {onSelect !== undefined && <p id={hint}>{t("histogram.keys")}</p>}
        <p aria-live="polite">
          {isByKeys &&
            touched !== undefined &&
            `${span(touched)}: ${series.map(({ label: name }, at) => `${name} ${count.format(touchedTotals[at] ?? 0)}`).join(", ")}`}
        </p>
      </VisuallyHidden>
      {/* biome-ignore lint/a11y/useSemanticElements: no element is a drawing that keys move in */}
      <div
        ref={place}
        className={classes["plot"]}
        style={{ height }}
        role="group"
        aria-label={label}
        aria-describedby={onSelect === undefined ? undefined : hint}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys go from column to column
        tabIndex={0}
        onKeyDown={onKey}
        onBlur={() => {
          setPointed(undefined);
          setAnchor(undefined);
        }}
      />
      {pointed !== undefined && touched !== undefined && (
        <div
          className={classes["tip"]}
          aria-hidden
          style={pointed.isRight ? { right: pointed.fromRight } : { left: pointed.left }}
        >
          <div>{span(touched)}</div>
          <table>
            <tbody>
              {series
                .map(({ key, label: name, colour }, at) => (
                  <tr key={key}>
                    <td>
                      <span className={classes["swatch"]} style={{ background: `var(${colour})` }} />
                      {name}
                    </td>
                    <td>{count.format(touchedTotals[at] ?? 0)}</td>
                  </tr>
                ))
                .reverse()}
            </tbody>
          </table>
        </div>
      )}
    </figure>
  );
}

interface Pointed {
  /** Which column. */
  readonly at: number;
  readonly left: number;
  readonly fromRight: number;
  readonly isRight: boolean;
}

type Shown = Pick<HistogramProps, "series" | "columns" | "widthMs" | "range" | "onSelect"> & {
  readonly times: Times;
};

function pointAt(chart: uPlot, at: number): Pointed {
  const offset = chart.over.offsetLeft;
  const [first, second] = [chart.data[0][0] ?? 0, chart.data[0][1]];
  const width = second === undefined ? 0 : second - first;
  const middle = offset + chart.valToPos(first + (at + 0.5) * width, "x");
  return {
    at,
    left: middle + 12,
    fromRight: chart.width - middle + 12,
    isRight: middle > chart.width / 2,
  };
}

/** Times and totals: uPlot finds the scales and the axes from them; the columns are drawn by us. */
function dataOf({ columns, series, widthMs }: Shown): uPlot.AlignedData {
  const times = columns.map(({ fromMs }) => fromMs);
  const totals = columns.map((column) => columnTotal(column, series));
  // The end of the last column is a point of the axis.
  const lastMs = times.at(-1) ?? 0;
  return [
    [...times, lastMs + widthMs],
    [...totals, 0],
  ];
}

function options(
  style: CSSStyleDeclaration,
  width: number,
  height: number,
  language: string,
  shown: { readonly current: Shown },
): uPlot.Options {
  const dimmed = style.getPropertyValue("--mantine-color-dimmed");
  const line = style.getPropertyValue("--mantine-color-default-border");
  const font = `11px ${style.fontFamily}`;
  const compact = numberFormat(language, { notation: "compact" });
  return {
    width,
    height,
    ms: 1,
    legend: { show: false },
    padding: [6, 18, 0, 0],
    tzDate: (ms) => uPlot.tzDate(new Date(ms), shown.current.times.zone),
    scales: {
      x: { time: true, range: (_, least, most) => [least, most] },
      y: { range: (_, __, most) => [0, Math.max(most ?? 0, 1)] },
    },
    series: [{}, { paths: () => null, points: { show: false } }],
    axes: [
      {
        stroke: dimmed,
        font,
        size: 22,
        gap: 2,
        space: 70,
        grid: { show: false },
        ticks: { stroke: line, size: 4, width: 1 },
        values: (_, splits, __, ___, incrementMs) =>
          splits.map((ms, at) => axisTime(shown.current.times, ms, incrementMs, splits[at - 1])),
      },
      {
        stroke: dimmed,
        font,
        size: 38,
        gap: 4,
        space: 26,
        grid: { stroke: line, width: 1 },
        ticks: { show: false },
        // There is no half of a thing that is counted.
        incrs: wholeSteps,
        values: (_, splits) => splits.map((value) => compact.format(value)),
      },
    ],
  };
}

const wholeSteps: number[] = Array.from({ length: 12 }, (_, power) => 10 ** power).flatMap((one) => [
  one,
  one * 2,
  one * 5,
]);

/** As short as can be told apart: the date where it changes. */
function axisTime(times: Times, ms: number, incrementMs: number, beforeMs: number | undefined): string {
  if (incrementMs >= 86_400_000) return times.date(ms).slice(incrementMs >= 28 * 86_400_000 ? 0 : 5);
  if (beforeMs !== undefined && times.date(beforeMs) !== times.date(ms)) return times.date(ms).slice(5);
  return incrementMs < 60_000 ? times.clock(ms) : times.clock(ms).slice(0, 5);
}

function drawColumns(chart: uPlot, style: CSSStyleDeclaration, { series, columns, widthMs }: Shown): void {
  const { ctx } = chart;
  const colours = series.map(({ colour }) => style.getPropertyValue(colour));
  ctx.save();
  for (const { fromMs, counts } of columns) {
    const left = Math.round(chart.valToPos(fromMs, "x", true));
    const right = Math.round(chart.valToPos(fromMs + widthMs, "x", true));
    const gap = right - left > 4 ? Math.ceil(uPlot.pxRatio) : 0;
    let below = 0;
    for (const [at, { key }] of series.entries()) {
      const here = counts[key] ?? 0;
      if (here === 0) continue;
      const bottom = Math.round(chart.valToPos(below, "y", true));
      below += here;
      // One among thousands is still seen.
      const top = Math.min(Math.round(chart.valToPos(below, "y", true)), bottom - 1);
      ctx.fillStyle = colours[at] ?? "";
      ctx.fillRect(left, top, Math.max(right - left - gap, 1), bottom - top);
    }
  }
  ctx.restore();
}
