import type { Database } from "../platform/database.ts";
import type { SqlValue, Statement } from "../platform/sql-statement.ts";
import { createStatementCache } from "../platform/statement-cache.ts";
import { storedObject } from "../platform/stored-json.ts";
import type { AlertFilter, AlertOrder, AlertPlace, StoredAlert } from "./alert.ts";
import { documentHead, type Workflow } from "./alert-document.ts";
import { type FilterSql, filterSql } from "./alert-filter-sql.ts";
import { alertLimits } from "./alert-limits.ts";
import type { RuleSnapshots } from "./rule-snapshots.ts";

/** Alerts as NDJSON, for searches over many. */
export interface AlertLines {
  /** One document a line, each ended by a line feed. */
  readonly lines: Uint8Array;
  /** By number of the line. */
  readonly ids: readonly string[];
  readonly places: readonly AlertPlace[];
}

/** Alerts with neighbouring numbers, as far as they pass a filter. */
export interface AlertBlock {
  /** Of the first and the last one. */
  readonly fromNumber: number;
  readonly toNumber: number;
  readonly count: number;
  /** Of the earliest and the latest one. */
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface AlertReading {
  has(id: string): boolean;
  get(id: string): StoredAlert | undefined;
  /** The alert of a sequence, then its building blocks in the order of stages. */
  byGroup(groupId: string): readonly StoredAlert[];
  /**
   * Alerts one after the other. Pages are read as they are asked for, each as the state is then: an alert that stays is
   * seen once, also where others come and go in between.
   *
   * @param after goes on behind this place
   * @param atOnce alerts read at once, for those who want few; that of the limits is the most
   */
  scan(
    filter: AlertFilter,
    order: AlertOrder,
    after?: AlertPlace,
    atOnce?: number,
  ): Generator<StoredAlert, void>;
  /** The same as blocks of lines, which costs much less where not every alert becomes an object. */
  lines(filter: AlertFilter, order: AlertOrder, after?: AlertPlace): Generator<AlertLines, void>;
  /** Which alerts there are, in the order in which they were added or the other way round; none is read for it. */
  blocks(filter: AlertFilter, order: AlertOrder): readonly AlertBlock[];
  /** The alerts of a block that pass the filter now, in the order of their numbers. */
  readBlock(block: AlertBlock, filter: AlertFilter): readonly StoredAlert[];
  /** Those that are there, in the order of their numbers. */
  byNumbers(numbers: readonly number[]): readonly StoredAlert[];
  /** Of all rules that alerts have. */
  ruleIds(): readonly string[];
}

interface AlertRow extends Workflow {
  readonly number: number;
  readonly id: string;
  readonly timeMs: number;
  readonly snapshotId: number;
  readonly fields: string;
}

const selectRows = `
  SELECT alerts.number, alerts.id, alerts.time_ms AS timeMs, alerts.snapshot_id AS snapshotId, alerts.status,
    alerts.status_ms AS statusMs, alerts.status_by AS statusBy, alerts.status_reason AS statusReason,
    alerts.tags, alerts.assignees, alert_documents.fields
  FROM alerts JOIN alert_documents ON alert_documents.number = alerts.number`;

export function createAlertReading(database: Database, snapshots: RuleSnapshots): AlertReading {
  const selectOne = database.prepare<AlertRow>(`${selectRows} WHERE alerts.id = ?`);
  const selectGroup = database.prepare<AlertRow>(
    `${selectRows} WHERE alerts.group_id = ? ORDER BY alerts.group_index NULLS FIRST, alerts.number`,
  );
  const selectRules = database.prepare<{ ruleId: string }>(
    "SELECT DISTINCT rule_id AS ruleId FROM rule_snapshots ORDER BY 1",
  );
  const selectNumbers = database.prepare<AlertRow>(
    `${selectRows} WHERE alerts.number IN (SELECT value FROM json_each(?)) ORDER BY alerts.number`,
  );
  const statements = createStatementCache(database, alertLimits.preparedFilters);

  const toAlert = (row: AlertRow): StoredAlert => ({
    id: row.id,
    // What a rule says is most of an alert: its objects are shared, and parsed once.
    document: {
      ...storedObject(`${documentHead(row.fields, row)}}`),
      ...snapshots.tailOf(row.snapshotId).object,
    },
    place: { timeMs: row.timeMs, number: row.number },
  });

  function* rows(
    filter: AlertFilter,
    order: AlertOrder,
    after?: AlertPlace,
    atOnce: number = alertLimits.pageSize,
  ): Generator<AlertRow, void> {
    const pageSize = Math.min(atOnce, alertLimits.pageSize);
    const read = compilePages(statements.prepare, filterSql(filter), order, pageSize);
    let place = after;
    for (;;) {
      const page = read(place);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) return;
      place = last;
    }
  }

