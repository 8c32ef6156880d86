import type { TimeRangeText } from "../../shared/time/time-range.ts";

/** What the page shows, as it stands in the address. */
export interface ExploreSearch {
  readonly query?: string | undefined;
  /** Patterns of data streams with commas. */
  readonly index?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Fields shown as columns, with commas. */
  readonly columns?: string | undefined;
  /** The event whose details are open. */
  readonly open?: string | undefined;
}

export const standardQuery = "any where true";
export const standardIndex = "*";
export const standardRange: TimeRangeText = { from: "now-24h", to: "now" };
export const standardColumns: readonly string[] = ["host.name", "process.name", "user.name"];

/** Reads the address, whatever stands there. */
export function readExploreSearch(search: Readonly<Record<string, unknown>>): ExploreSearch {
  const text = (name: string): string | undefined => {
    const value = search[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    query: text("query"),
    index: text("index"),
    from: text("from"),
    to: text("to"),
    columns: typeof search["columns"] === "string" ? search["columns"] : undefined,
    open: text("open"),
  };
}

export function columnsOf({ columns }: ExploreSearch): readonly string[] {
  if (columns === undefined) return standardColumns;
  return [...new Set(columns.split(",").filter((name) => name !== ""))];
}
