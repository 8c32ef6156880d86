import type { SqlValue } from "../platform/sql-statement.ts";
import { ruleStoreLimits } from "./rule-store-limits.ts";

/** Which rules are meant. All conditions hold together; what is left out asks nothing. */
export interface RuleFilter {
  /** A part of the name, whatever the case. */
  readonly name?: string | undefined;
  /** The rule has all of them. */
  readonly tags?: readonly string[] | undefined;
  /** Whether it runs: a rule whose file is missing does not. */
  readonly enabled?: boolean | undefined;
  readonly types?: readonly string[] | undefined;
  readonly severities?: readonly string[] | undefined;
  readonly ruleIds?: readonly string[] | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly origins?: readonly ("api" | "file" | "bundled")[] | undefined;
}

export type RuleSortField = "name" | "createdMs" | "updatedMs" | "severity" | "riskScore" | "enabled";

export interface RulePage {
  readonly sort?: RuleSortField;
  readonly order?: "asc" | "desc";
  /** From 1. */
  readonly page?: number;
  readonly pageSize?: number;
}

export interface RuleQuery {
  readonly where: string;
  readonly values: readonly SqlValue[];
  readonly orderBy: string;
  readonly limit: number;
  readonly offset: number;
}

const runsSql = "(enabled = 1 AND is_missing = 0)";

export function ruleQuery(filter: RuleFilter, page: RulePage): RuleQuery {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const oneOf = (column: string, texts: readonly string[] | undefined): void => {
    if (texts === undefined) return;
    conditions.push(`${column} IN (SELECT value FROM json_each(?))`);
    values.push(JSON.stringify(texts));
  };
  if (filter.name !== undefined) {
    conditions.push("instr(folded_name, ?) > 0");
    values.push(filter.name.toLowerCase());
  }
  for (const tag of filter.tags ?? []) {
    conditions.push("EXISTS (SELECT 1 FROM json_each(tags) WHERE json_each.value = ?)");
    values.push(tag);
  }
  if (filter.enabled !== undefined) conditions.push(filter.enabled ? runsSql : `NOT ${runsSql}`);
  oneOf("type", filter.types);
  oneOf("severity", filter.severities);
  oneOf("rule_id", filter.ruleIds);
  oneOf("id", filter.ids);
  oneOf("origin", filter.origins);

  const direction = page.order === "desc" ? "DESC" : "ASC";
  const limit = Math.max(0, Math.min(page.pageSize ?? 20, ruleStoreLimits.maxPageSize));
  return {
    where: conditions.length === 0 ? "TRUE" : conditions.join(" AND "),
    values,
    // The id last: pages do not overlap.
    orderBy: `${sortColumn(page.sort ?? "name")} ${direction}, id ${direction}`,
    limit,
    offset: Math.max(0, (page.page ?? 1) - 1) * limit,
  };
}

function sortColumn(field: RuleSortField): string {
  switch (field) {
    case "name":
      return "folded_name";
    case "createdMs":
      return "created_ms";
    case "updatedMs":
      return "updated_ms";
    case "severity":
      return "CASE severity WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 WHEN 'critical' THEN 4 ELSE 0 END";
    case "riskScore":
      return "risk_score";
    case "enabled":
      return runsSql;
  }
}
