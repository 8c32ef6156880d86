import type { Database } from "../platform/database.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { createStatementCache } from "../platform/statement-cache.ts";
import type { AlertFilter } from "./alert.ts";
import type { AlertChanges } from "./alert-changes.ts";
import { filterSql } from "./alert-filter-sql.ts";
import { alertLimits } from "./alert-limits.ts";
import { countByValue, countOverTime, groupByValue } from "./overview/count-rows.ts";
import { keepColumns } from "./overview/keep-columns.ts";
import { matchRows } from "./overview/match-rows.ts";
import { type RankedOrder, rowsInOrder } from "./overview/order-rows.ts";
import { createSnapshotThreats } from "./overview/snapshot-threats.ts";

/** What alerts are counted by. */
export type CountedColumn =
  | "status"
  | "severity"
  | "rule"
  | "ruleName"
  | "host"
  | "user"
  | "tactic"
  | "technique"
  | "tag"
  | "assignee";

export interface ValueCount {
  /** Null for alerts that have no such value; alerts with several are counted for each. */
  readonly value: string | null;
  readonly count: number;
}

export interface NamedCount extends ValueCount {
  /** Of a rule, tactic or technique. */
  readonly name?: string | null;
}

export interface TimeCount {
  /** When the column begins: a multiple of the interval. */
  readonly fromMs: number;
  readonly count: number;
  /** By value, where that was asked for. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** Alerts that have a value in common. */
export interface AlertGroup extends NamedCount {
  readonly open: number;
  readonly worstSeverity: string;
  readonly newestMs: number;
}

export type GroupedColumn = "rule" | "host" | "user";

export interface AlertPageRequest {
  readonly order: RankedOrder;
  /** How many alerts come before the page. */
  readonly offset: number;
  readonly size: number;
}

export interface AlertCounts {
  /** How many alerts fit now, also those of an open transaction. */
  count(filter: AlertFilter): number;
  /** The most frequent first, equal ones by value. Of committed alerts, as all that follows. */
  countsBy(column: CountedColumn, filter: AlertFilter, limit?: number): readonly NamedCount[];
  /**
   * How many alerts fall into each interval, oldest first; intervals without alerts are left out. Throws `too-costly` where
   * there would be more columns than anybody can look at.
   */
  histogram(filter: AlertFilter, intervalMs: number, by?: "status" | "severity"): readonly TimeCount[];
  /** The largest first, equal ones by value. */
  groups(
    column: GroupedColumn,
    filter: AlertFilter,
    limit?: number,
  ): { readonly groups: readonly AlertGroup[]; readonly total: number };
  /** Numbers of the alerts of a page anywhere in an order, and how many fit in all. */
  page(
    filter: AlertFilter,
    page: AlertPageRequest,
  ): { readonly numbers: readonly number[]; readonly total: number };
  /** Reads some of what counting needs and has not been read yet; false where there is nothing more to read. */
  prepareCounts(): boolean;
  /** Writes down what counting needs, for the next start. */
  storeCounts(): void;
}

/** Counting a million rows in SQLite takes seconds: it is done over columns in memory, see overview/. */
export function createAlertCounts(
  database: Database,
  changes: Pick<AlertChanges, "last" | "subscribe">,
): AlertCounts {
  const statements = createStatementCache(database, alertLimits.preparedFilters);
  const columns = keepColumns(database, changes);
  const threats = createSnapshotThreats(database);
  /** What was asked for lately: a page asks for its rows, its counts and its histogram by one filter. */
  const matched = new Map<string, { readonly version: number; readonly rows: Uint32Array }>();

  const rowsOf = (filter: AlertFilter): Uint32Array => {
    const current = columns.current();
    const key = JSON.stringify(filter);
    const known = matched.get(key);
    if (known?.version === columns.version) return known.rows;
    const rows = matchRows(current, filter, {
      hasThreat: (snapshot, kind, wanted) =>
        threats.of(snapshot, kind).some(({ value }) => wanted.has(value)),
      numbersOf: ({ groupId, ids }) => {
        const { where, values } = filterSql({ groupId, ids });
        return statements
          .prepare<{ number: number }>(`SELECT number FROM alerts WHERE ${where}`)
          .all(...values)
          .map(({ number }) => number);
      },
    });
    matched.delete(key);
    const [oldest] = matched.keys();
    if (oldest !== undefined && matched.size >= alertLimits.rememberedMatches) matched.delete(oldest);
    matched.set(key, { version: columns.version, rows });
    return rows;
  };

  return {
    count(filter) {
      if (!database.isInTransaction) return rowsOf(filter).length;
      const { where, values } = filterSql(filter);
      const row = statements
        .prepare<{ count: number }>(`SELECT count(*) AS count FROM alerts WHERE ${where}`)
        .get(...values);
      return row?.count ?? 0;
    },
    countsBy(column, filter, limit = alertLimits.maxCountedValues) {
      const rows = rowsOf(filter);
      return countByValue(columns.current(), rows, column, threats).slice(
        0,
        Math.min(limit, alertLimits.maxCountedValues),
      );
    },
    histogram(filter, intervalMs, by) {
      if (!Number.isSafeInteger(intervalMs) || intervalMs < 1) {
        throw new OperationalError("bad-request", "An interval is a whole number of milliseconds above zero");
      }
      const rows = rowsOf(filter);
      const counted = countOverTime(columns.current(), rows, intervalMs, by, alertLimits.maxHistogramColumns);
      if (counted !== undefined) return counted;
      throw new OperationalError(
        "too-costly",
        `More than ${alertLimits.maxHistogramColumns} intervals: ask for a shorter time or a longer interval`,
      );
    },
    groups(column, filter, limit = alertLimits.maxCountedValues) {
      const rows = rowsOf(filter);
      const groups = groupByValue(columns.current(), rows, column);
      return { groups: groups.slice(0, Math.min(limit, alertLimits.maxCountedValues)), total: groups.length };
    },
    page(filter, { order, offset, size }) {
      const rows = rowsOf(filter);
      const current = columns.current();
      const { numbers } = current;
      return {
        numbers: rowsInOrder(current, rows, order, offset, size).map((row) => numbers[row] ?? 0),
        total: rows.length,
      };
    },
    prepareCounts: columns.readSome,
    storeCounts: columns.store,
  };
}
