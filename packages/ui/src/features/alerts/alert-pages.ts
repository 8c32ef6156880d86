import {
  keepPreviousData,
  type QueryClient,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useMemo } from "react";
import { type AnswerOf, call } from "../../shared/api/call.ts";
import type { AlertFilter } from "./alert-filter.ts";
import type { SortName } from "./alerts-search.ts";

type ListAnswer = AnswerOf<"GET /api/v1/alerts">;
export type AlertSummary = Omit<ListAnswer["alerts"][number], "document">;

/** Alerts asked for at once. */
export const pageSize = 100;

export interface PageRequest {
  readonly filter: AlertFilter;
  readonly sort: SortName;
  /** Grows when alerts that have come meanwhile are to be taken in. */
  readonly round: number;
}

export interface AlertPages {
  readonly total: number;
  /** The last change when the list was begun: alerts that were added later are not in it. */
  readonly place: number | undefined;
  /** Undefined where it is not loaded yet, null where it was taken back since. */
  row(at: number): AlertSummary | null | undefined;
  readonly error: Error | null;
  readonly isLoading: boolean;
  retry(): void;
}

interface Page {
  readonly alerts: readonly (AlertSummary | null)[];
  readonly total: number;
  readonly place: number;
}

const pageKey = ({ filter, sort, round }: PageRequest, page: number) =>
  ["alerts", "page", filter, sort, round, page] as const;

/**
 * Pages of alerts as they come into view. The first one says where the list ends: alerts that come later do not move what is
 * read, until there is another round.
 */
export function useAlertPages(
  request: PageRequest,
  visible: { readonly from: number; readonly to: number },
): AlertPages {
  const client = useQueryClient();
  const first = useQuery({
    queryKey: pageKey(request, 0),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal, queryKey }): Promise<Page> => {
      // Loaded anew it is the same list: only another round takes in what has come.
      const place = client.getQueryData<Page>(queryKey)?.place;
      const answer = await loadPage(request, 0, place, signal);
      return { ...answer, place: place ?? answer.place };
    },
  });
  const place = first.isPlaceholderData ? undefined : first.data?.place;
  const total = first.data?.total ?? 0;
  const wanted = useMemo(() => pagesOf(visible, total), [visible, total]);
  const more = useQueries({
    queries: wanted.map((page) => ({
      queryKey: pageKey(request, page),
      enabled: place !== undefined,
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<Page> => loadPage(request, page, place, signal),
    })),
  });
  const pages = new Map(more.map(({ data }, at) => [wanted[at], data?.alerts]));
  pages.set(0, first.data?.alerts);
  return {
    total,
    place,
    row: (at) => pages.get(Math.floor(at / pageSize))?.[at % pageSize],
    error: first.error ?? more.find(({ error }) => error !== null)?.error ?? null,
    isLoading: first.isPending,
    retry: () => void client.refetchQueries({ queryKey: ["alerts", "page"], type: "active" }),
  };
}

async function loadPage(
  { filter, sort }: PageRequest,
  page: number,
  place: number | undefined,
  signal: AbortSignal,
): Promise<Page> {
  return await call("GET /api/v1/alerts", {
    query: {
      ...filter,
      sort,
      per_page: pageSize,
      offset: page * pageSize,
      fields: "summary",
      ...(place === undefined ? {} : { added_until: place }),
    },
    signal,
  });
}

/** But the first one, which is always there. */
function pagesOf(
  { from, to }: { readonly from: number; readonly to: number },
  total: number,
): readonly number[] {
  const last = Math.floor((Math.min(to, total) - 1) / pageSize);
  const pages: number[] = [];
  for (let page = Math.max(Math.floor(from / pageSize), 1); page <= last; page += 1) pages.push(page);
  return pages;
}

/** Rows from one to another, also those that are not loaded. */
export async function loadRows(
  { filter, sort }: PageRequest,
  place: number | undefined,
  from: number,
  count: number,
): Promise<readonly AlertSummary[]> {
  const { alerts } = await call("GET /api/v1/alerts", {
    query: {
      ...filter,
      sort,
      per_page: count,
      offset: from,
      fields: "summary",
      ...(place === undefined ? {} : { added_until: place }),
    },
  });
  return alerts;
}

/** How many alerts fit that have come since the list was begun. */
export function useNewAlerts(filter: AlertFilter, place: number | undefined): number {
  const { data } = useQuery({
    queryKey: ["alerts", "news", filter, place],
    enabled: place !== undefined,
    queryFn: ({ signal }) =>
      call("GET /api/v1/alerts", {
        query: {
          ...filter,
          per_page: 1,
          offset: 0,
          fields: "summary",
          ...(place === undefined ? {} : { added_until: place }),
        },
        signal,
      }),
  });
  return data?.newer ?? 0;
}

/** Puts what an alert has become into whatever page it stands in; null where it was taken back. */
export function patchAlert(client: QueryClient, id: string, now: AlertSummary | null): void {
  client.setQueriesData<Page>({ queryKey: ["alerts", "page"] }, (page) => {
    const at = page?.alerts.findIndex((alert) => alert?.id === id) ?? -1;
    return page === undefined || at === -1 ? page : { ...page, alerts: page.alerts.with(at, now) };
  });
}
