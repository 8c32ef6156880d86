export const alertTabs = ["overview", "why", "events", "guide", "response", "history"] as const;
export type AlertTab = (typeof alertTabs)[number];

/** What the address says about the page of an alert. */
export interface AlertSearch {
  readonly tab?: AlertTab;
  /** The filter of the list that it was opened from, as the address of `/api/v1/alerts` has it, such as `severity=high&status=open`. */
  readonly list?: string;
}

const maxListUnits = 4_000;

/** Takes whatever somebody has typed. */
export function readAlertSearch(search: Readonly<Record<string, unknown>>): AlertSearch {
  const tab = alertTabs.find((one) => one === search["tab"]);
  const { list } = search;
  return {
    ...(tab === undefined || tab === "overview" ? {} : { tab }),
    ...(typeof list === "string" && list.length <= maxListUnits ? { list } : {}),
  };
}

const filterNames = ["status", "severity", "rule_id", "host", "user", "tag", "assignee"] as const;
type ListFilter = { readonly [name in (typeof filterNames)[number]]?: readonly string[] };

/** The filter that a list was made with, without its times. */
export function readListFilter(list: string): ListFilter {
  const given = new URLSearchParams(list);
  return Object.fromEntries(
    filterNames.flatMap((name) => {
      const values = given.getAll(name).filter((value) => value !== "");
      return values.length === 0 ? [] : [[name, values]];
    }),
  );
}