  const selectNumber = database.prepare<{ number: number }>("SELECT number FROM alerts WHERE id = ?");

  return {
    has: (id) => selectNumber.get(id) !== undefined,
    get(id) {
      const row = selectOne.get(id);
      return row === undefined ? undefined : toAlert(row);
    },
    byGroup: (groupId) => selectGroup.all(groupId).map(toAlert),
    *scan(filter, order, after, atOnce) {
      for (const row of rows(filter, order, after, atOnce)) yield toAlert(row);
    },
    *lines(filter, order, after) {
      let block = openBlock();
      for (const row of rows(filter, order, after)) {
        block.add(row, snapshots.tailOf(row.snapshotId).line);
        if (block.isFull()) {
          yield block.close();
          block = openBlock();
        }
      }
      if (!block.isEmpty()) yield block.close();
    },
    blocks(filter, order) {
      const { where, values } = filterSql(filter);
      const blocks = statements
        .prepare<AlertBlock>(
          `SELECT min(number) AS fromNumber, max(number) AS toNumber, count(*) AS count, min(time_ms) AS firstMs,
             max(time_ms) AS lastMs
           FROM alerts WHERE ${where} GROUP BY number / ${alertLimits.pageSize} ORDER BY 1`,
        )
        .all(...values);
      return order === "newest-first" ? blocks.reverse() : blocks;
    },
    readBlock({ fromNumber, toNumber }, filter) {
      const { where, values } = filterSql(filter);
      return statements
        .prepare<AlertRow>(
          `${selectRows} WHERE ${where} AND alerts.number BETWEEN ? AND ? ORDER BY alerts.number`,
        )
        .all(...values, fromNumber, toNumber)
        .map(toAlert);
    },
    byNumbers: (numbers) => selectNumbers.all(JSON.stringify(numbers)).map(toAlert),
    ruleIds: () => selectRules.all().map(({ ruleId }) => ruleId),
  };
}

/** Reads the page behind a place. */
function compilePages(
  prepare: <Row>(sql: string) => Statement<Row>,
  { where, values }: FilterSql,
  order: AlertOrder,
  pageSize: number,
): (after: AlertPlace | undefined) => AlertRow[] {
  const [isAfter, direction] = order === "newest-first" ? ["<", "DESC"] : [">", "ASC"];
  const page = (more: string, ...bound: SqlValue[]): AlertRow[] =>
    prepare<AlertRow>(
      `${selectRows} WHERE ${where}${more} ORDER BY alerts.time_ms ${direction}, alerts.number ${direction} LIMIT ?`,
    ).all(...values, ...bound);
  return (after) => {
    if (after === undefined) return page("", pageSize);
    // Two statements: in one, SQLite goes through all alerts of this time again for each page.
    const same = page(
      ` AND alerts.time_ms = ? AND alerts.number ${isAfter} ?`,
      after.timeMs,
      after.number,
      pageSize,
    );
    const room = pageSize - same.length;
    return room === 0 ? same : [...same, ...page(` AND alerts.time_ms ${isAfter} ?`, after.timeMs, room)];
  };
}

interface OpenBlock {
  add(row: AlertRow, tail: Uint8Array): void;
  isFull(): boolean;
  isEmpty(): boolean;
  close(): AlertLines;
}

/** The rule, most of each document, is copied as bytes: it is encoded once for all alerts that share it. */
function openBlock(): OpenBlock {
  let bytes = Buffer.allocUnsafe(alertLimits.blockBytes);
  let size = 0;
  const ids: string[] = [];
  const places: AlertPlace[] = [];
  const makeRoom = (needed: number): void => {
    if (size + needed <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, size + needed));
    larger.set(bytes.subarray(0, size));
    bytes = larger;
  };
  return {
    add(row, tail) {
      const head = documentHead(row.fields, row);
      makeRoom(head.length * maxUtf8BytesPerUnit + tail.length);
      size += bytes.write(head, size);
      bytes.set(tail, size);
      size += tail.length;
      ids.push(row.id);
      places.push({ timeMs: row.timeMs, number: row.number });
    },
    isFull: () => size >= alertLimits.blockBytes,
    isEmpty: () => ids.length === 0,
    close: () => ({ lines: bytes.subarray(0, size), ids, places }),
  };
}

const maxUtf8BytesPerUnit = 3;
