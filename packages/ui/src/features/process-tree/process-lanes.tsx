import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { searchEvents } from "../../shared/api/search-events.ts";
import { readEventFields } from "../../shared/event/flatten-event.ts";
import { visibleText } from "../../shared/event/visible-text.ts";
import { type EventQuery, searchBody } from "../../shared/events-query/event-query.ts";
import type { ProcessRow } from "../../shared/processes/process-rows.ts";
import { useTimes } from "../../shared/time/use-times.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { type EventKind, kindTests, tellingKinds } from "./kind-tests.ts";
import { lanePlace, laneSpan } from "./lane-times.ts";
import type { TreeActions } from "./process-table.tsx";
import classes from "./process-tree.module.css";

/** Processes and events that are asked for at once. */
const maxProcesses = 300;
const maxMarks = 2_000;
const laneHeight = 26;

interface Mark {
  readonly kind: EventKind;
  readonly ms: number;
  readonly title: string;
}

/** Each process as a bar over time, its events as marks on it. */
export function ProcessLanes({ rows, selected, select }: Pick<TreeActions, "rows" | "selected" | "select">) {
  const { t } = useTranslation("process-tree");
  const times = useTimes();
  const scroller = useRef<HTMLDivElement>(null);
  const found = useMarks(rows);
  const marks = found.data?.marks;
  const span = useMemo(
    () =>
      laneSpan(
        rows,
        [...(marks?.values() ?? [])].flat().map(({ ms }) => ms),
      ),
    [rows, marks],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => laneHeight,
    overscan: 12,
  });
  if (span === undefined) {
    return (
      <Text size="sm" c="dimmed" p="md">
        {t("noTimes")}
      </Text>
    );
  }
  const ticks = [0, 50, 100];
  return (
    <section className={classes["lanes"]} aria-label={t("lanes")}>
      <div className={classes["legend"]}>
        {tellingKinds.map((kind) => (
          <span key={kind}>
            <i className={classes["mark"]} data-kind={kind} aria-hidden /> {t(`kind.${kind}`)}
          </span>
        ))}
        {found.data?.isCut === true && (
          <span className={classes["dim"]}>{t("marksCut", { count: maxMarks })}</span>
        )}
      </div>
      {found.error !== null && (
        <ErrorNotice title={t("marksFailed")} error={found.error} onRetry={() => void found.refetch()} />
      )}
      <div className={classes["axis"]} aria-hidden>
        {ticks.map((tick) => (
          <span
            key={tick}
            style={{ insetInlineStart: `${tick}%` }}
            data-end={tick === 100}
            data-start={tick === 0}
          >
            {times.exact(Math.round(span.fromMs + ((span.toMs - span.fromMs) * tick) / 100)).slice(11)}
          </span>
        ))}
      </div>
      <div ref={scroller} className={classes["laneScroller"]}>
        <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <Lane
                key={row.process.id}
                row={row}
                top={item.start}
                span={span}
                marks={marks?.get(row.process.id) ?? []}
                isSelected={row.process.id === selected}
                select={select}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}

interface LaneProps extends Pick<TreeActions, "select"> {
  readonly row: ProcessRow;
  readonly top: number;
  readonly span: { readonly fromMs: number; readonly toMs: number };
  readonly marks: readonly Mark[];
  readonly isSelected: boolean;
}

function Lane({ row: { process, depth }, top, span, marks, isSelected, select }: LaneProps) {
  const { t } = useTranslation("process-tree");
  const times = useTimes();
  const name = visibleText(process.name ?? process.id);
  // What began before, or has not ended as far as is known, reaches to the edge.
  const fromMs = process.started_at === null ? span.fromMs : Date.parse(process.started_at);
  const toMs = process.ended_at === null ? span.toMs : Date.parse(process.ended_at);
  const left = lanePlace(fromMs, span);
  const said = t("lane", {
    name,
    from: process.started_at === null ? "–" : times.clock(process.started_at),
    to: process.ended_at === null ? "–" : times.clock(process.ended_at),
    count: marks.length,
  });
  return (
    <button
      type="button"
      className={classes["lane"]}
      aria-pressed={isSelected}
      aria-label={said}
      data-relation={process.relation}
      style={{ transform: `translateY(${top}px)`, height: laneHeight }}
      onClick={() => select(process.id)}
    >
      <span
        className={classes["laneName"]}
        style={{ paddingInlineStart: Math.min(depth, 10) * 8 }}
        title={process.command_line ?? name}
      >
        {name}
      </span>
      <span className={classes["track"]}>
        <span
          className={classes["bar"]}
          data-open={process.ended_at === null}
          style={{
            insetInlineStart: `${left}%`,
            width: `max(2px, ${Math.max(0, lanePlace(toMs, span) - left)}%)`,
          }}
        />
        {marks.map(({ kind, ms, title }, at) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: several events may be of one time and kind
            key={at}
            className={classes["mark"]}
            data-kind={kind}
            title={title}
            style={{ insetInlineStart: `${lanePlace(ms, span)}%` }}
          />
        ))}
      </span>
    </button>
  );
}

/** Events of the processes that tell what they did, by process. */
function useMarks(rows: readonly ProcessRow[]) {
  const times = useTimes();
  const shown = rows.slice(0, maxProcesses);
  const byEntity = new Map(
    shown.flatMap(({ process }) => process.entity_ids.map((id) => [id, process.id] as const)),
  );
  const ids = [...byEntity.keys()];
  return useQuery({
    queryKey: ["process-marks", ids],
    queryFn: async ({ signal }) => {
      const query: EventQuery = {
        test: {
          all: [
            { field: "process.entity_id", oneOf: ids },
            { any: tellingKinds.map((kind) => kindTests[kind]) },
          ],
        },
        fromMs: 0,
        toMs: Date.now() + 86_400_000,
        size: maxMarks,
        order: "oldest-first",
      };
      const fields = [
        "@timestamp",
        "process.entity_id",
        "event",
        "dns.question.name",
        "file.path",
        "registry.path",
        "destination.ip",
        "network.protocol",
      ];
      const { hits } = await searchEvents("*", { ...searchBody(query), _source: fields }, signal);
      const marks = new Map<string, Mark[]>();
      for (const { _source } of hits.hits) {
        const event = readEventFields(_source);
        const process = byEntity.get(event.first("process.entity_id") ?? "");
        const time = event.first("@timestamp");
        if (process === undefined || time === undefined) continue;
        const what =
          event.first("dns.question.name", "file.path", "registry.path", "destination.ip", "event.action") ??
          "";
        const mark = {
          kind: kindOf(event.all("event.category"), event.first("dns.question.name") !== undefined),
          ms: Date.parse(time),
          title: `${times.exact(time)} ${visibleText(what)}`,
        };
        const of = marks.get(process);
        if (of === undefined) marks.set(process, [mark]);
        else of.push(mark);
      }
      return { marks, isCut: hits.hits.length >= maxMarks };
    },
    enabled: ids.length > 0,
    staleTime: 60_000,
  });
}

function kindOf(categories: readonly string[], isDns: boolean): EventKind {
  if (isDns) return "dns";
  for (const kind of ["file", "registry", "network"] as const) if (categories.includes(kind)) return kind;
  return "process";
}
