import { Alert, Button, Drawer, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useInfiniteQuery, useIsFetching, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SearchHit } from "../../shared/api/search-events.ts";
import { EqlEditor } from "../../shared/eql-editor/eql-editor.tsx";
import { EventDetails } from "../../shared/event/event-details.tsx";
import type { EventField } from "../../shared/event/flatten-event.ts";
import type { FieldTools } from "../../shared/event/value-lines.tsx";
import { useFigures } from "../../shared/format/use-figures.ts";
import { columnWidthMs, resolveRange, type TimeRangeMs } from "../../shared/time/time-range.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { Histogram } from "../../shared/ui/histogram.tsx";
import { fillColumns } from "../../shared/ui/histogram-columns.ts";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { TimeRangePicker } from "../../shared/ui/time-range-picker.tsx";
import { type Addition, addToQuery } from "./add-to-query.ts";
import { EventTable } from "./event-table.tsx";
import classes from "./explore.module.css";
import {
  countsQuery,
  eventQuery,
  eventsQuery,
  matchesQuery,
  maxMatches,
  type Search,
} from "./explore-queries.ts";
import {
  columnsOf,
  type ExploreSearch,
  standardIndex,
  standardQuery,
  standardRange,
} from "./explore-search.ts";
import { ExportMenu } from "./export-menu.tsx";
import { FieldButtons } from "./field-buttons.tsx";
import { MatchList } from "./match-list.tsx";
import { planSearch } from "./plan-search.ts";

interface ExploreViewProps {
  readonly search: ExploreSearch;
  /** Puts what has changed into the address. */
  readonly onSearch: (change: ExploreSearch) => void;
}

const mostColumns = 100;

/** A query, a time, and the events that there are. */
export function ExploreView({ search, onSearch }: ExploreViewProps) {
  const { t } = useTranslation("explore");
  const client = useQueryClient();
  const { query = standardQuery, index = standardIndex } = search;
  const { from = standardRange.from, to = standardRange.to } = search;
  const [draft, setDraft] = useState({ query, index, of: search });
  // A change of the address, such as by going back, is what is meant now.
  if (draft.of.query !== search.query || draft.of.index !== search.index) {
    setDraft({ query, index, of: search });
  }
  const [run, setRun] = useState(0);
  // "now" is the time at which somebody has asked.
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change asks anew
  const range = useMemo(() => resolveRange({ from, to }, Date.now()), [from, to, query, index, run]);
  const plan = useMemo(() => planSearch(query), [query]);
  const columns = columnsOf(search);
  const start = (): void => {
    setRun(run + 1);
    onSearch({ query: draft.query, index: draft.index, open: undefined });
  };
  const narrow = (field: EventField, addition: Addition): void => {
    const narrowed = addToQuery(query, field.name, field.values, addition);
    if (narrowed !== undefined) onSearch({ query: narrowed, open: undefined });
  };
  const setColumns = (names: readonly string[]): void => onSearch({ columns: names.join(",") });
  const isSearching = useIsFetching({ queryKey: ["explore"] }) > 0;
  const [opened, setOpened] = useState<SearchHit>();
  const open = (hit: SearchHit): void => {
    setOpened(hit);
    onSearch({ open: hit._id });
  };
  const whole: Search | undefined = range && { query, index, range, run };
  return (
    <Stack gap="sm">
      <EqlEditor
        label={t("query")}
        value={draft.query}
        onChange={(text) => setDraft({ ...draft, query: text })}
        index={draft.index}
        minLines={3}
        maxLines={16}
        onSubmit={start}
      />
      <Group gap="xs" justify="space-between" align="flex-end">
        <Group gap="xs" align="flex-end">
          <Button
            size="xs"
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            onClick={start}
            title={t("runHint")}
          >
            {t("run")}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerStop size={14} aria-hidden />}
            disabled={!isSearching}
            onClick={() => void client.cancelQueries({ queryKey: ["explore"] })}
          >
            {t("stop")}
          </Button>
          <TextInput
            size="xs"
            w={260}
            aria-label={t("index")}
            title={t("index")}
            value={draft.index}
            onChange={({ currentTarget }) => setDraft({ ...draft, index: currentTarget.value })}
            onKeyDown={({ key }) => key === "Enter" && start()}
          />
        </Group>
        <Group gap="xs">
          <TimeRangePicker value={{ from, to }} onChange={onSearch} />
          {whole !== undefined && plan === "events" && <ExportMenu search={whole} columns={columns} />}
        </Group>
      </Group>
      {range === undefined && <Alert color="red">{t("badRange")}</Alert>}
      {plan === "invalid" && <Alert color="red">{t("badQuery")}</Alert>}
      {whole !== undefined && plan === "events" && (
        <Events
          search={whole}
          columns={columns}
          openId={search.open}
          onOpen={open}
          onColumns={setColumns}
          onRange={({ fromMs, toMs }) =>
            onSearch({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() })
          }
        />
      )}
      {whole !== undefined && plan === "matches" && <Matches search={whole} onOpen={open} />}
      {whole !== undefined && (
        <OpenEvent
          search={whole}
          id={search.open}
          known={opened}
          onClose={() => onSearch({ open: undefined })}
          tools={(field) => (
            <FieldButtons
              field={field}
              canNarrow={plan === "events"}
              isColumn={columns.includes(field.name)}
              onNarrow={(addition) => narrow(field, addition)}
              onColumn={() =>
                setColumns(
                  columns.includes(field.name)
                    ? columns.filter((name) => name !== field.name)
                    : [...columns, field.name],
                )
              }
            />
          )}
        />
      )}
    </Stack>
  );
}

