import { Button, Drawer, Group } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowUp, IconFilter } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/api/me.ts";
import { numberFormat } from "../../shared/format/number-format.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { PageHeader } from "../../shared/ui/page-header.tsx";
import { TimeRangePicker } from "../../shared/ui/time-range-picker.tsx";
import { filterOf } from "./alert-filter.ts";
import { AlertGroups } from "./alert-groups.tsx";
import { AlertHistogram } from "./alert-histogram.tsx";
import { type AlertSummary, loadRows, useAlertPages, useNewAlerts } from "./alert-pages.ts";
import { AlertTable } from "./alert-table.tsx";
import classes from "./alerts-list.module.css";
import {
  type AlertsSearch,
  type AlertsView,
  hasFilters,
  readView,
  viewState,
  withoutFilters,
  writeView,
} from "./alerts-search.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { standardColumns } from "./column-names.ts";
import { FacetPanel } from "./facet-panel.tsx";
import { FilterChips } from "./filter-chips.tsx";
import { DisplayChoice, GroupChoice, SearchField } from "./list-tools.tsx";
import { SavedViews } from "./saved-views.tsx";
import { choose, mostChosen, nothing, type Selection, toggle } from "./selection.ts";
import { useAlertFeed } from "./use-alert-feed.ts";

interface AlertsListProps {
  readonly search: AlertsSearch;
  /** Puts other parameters into the address. */
  readonly onSearch: (search: AlertsSearch, how?: { readonly replace: boolean }) => void;
}

