import type { Database } from "../platform/database.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { createStatementCache } from "../platform/statement-cache.ts";
import type { AlertFilter } from "./alert.ts";
import { filterSql } from "./alert-filter-sql.ts";
import { alertLimits } from "./alert-limits.ts";

/** What alerts are counted by. */
export type CountedColumn = "status" | "severity" | "rule" | "ruleName" | "host" | "user";

export interface ValueCount {
  /** Null for alerts that have no such value. */
  readonly value: string | null;
  readonly count: number;
}

export interface TimeCount {
  /** When the column begins: a multiple of the interval. */
  readonly fromMs: number;
  readonly count: number;
}

export interface AlertCounts {
  count(filter: AlertFilter): number;
  /** The most frequent first, equal ones by value. */
  countsBy(column: CountedColumn, filter: AlertFilter, limit?: number): readonly ValueCount[];
  /**
   * How many alerts fall into each interval, oldest first; intervals without alerts are left out. Throws `too-costly` where
   * there would be more columns than anybody can look at.
   */
  histogram(filter: AlertFilter, intervalMs: number): readonly TimeCount[];
}

export function createAlertCounts(database: Database): AlertCounts {
  const statements = createStatementCache(database, alertLimits.preparedFilters);
  return {
    count(filter) {
      const { where, values } = filterSql(filter);
      const row = statements
        .prepare<{ count: number }>(`SELECT count(*) AS count FROM alerts WHERE ${where}`)
        .get(...values);
      return row?.count ?? 0;
    },
    countsBy(column, filter, limit = alertLimits.maxCountedValues) {
      const { where, values } = filterSql(filter);
      const name = columnName(column);
      return statements
        .prepare<ValueCount>(
          `SELECT ${name} AS value, count(*) AS count FROM alerts WHERE ${where}
           GROUP BY ${name} ORDER BY count(*) DESC, ${name} LIMIT ?`,
        )
        .all(...values, Math.min(limit, alertLimits.maxCountedValues));
    },
    histogram(filter, intervalMs) {
      if (!Number.isSafeInteger(intervalMs) || intervalMs < 1) {
        throw new OperationalError("bad-request", "An interval is a whole number of milliseconds above zero");
      }
      const { where, values } = filterSql(filter);
      // Whole numbers are divided towards zero: before 1970 the remainder is negative.
      const columns = statements
        .prepare<TimeCount>(
          `WITH one (ms) AS (SELECT CAST(? AS INTEGER))
           SELECT time_ms - ((time_ms % ms) + ms) % ms AS fromMs, count(*) AS count FROM alerts, one WHERE ${where}
           GROUP BY 1 ORDER BY 1 LIMIT ?`,
        )
        .all(intervalMs, ...values, alertLimits.maxHistogramColumns + 1);
      if (columns.length > alertLimits.maxHistogramColumns) {
        throw new OperationalError(
          "too-costly",
          `More than ${alertLimits.maxHistogramColumns} intervals: ask for a shorter time or a longer interval`,
        );
      }
      return columns;
    },
  };
}

function columnName(column: CountedColumn): string {
  switch (column) {
    case "status":
      return "status";
    case "severity":
      return "severity";
    case "rule":
      return "rule_id";
    case "ruleName":
      return "rule_name";
    case "host":
      return "host_name";
    case "user":
      return "user_name";
  }
}
