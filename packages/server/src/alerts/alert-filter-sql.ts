import { columnText } from "../platform/column-text.ts";
import type { SqlValue } from "../platform/sql-statement.ts";
import type { AlertFilter, ValueFilter } from "./alert.ts";

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

  const { fromMs, toMs } = filter.times ?? {};
  if (fromMs !== undefined) add("alerts.time_ms >= ?", fromMs);
  if (toMs !== undefined) add("alerts.time_ms < ?", toMs);
  for (const [condition, bound] of valueConditions(filter)) add(condition, bound);
  // Where a column is NULL the comparison is too: such an alert has not what it must not have.
  for (const [condition, bound] of valueConditions(filter.except ?? {})) {
    add(`ifnull(${condition}, 0) = 0`, bound);
  }
  if (filter.search !== undefined) {
    const wanted = foldAscii(columnText(filter.search));
    const columns = ["rule_name", "host_name", "user_name"];
    add(
      `(${columns.map((column) => `ifnull(instr(lower(alerts.${column}), ?), 0) > 0`).join(" OR ")})`,
      ...columns.map(() => wanted),
    );
  }
  if (filter.addedUntil !== undefined) add("alerts.number <= ?", filter.addedUntil);
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

/** As SQLite's `lower` does it: other letters stay as they are. */
export function foldAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

type BoundCondition = readonly [condition: string, bound: SqlValue];

function valueConditions(filter: ValueFilter): readonly BoundCondition[] {
  return [
    ...oneOf("status", filter.statuses),
    ...oneOf("severity", filter.severities),
    ...oneOf("rule_id", filter.ruleIds),
    ...oneOf("host_name", filter.hostNames),
    ...oneOf("user_name", filter.userNames),
    ...someOf("tags", filter.tags),
    ...someOf("assignees", filter.assignees),
    ...ofThreat("tactic", filter.tactics),
    ...ofThreat("technique", filter.techniques),
  ];
}

function oneOf(column: string, texts: readonly string[] | undefined): readonly BoundCondition[] {
  if (texts === undefined) return [];
  const bound = texts.map(columnText);
  const [first] = bound;
  if (bound.length === 1 && first !== undefined) return [[`alerts.${column} = ?`, first]];
  // The `+` keeps the index of the column out: its rows would be sorted anew for each page.
  return [[`+alerts.${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(bound)]];
}

function someOf(column: string, texts: readonly string[] | undefined): readonly BoundCondition[] {
  if (texts === undefined) return [];
  return [
    [
      `EXISTS (SELECT 1 FROM json_each(alerts.${column}) AS own JOIN json_each(?) AS wanted ON own.value = wanted.value)`,
      JSON.stringify(texts),
    ],
  ];
}

/** Rules are few and alerts are many: the rules as they were are looked through once. */
function ofThreat(
  kind: "tactic" | "technique",
  texts: readonly string[] | undefined,
): readonly BoundCondition[] {
  if (texts === undefined) return [];
  return [
    [
      `+alerts.snapshot_id IN (
        SELECT threats.snapshot_id FROM (${threatsSql(kind)}) AS threats
        WHERE threats.value IN (SELECT value FROM json_each(?)))`,
      JSON.stringify(texts),
    ],
  ];
}

/** Tactics or techniques of rules as they were: `snapshot_id`, `value` (the id, or else the name) and `name`. */
export function threatsSql(kind: "tactic" | "technique"): string {
  const path = '$."kibana.alert.rule.threat"';
  const from = `rule_snapshots JOIN json_each(rule_snapshots.fields, '${path}') AS threat`;
  const one =
    kind === "tactic"
      ? `FROM ${from} JOIN json_each(json_array(json_extract(threat.value, '$.tactic'))) AS one`
      : `FROM ${from} JOIN json_each(threat.value, '$.technique') AS one`;
  return `
    SELECT DISTINCT rule_snapshots.id AS snapshot_id,
      ifnull(json_extract(one.value, '$.id'), json_extract(one.value, '$.name')) AS value,
      json_extract(one.value, '$.name') AS name
    ${one}
    WHERE threat.type = 'object' AND one.type = 'object'`;
}
