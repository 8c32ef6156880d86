import { Loader, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { SearchHit } from "../../shared/api/search-events.ts";
import { describeEvent } from "../../shared/event/describe-event.ts";
import { readEventFields } from "../../shared/event/flatten-event.ts";
import { SentenceText, useSentenceText } from "../../shared/event/sentence-text.tsx";
import { visibleText } from "../../shared/event/visible-text.ts";
import { useTimes } from "../../shared/time/use-times.ts";
import classes from "./explore.module.css";

interface EventTableProps {
  readonly hits: readonly SearchHit[];
  readonly columns: readonly string[];
  readonly openId: string | undefined;
  readonly onOpen: (id: string) => void;
  readonly onRemoveColumn: (name: string) => void;
  /** There are more, which are asked for when the end comes into view. */
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
}

const rowHeight = 30;

/** Events, newest first; only the rows in view exist. */
export function EventTable(props: EventTableProps) {
  const { hits, columns, openId, onOpen, onRemoveColumn, hasMore, isLoadingMore, loadMore } = props;
  const { t } = useTranslation("explore");
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: hits.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && last >= hits.length - 50) loadMore();
  }, [hasMore, isLoadingMore, last, hits.length, loadMore]);
  const template = {
    gridTemplateColumns: `184px minmax(260px, 5fr) ${columns.map(() => "minmax(110px, 2fr)").join(" ")}`,
  };
  return (
    <div className={classes["table"]} ref={scroller}>
      <table aria-label={t("events")} aria-rowcount={hits.length + 1}>
        <thead>
          <tr className={classes["head"]} style={template} aria-rowindex={1}>
            <th scope="col">@timestamp</th>
            <th scope="col">{t("what")}</th>
            {columns.map((name) => (
              <th scope="col" key={name} title={name}>
                {name}{" "}
                <button
                  type="button"
                  className={classes["remove"]}
                  aria-label={t("removeColumn", { name })}
                  onClick={() => onRemoveColumn(name)}
                >
                  ×
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={classes["rows"]} style={{ height: rows.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const hit = hits[index];
            if (hit === undefined) return null;
            return (
              <tr
                key={`${hit._index} ${hit._id}`}
                className={classes["row"]}
                aria-rowindex={index + 2}
                data-open={hit._id === openId}
                style={{ ...template, transform: `translateY(${start}px)` }}
              >
                <EventCells hit={hit} columns={columns} onOpen={onOpen} />
              </tr>
            );
          })}
        </tbody>
      </table>
      {isLoadingMore && (
        <Text size="sm" p="xs">
          <Loader size={14} /> {t("more")}
        </Text>
      )}
    </div>
  );
}

function EventCells({
  hit,
  columns,
  onOpen,
}: Pick<EventTableProps, "columns" | "onOpen"> & { readonly hit: SearchHit }) {
  const times = useTimes();
  const textOf = useSentenceText();
  const fields = readEventFields(hit._source);
  const time = fields.first("@timestamp");
  const sentence = describeEvent(fields);
  return (
    <>
      <td>
        <button type="button" className={classes["open"]} onClick={() => onOpen(hit._id)}>
          {time === undefined ? "–" : times.exact(time)}
        </button>
      </td>
      <td className={classes["cell"]} title={textOf(sentence)}>
        <SentenceText sentence={sentence} />
      </td>
      {columns.map((name) => {
        const text = visibleText(fields.all(name).join(", "));
        return (
          <td key={name} className={classes["cell"]} title={text}>
            {text}
          </td>
        );
      })}
    </>
  );
}
