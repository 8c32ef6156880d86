import { type Severity, severities } from "../../shared/ui/severity-badge.tsx";
import { type ColumnName, columnNames } from "./column-names.ts";

/** What alerts can be filtered by one value after the other. */
export const facetNames = [
  "status",
  "severity",
  "rule",
  "host",
  "user",
  "tactic",
  "assignee",
  "tag",
] as const;
export type FacetName = (typeof facetNames)[number];

export const sortNames = ["newest", "oldest", "severity", "risk"] as const;
export type SortName = (typeof sortNames)[number];

export const groupNames = ["host", "user", "rule"] as const;
export type GroupName = (typeof groupNames)[number];

export const statuses = ["open", "acknowledged", "closed"] as const;
export type AlertStatus = (typeof statuses)[number];

/** Values that alerts must have one of, and values that they must not have. */
export interface FacetFilter {
  readonly only: readonly string[];
  readonly not: readonly string[];
}

/** Which alerts are shown and how: all of it stands in the address. */
export interface AlertsView {
  readonly from: string;
  readonly to: string;
  readonly facets: Readonly<Record<FacetName, FacetFilter>>;
  readonly search: string;
  readonly blocks: boolean;
  readonly sort: SortName;
  readonly group: GroupName | undefined;
  /** Empty where nobody has chosen any. */
  readonly columns: readonly ColumnName[];
}

/** The search parameters of the page; what is as usual is left out. */
export type AlertsSearch = {
  readonly from?: string;
  readonly to?: string;
  readonly q?: string;
  readonly blocks?: boolean;
  readonly sort?: SortName;
  readonly group?: GroupName;
  readonly columns?: readonly ColumnName[];
  /** The alert that is open beside the list. */
  readonly open?: string;
  /** The tab of the alert that is open. */
  readonly tab?: string;
  /** The saved view that this began with. */
  readonly view?: number;
} & { readonly [parameter in `${"" | "not_"}${FacetName}`]?: readonly string[] };

const standardRange = { from: "now-7d", to: "now" };
const mostValues = 100;
const mostUnits = 1_000;

/** Takes whatever stands in an address. */
export function readAlertsSearch(search: Readonly<Record<string, unknown>>): AlertsSearch {
  const { open, tab, view } = search;
  return {
    ...writeView(readView(search)),
    ...(textOf(open) === undefined ? {} : { open: textOf(open) }),
    ...(textOf(tab) === undefined ? {} : { tab: textOf(tab) }),
    ...(typeof view === "number" && Number.isSafeInteger(view) ? { view } : {}),
  } as AlertsSearch;
}

export function readView(search: Readonly<Record<string, unknown>>): AlertsView {
  const columns = textsOf(search["columns"]).filter(isColumn);
  return {
    from: textOf(search["from"]) ?? standardRange.from,
    to: textOf(search["to"]) ?? standardRange.to,
    facets: Object.fromEntries(
      facetNames.map((name) => [
        name,
        { only: facetValues(name, search[name]), not: facetValues(name, search[`not_${name}`]) },
      ]),
    ) as Record<FacetName, FacetFilter>,
    search: textOf(search["q"]) ?? "",
    blocks: search["blocks"] === true,
    sort: sortNames.find((name) => name === search["sort"]) ?? "newest",
    group: groupNames.find((name) => name === search["group"]),
    columns: columnNames.filter((name) => columns.includes(name)),
  };
}

export function writeView(view: AlertsView): AlertsSearch {
  const written: Record<string, unknown> = {};
  if (view.from !== standardRange.from) written["from"] = view.from;
  if (view.to !== standardRange.to) written["to"] = view.to;
  if (view.search !== "") written["q"] = view.search;
  if (view.blocks) written["blocks"] = true;
  if (view.sort !== "newest") written["sort"] = view.sort;
  if (view.group !== undefined) written["group"] = view.group;
  if (view.columns.length > 0) written["columns"] = view.columns;
  for (const name of facetNames) {
    const { only, not } = view.facets[name];
    if (only.length > 0) written[name] = only;
    if (not.length > 0) written[`not_${name}`] = not;
  }
  return written as AlertsSearch;
}

/** As a saved view keeps it: equal views are equal texts. */
export function viewState(view: AlertsView): string {
  return JSON.stringify(writeView(view));
}

export function readViewState(state: string): AlertsView {
  try {
    return readView(Object(JSON.parse(state)) as Record<string, unknown>);
  } catch {
    return readView({});
  }
}

/** The view with a value of a facet put in or taken out again. */
export function toggleValue(
  view: AlertsView,
  name: FacetName,
  value: string,
  as: keyof FacetFilter,
): AlertsView {
  const { only, not } = view.facets[name];
  const without = (values: readonly string[]): readonly string[] => values.filter((one) => one !== value);
  const isOn = (as === "only" ? only : not).includes(value);
  const next = { only: without(only), not: without(not) };
  if (!isOn) next[as] = [...next[as], value].slice(0, mostValues);
  return { ...view, facets: { ...view.facets, [name]: next } };
}

export function withoutFilters(view: AlertsView): AlertsView {
  return {
    ...readView({}),
    from: view.from,
    to: view.to,
    columns: view.columns,
    sort: view.sort,
    group: view.group,
  };
}

export function hasFilters({ facets, search, blocks }: AlertsView): boolean {
  return (
    search !== "" ||
    blocks ||
    facetNames.some((name) => facets[name].only.length + facets[name].not.length > 0)
  );
}

function facetValues(name: FacetName, value: unknown): readonly string[] {
  const texts = textsOf(value);
  switch (name) {
    case "status":
      return texts.filter((text) => statuses.some((status) => status === text));
    case "severity":
      return texts.filter((text): text is Severity => severities.some((severity) => severity === text));
    case "rule":
    case "host":
    case "user":
    case "tactic":
    case "assignee":
    case "tag":
      return texts;
  }
}

/** A list, or a single value as somebody may type it. Numbers are the texts they were typed as. */
function textsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const texts = list.map(textOf).filter((text) => text !== undefined);
  return [...new Set(texts)].slice(0, mostValues);
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text !== "" && text.length <= mostUnits ? text : undefined;
}

function isColumn(text: string): text is ColumnName {
  return columnNames.some((name) => name === text);
}
