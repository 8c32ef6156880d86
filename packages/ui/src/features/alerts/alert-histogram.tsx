import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../../shared/api/call.ts";
import { columnWidthMs, resolveRange, type TimeRangeMs } from "../../shared/time/time-range.ts";
import { Histogram } from "../../shared/ui/histogram.tsx";
import { fillColumns } from "../../shared/ui/histogram-columns.ts";
import { severities } from "../../shared/ui/severity-badge.tsx";
import { filterOf } from "./alert-filter.ts";
import type { AlertsView } from "./alerts-search.ts";

interface AlertHistogramProps {
  readonly view: AlertsView;
  readonly nowMs: number;
  readonly place: number | undefined;
  readonly height: number;
  readonly onSelect: (range: TimeRangeMs) => void;
}

const mostColumns = 90;

/** How many alerts there were when, by severity. */
export function AlertHistogram({ view, nowMs, place, height, onSelect }: AlertHistogramProps) {
  const { t } = useTranslation(["alerts", "shared"]);
  const { from, to } = view;
  // Ranges that cannot be read are refused by the list, which says so.
  const range = useMemo(
    () => resolveRange({ from, to }, nowMs) ?? { fromMs: nowMs - 86_400_000, toMs: nowMs },
    [from, to, nowMs],
  );
  const widthMs = columnWidthMs(range, mostColumns);
  const filter = filterOf(view, nowMs);
  const { data } = useQuery({
    queryKey: ["alerts", "histogram", filter, widthMs, place],
    enabled: place !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => ({
      widthMs,
      range,
      answer: await call("GET /api/v1/alerts/histogram", {
        query: {
          ...filter,
          interval: `${widthMs}ms`,
          by: "severity",
          ...(place === undefined ? {} : { added_until: place }),
        },
        signal,
      }),
    }),
  });
  // What is shown while other counts are loaded keeps the time it was counted over.
  const shownRange = data?.range ?? range;
  const shownWidthMs = data?.widthMs ?? widthMs;
  const columns = useMemo(
    () =>
      fillColumns(
        shownRange,
        shownWidthMs,
        (data?.answer.columns ?? []).map(({ from: begins, counts = {} }) => ({
          fromMs: Date.parse(begins),
          counts,
        })),
      ),
    [data, shownRange, shownWidthMs],
  );
  const series = useMemo(
    () =>
      severities.map((key) => ({
        key,
        label: t(`severity.${key}`, { ns: "shared" }),
        colour: `--eqlite-${key}`,
      })),
    [t],
  );
  return (
    <Histogram
      label={t("histogram.label")}
      series={series}
      columns={columns}
      widthMs={shownWidthMs}
      range={shownRange}
      height={height}
      onSelect={onSelect}
    />
  );
}
