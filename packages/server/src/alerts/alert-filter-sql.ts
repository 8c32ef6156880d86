import { columnText } from "../platform/column-text.ts";
import type { SqlValue } from "../platform/sql-statement.ts";
import type { AlertFilter } from "./alert.ts";

/** A filter as conditions over `alerts`. There are few texts: lists are bound as one JSON value. */
export interface FilterSql {
  readonly where: string;
  readonly values: readonly SqlValue[];
}

export function filterSql(filter: AlertFilter): FilterSql {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, ...bound: SqlValue[]): void => {
    conditions.push(condition);
    values.push(...bound);
  };
  const oneOf = (column: string, texts: readonly string[] | undefined): void => {
    if (texts === undefined) return;
    const bound = texts.map(columnText);
    const [first] = bound;
    if (bound.length === 1 && first !== undefined) add(`alerts.${column} = ?`, first);
    // The `+` keeps the index of the column out: its rows would be sorted anew for each page.
    else add(`+alerts.${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(bound));
  };
  const someOf = (column: string, texts: readonly string[] | undefined): void => {
    if (texts === undefined) return;
    add(
      `EXISTS (SELECT 1 FROM json_each(alerts.${column}) AS own JOIN json_each(?) AS wanted ON own.value = wanted.value)`,
      JSON.stringify(texts),
    );
  };

  const { fromMs, toMs } = filter.times ?? {};
  if (fromMs !== undefined) add("alerts.time_ms >= ?", fromMs);
  if (toMs !== undefined) add("alerts.time_ms < ?", toMs);
  oneOf("status", filter.statuses);
  oneOf("severity", filter.severities);
  oneOf("rule_id", filter.ruleIds);
  oneOf("host_name", filter.hostNames);
  oneOf("user_name", filter.userNames);
  someOf("tags", filter.tags);
  someOf("assignees", filter.assignees);
  if (filter.ids !== undefined) {
    add("alerts.id IN (SELECT value FROM json_each(?))", JSON.stringify(filter.ids));
  }
  if (filter.groupId !== undefined) add("alerts.group_id = ?", columnText(filter.groupId));
  switch (filter.buildingBlocks) {
    case "hidden":
      add("alerts.is_building_block = 0");
      break;
    case "only":
      add("alerts.is_building_block = 1");
      break;
    case undefined:
  }
  return { where: conditions.length === 0 ? "TRUE" : conditions.join(" AND "), values };
}
