import { parseDateMath } from "@eqlite/core/lang";
import type { BodyOf, QueryOf } from "../../shared/api/call.ts";
import type { AlertsView, FacetName } from "./alerts-search.ts";

export type AlertFilter = NonNullable<BodyOf<"POST /api/v1/alerts/status">["filter"]>;
/** The same names stand in addresses and in bodies. */
export type AlertQuery = Pick<QueryOf<"GET /api/v1/alerts">, keyof AlertFilter>;

const parameters: Readonly<Record<FacetName, string>> = {
  status: "status",
  severity: "severity",
  rule: "rule_id",
  host: "host",
  user: "user",
  tactic: "tactic",
  assignee: "assignee",
  tag: "tag",
};

/**
 * Which alerts a view means, as the server is asked for them. A beginning such as `now-7d` is that of the time when the list was
 * begun: its pages and counts are then of the same alerts. Without an end, alerts that come later fit as well.
 *
 * @param except a facet whose own filter is left out: its other values are counted as well
 */
export function filterOf(view: AlertsView, nowMs: number, except?: FacetName): AlertFilter {
  const fromMs = parseDateMath(view.from, nowMs)?.from.ms;
  const filter: Record<string, unknown> = {
    from: fromMs === undefined || !view.from.startsWith("now") ? view.from : new Date(fromMs).toISOString(),
  };
  if (view.to !== "now") filter["to"] = view.to;
  for (const [name, { only, not }] of Object.entries(view.facets)) {
    if (name === except) continue;
    const parameter = parameters[name as FacetName];
    if (only.length > 0) filter[parameter] = only;
    if (not.length > 0) filter[`not_${parameter}`] = not;
  }
  if (view.search !== "") filter["search"] = view.search;
  if (view.blocks) filter["building_blocks"] = "all";
  return filter as AlertFilter;
}
