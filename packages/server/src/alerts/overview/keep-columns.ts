import type { Database } from "../../platform/database.ts";
import type { AlertChanges } from "../alert-changes.ts";
import { alertLimits } from "../alert-limits.ts";
import { createOverviewColumns, type OverviewColumns, type OverviewRow } from "./overview-columns.ts";
import { createOverviewFile } from "./overview-file.ts";

/** Columns that are brought up to date whenever somebody asks for them. */
export interface KeptColumns {
  /** As of the last commit: what an open transaction does may be undone. */
  current(): OverviewColumns;
  /** Grows whenever something in them is different. */
  readonly version: number;
  /** Reads some of what is not read yet, so that nobody has to wait for it later; false at the end. */
  readSome(): boolean;
  /** Writes down what is known, so that the next start has not to read all alerts. */
  store(): void;
}

/** One text for all rows: the library makes an object of each row much more slowly than JSON is parsed. */
const select = `
  SELECT json_group_array(json_array(number, time_ms, is_building_block, status, severity, rule_id, rule_name, host_name,
    user_name, CAST(risk_score AS TEXT), CAST(snapshot_id AS TEXT), nullif(tags, '[]'), nullif(assignees, '[]'))) AS rows
  FROM`;

type Text = string | null;
type JsonRow = [number, number, number, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text];

function readRows(answer: { readonly rows: string } | undefined): readonly OverviewRow[] {
  const rows = JSON.parse(answer?.rows ?? "[]") as JsonRow[];
  return rows.map(
    ([
      number,
      timeMs,
      isBuildingBlock,
      status,
      severity,
      rule,
      ruleName,
      host,
      user,
      risk,
      snapshot,
      tags,
      assignees,
    ]) => ({
      number,
      timeMs,
      isBuildingBlock,
      status,
      severity,
      rule,
      ruleName,
      host,
      user,
      risk,
      snapshot,
      tags,
      assignees,
    }),
  );
}

export function keepColumns(
  database: Database,
  changes: Pick<AlertChanges, "last" | "subscribe">,
): KeptColumns {
  const selectNext = database.prepare<{ rows: string }>(
    `${select} (SELECT * FROM alerts WHERE number > ? ORDER BY number LIMIT ?)`,
  );
  const selectChanged = database.prepare<{ rows: string }>(
    // The `+` keeps the order of numbers from being had by going through all alerts.
    `${select} (SELECT * FROM alerts WHERE change > ? ORDER BY +number LIMIT ?)`,
  );
  const file = createOverviewFile(database);
  const countAlerts = database.prepare<{ count: number }>("SELECT count(*) AS count FROM alerts");
  let columns = createOverviewColumns();
  let version = 0;
  let isRestoreDue = true;
  /** The change up to which the stored columns go. */
  let stored: number | undefined;
  /** The last change that is in the columns; undefined until all alerts have been read once. */
  let seen: number | undefined;
  /** The last change when reading began: later ones are looked at again. */
  let began: number | undefined;
  let lastRead = 0;
  changes.subscribe(({ kind, numbers }) => {
    if (kind !== "removed" || numbers === undefined) return;
    columns.remove(numbers);
    version += 1;
  });

  /**
   * Takes over what an earlier run has stored, and what has changed since. Alerts that were removed since show by their number
   * alone: then all are read.
   */
  const restore = (): void => {
    isRestoreDue = false;
    const found = file.read();
    if (found === undefined || found.change > changes.last()) return;
    columns = createOverviewColumns(found.state);
    seen = found.change;
    readChanged();
    if (columns.present === countAlerts.get()?.count) {
      stored = found.change;
      return;
    }
    columns = createOverviewColumns();
    seen = undefined;
  };
  /** All of them: the order of their numbers is not that of their changes. */
  const readChanged = (): void => {
    const last = changes.last();
    if (seen === undefined || last === seen) return;
    columns.put(readRows(selectChanged.get(seen, -1)));
    seen = last;
    version += 1;
  };

  const readSome = (): boolean => {
    if (seen !== undefined || database.isInTransaction) return false;
    if (isRestoreDue) {
      restore();
      if (seen !== undefined) return false;
    }
    began ??= changes.last();
    const rows = readRows(selectNext.get(lastRead, alertLimits.overviewReadAtOnce));
    columns.put(rows);
    version += 1;
    lastRead = rows.at(-1)?.number ?? lastRead;
    if (rows.length === alertLimits.overviewReadAtOnce) return true;
    seen = began;
    return false;
  };
  const catchUp = (): void => {
    while (readSome());
    if (!database.isInTransaction) readChanged();
  };
  return {
    current() {
      catchUp();
      return columns;
    },
    get version() {
      return version;
    },
    readSome,
    store() {
      if (seen === undefined || seen === stored || columns.present < alertLimits.overviewStoredFrom) return;
      catchUp();
      file.write(columns.state(), seen);
      stored = seen;
    },
  };
}
