import { builtInCatalogue } from "@eqlite/core/events";
import { checkQuery, hasErrors } from "@eqlite/core/lang";

/**
 * How a query is searched: events one by one can be sorted, paged and counted over time; sequences, samples and what pipes make
 * of events are an answer as a whole.
 */
export type SearchPlan = "events" | "matches" | "invalid";

const catalogue = builtInCatalogue();

export function planSearch(query: string): SearchPlan {
  const checked = checkQuery(query, catalogue);
  if (!checked.ok || hasErrors(checked.diagnostics)) return "invalid";
  return checked.value.kind === "event" && checked.value.pipes.length === 0 ? "events" : "matches";
}
