import { formatFieldName, formatString, parse } from "@eqlite/core/lang";
import type { FieldValue } from "../../shared/event/flatten-event.ts";

/** Whether events that have the value are wanted, or are not. */
export type Addition = "include" | "exclude";

/**
 * Narrows an event query by a value of a field: `process where a or b` becomes `process where (a or b) and c == "x"`. Undefined
 * where the query is none, or asks for several events.
 */
export function addToQuery(
  query: string,
  field: string,
  values: readonly FieldValue[],
  addition: Addition,
): string | undefined {
  const { statement } = parse(query);
  if (statement?.query.kind !== "EventQuery") return undefined;
  const { condition } = statement.query;
  const { from, to } = condition.span;
  const test = testOf(field, values, addition);
  const written = query.slice(from, to);
  const isEverything = condition.kind === "Literal" && condition.value === true;
  const needsBrackets = condition.kind === "Logical" && condition.operator === "or";
  const before = isEverything ? "" : `${needsBrackets ? `(${written})` : written} and `;
  return query.slice(0, from) + before + test + query.slice(to);
}

function testOf(field: string, values: readonly FieldValue[], addition: Addition): string {
  const name = formatFieldName(field);
  const [only, ...others] = values.map(literalOf);
  if (only === undefined) return addition === "include" ? `?${name} == null` : `?${name} != null`;
  if (others.length === 0) return `${name} ${addition === "include" ? "==" : "!="} ${only}`;
  return `${name} ${addition === "include" ? "in" : "not in"} (${[only, ...others].join(", ")})`;
}

function literalOf(value: FieldValue): string {
  return typeof value === "string" ? formatString(value) : String(value);
}
