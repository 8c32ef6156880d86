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
 * Which alerts a view means, as the server is asked for them.
 *
 * @param except a facet whose own filter is left out: its other values are counted as well
 */
export function filterOf(view: AlertsView, except?: FacetName): AlertFilter {
  const filter: Record<string, unknown> = { from: view.from, to: view.to };
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