/** All alerts that fit: over time, by their values, and one after the other. */
export function AlertsList({ search, onSearch }: AlertsListProps) {
  const { t, i18n } = useTranslation("alerts");
  const client = useQueryClient();
  const mayTriage = useMay("triage");
  const isNarrow = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false }) === true;
  const isWide = useMediaQuery("(min-width: 94em)", undefined, { getInitialValueInEffect: false }) === true;
  const [isFiltering, setFiltering] = useState(false);
  const [round, setRound] = useState(0);
  const [visible, setVisible] = useState({ from: 0, to: 0 });

  const state = viewState(readView(search as Readonly<Record<string, unknown>>));
  // The same view is the same object, whatever else stands in the address.
  const view = useMemo(() => readView(JSON.parse(state) as Record<string, unknown>), [state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list begins anew with each of them
  const nowMs = useMemo(() => Date.now(), [state, round]);
  const filter = useMemo(() => filterOf(view, nowMs), [view, nowMs]);
  const [chosen, setChosen] = useState({ state, selection: nothing });
  // Of another list nothing is chosen.
  const selection = chosen.state === state ? chosen.selection : nothing;
  const setSelection = (next: Selection): void => setChosen({ state, selection: next });

  const request = useMemo(() => ({ filter, sort: view.sort, round }), [filter, view.sort, round]);
  const pages = useAlertPages(request, visible);
  const newer = useNewAlerts(filter, pages.place);
  const takeIn = useCallback(() => setRound((before) => before + 1), []);
  useAlertFeed(pages.place, () => {
    void client.invalidateQueries({ queryKey: ["alerts"] });
    takeIn();
  });

  const change = (next: AlertsView, how?: { readonly replace: boolean }): void => {
    const { open, tab, view: viewId } = search;
    onSearch(
      {
        ...writeView(next),
        ...(open === undefined ? {} : { open }),
        ...(tab === undefined ? {} : { tab }),
        ...(viewId === undefined ? {} : { view: viewId }),
      },
      how,
    );
  };
  const openView = (next: AlertsView, id: number | undefined): void =>
    onSearch({ ...writeView(next), ...(id === undefined ? {} : { view: id }) });
  const open = ({ id }: AlertSummary): void => onSearch({ ...search, open: id });
  const chooseRange = async (from: number, to: number): Promise<void> => {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    const count = Math.min(last - first + 1, mostChosen);
    const loaded = Array.from({ length: count }, (_, at) => pages.row(first + at));
    const isWhole = loaded.every((alert) => alert !== undefined);
    const alerts = isWhole
      ? loaded.filter((alert) => alert !== null)
      : await loadRows(request, pages.place, first, count);
    setSelection(choose(selection, alerts));
  };
  const columns = view.columns.length > 0 ? view.columns : standardColumns(isWide);
  const isEmpty = !pages.isLoading && pages.total === 0;
  const facets = <FacetPanel view={view} nowMs={nowMs} place={pages.place} onChange={change} />;
  return (
    <div className={classes["page"]}>
      <PageHeader
        title={t("title")}
        actions={
          <>
            <SavedViews view={view} viewId={search.view} mayChange={mayTriage} onOpen={openView} />
            <TimeRangePicker
              value={{ from: view.from, to: view.to }}
              onChange={({ from, to }) => change({ ...view, from, to })}
            />
          </>
        }
      />
      <section className={classes["histogram"]}>
        <AlertHistogram
          view={view}
          nowMs={nowMs}
          place={pages.place}
          height={isNarrow ? 72 : 104}
          onSelect={({ fromMs, toMs }) =>
            change({ ...view, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() })
          }
        />
      </section>
      <div className={classes["columns"]}>
        {!isNarrow && (
          <aside className={classes["facets"]} aria-label={t("facet.label")}>
            {facets}
          </aside>
        )}
        <div className={classes["main"]}>
          <Group gap={8} className={classes["tools"] ?? ""}>
            <SearchField
              value={view.search}
              onChange={(text) => change({ ...view, search: text }, { replace: true })}
            />
            {isNarrow && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconFilter size={14} aria-hidden />}
                onClick={() => setFiltering(true)}
              >
                {t("facet.label")}
              </Button>
            )}
            <GroupChoice view={view} onChange={change} />
            <DisplayChoice view={view} columns={columns} onChange={change} />
            <span className={classes["total"]} role="status">
              {pages.isLoading
                ? t("list.loading")
                : t("list.total", { total: numberFormat(i18n.language).format(pages.total) })}
            </span>
          </Group>
          <FilterChips view={view} onChange={change} />
          {mayTriage && view.group === undefined && (
            <BulkBar
              selection={selection}
              filter={filter}
              place={pages.place}
              total={pages.total}
              onAll={() => setSelection({ kind: "all" })}
              onClear={() => setSelection(nothing)}
            />
          )}
          <div className={classes["list"]}>
            <div className={classes["news"]} aria-live="polite">
              {newer > 0 && (
                <Button
                  size="xs"
                  radius="xl"
                  leftSection={<IconArrowUp size={14} aria-hidden />}
                  onClick={takeIn}
                >
                  {t(newer === 1 ? "news.one" : "news.many", {
                    total: numberFormat(i18n.language).format(newer),
                  })}
                </Button>
              )}
            </div>
            {pages.error !== null && (
              <ErrorNotice title={t("list.failed")} error={pages.error} onRetry={pages.retry} />
            )}
            {/* What was loaded stays, also while the server is away. */}
            {pages.error !== null && pages.place === undefined ? null : isEmpty ? (
              <div className={classes["empty"]}>
                <EmptyState title={t("list.empty")}>
                  {hasFilters(view) ? (
                    <Button size="xs" variant="default" onClick={() => change(withoutFilters(view))}>
                      {t("filters.clear")}
                    </Button>
                  ) : (
                    t("list.emptyHint")
                  )}
                </EmptyState>
              </div>
            ) : view.group !== undefined ? (
              <AlertGroups
                by={view.group}
                view={view}
                nowMs={nowMs}
                place={pages.place}
                openId={search.open}
                onOpen={open}
                onChange={change}
              />
            ) : (
              <AlertTable
                // Another list begins at its beginning.
                key={`${state} ${round} ${isNarrow}`}
                pages={pages}
                columns={columns}
                sort={view.sort}
                openId={search.open}
                selection={selection}
                mayTriage={mayTriage}
                isNarrow={isNarrow}
                onVisible={setVisible}
                onSort={(sort) => change({ ...view, sort })}
                onOpen={open}
                onToggle={(alert) => setSelection(toggle(selection, alert))}
                onRange={(from, to) => void chooseRange(from, to)}
                onClear={() => setSelection(nothing)}
              />
            )}
          </div>
        </div>
      </div>
      {isNarrow && (
        <Drawer
          opened={isFiltering}
          onClose={() => setFiltering(false)}
          title={t("facet.label")}
          size={300}
          closeButtonProps={{ "aria-label": t("close", { ns: "shared" }) }}
        >
          {facets}
        </Drawer>
      )}
    </div>
  );
}