interface OpenEventProps {
  readonly search: Search;
  readonly id: string | undefined;
  /** The event that was opened last; a link leads to one that nobody has opened here. */
  readonly known: SearchHit | undefined;
  readonly onClose: () => void;
  readonly tools: FieldTools;
}

function OpenEvent({ search, id, known, onClose, tools }: OpenEventProps) {
  const { t } = useTranslation("explore");
  const isKnown = known?._id === id;
  const asked = useQuery(eventQuery(search, isKnown ? undefined : id));
  const hit = isKnown ? known : asked.data;
  return (
    <Drawer opened={id !== undefined} onClose={onClose} position="right" size="lg" title={t("event")}>
      {hit === null && <EmptyState title={t("eventGone")}>{t("eventGoneHint")}</EmptyState>}
      {asked.error !== null && !isKnown && <ErrorNotice title={t("failed")} error={asked.error} />}
      {hit !== undefined && hit !== null && (
        <Stack gap="xs">
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {hit._index} · {hit._id}
          </Text>
          <EventDetails document={hit._source} tools={tools} />
        </Stack>
      )}
    </Drawer>
  );
}

interface EventsProps {
  readonly search: Search;
  readonly columns: readonly string[];
  readonly openId: string | undefined;
  readonly onOpen: (hit: SearchHit) => void;
  readonly onColumns: (names: readonly string[]) => void;
  readonly onRange: (range: TimeRangeMs) => void;
}

function Events({ search, columns, openId, onOpen, onColumns, onRange }: EventsProps) {
  const { t } = useTranslation("explore");
  const figures = useFigures();
  const widthMs = columnWidthMs(search.range, mostColumns);
  const counts = useQuery(countsQuery(search, widthMs));
  const pages = useInfiniteQuery(eventsQuery(search));
  const hits = useMemo(() => pages.data?.pages.flatMap((page) => page.hits.hits) ?? [], [pages.data]);
  return (
    <Stack gap="sm">
      <div className={classes["histogram"]}>
        <Histogram
          label={t("overTime")}
          series={[{ key: "events", label: t("events"), colour: "--mantine-primary-color-filled" }]}
          columns={fillColumns(search.range, widthMs, counts.data?.columns ?? [])}
          widthMs={widthMs}
          range={search.range}
          onSelect={onRange}
        />
      </div>
      <Text size="sm" c="dimmed" role="status" mih={22}>
        {counts.data !== undefined
          ? t(counts.data.isPartial ? "foundPartial" : "found", {
              count: counts.data.total,
              total: figures.count(counts.data.total),
            })
          : counts.error === null
            ? t("counting")
            : ""}
      </Text>
      {counts.error !== null && <ErrorNotice title={t("notCounted")} error={counts.error} />}
      <QueryState query={pages} failed={t("failed")} lines={12}>
        {() =>
          hits.length === 0 ? (
            <EmptyState title={t("nothing")}>{t("nothingHint")}</EmptyState>
          ) : (
            <EventTable
              hits={hits}
              columns={columns}
              openId={openId}
              onOpen={(id) => {
                const hit = hits.find(({ _id }) => _id === id);
                if (hit !== undefined) onOpen(hit);
              }}
              onRemoveColumn={(name) => onColumns(columns.filter((one) => one !== name))}
              hasMore={pages.hasNextPage}
              isLoadingMore={pages.isFetchingNextPage}
              loadMore={pages.fetchNextPage}
            />
          )
        }
      </QueryState>
    </Stack>
  );
}

function Matches({ search, onOpen }: { readonly search: Search; readonly onOpen: (hit: SearchHit) => void }) {
  const { t } = useTranslation("explore");
  const figures = useFigures();
  const query = useQuery(matchesQuery(search));
  return (
    <QueryState query={query} failed={t("failed")} lines={8}>
      {(answer) => {
        const count = answer.hits.total.value;
        if (count === 0) return <EmptyState title={t("nothing")}>{t("nothingHint")}</EmptyState>;
        return (
          <Stack gap="sm">
            <Text size="sm" c="dimmed" role="status">
              {t(count < maxMatches ? "matches" : "matchesMost", { count, total: figures.count(count) })}
            </Text>
            <MatchList answer={answer} onOpen={onOpen} />
          </Stack>
        );
      }}
    </QueryState>
  );
}
