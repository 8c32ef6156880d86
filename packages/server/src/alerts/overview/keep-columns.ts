import type { Database } from "../../platform/database.ts";
import type { AlertChanges } from "../alert-changes.ts";
import { alertLimits } from "../alert-limits.ts";
import { createOverviewColumns, type OverviewColumns, type OverviewRow } from "./overview-columns.ts";

/** Columns that are brought up to date whenever somebody asks for them. */
export interface KeptColumns {
  /** As of the last commit: what an open transaction does may be undone. */
  current(): OverviewColumns;
  /** Grows whenever something in them is different. */
  readonly version: number;
  /** Reads some of what is not read yet, so that nobody has to wait for it later; false at the end. */
  readSome(): boolean;
}

const select = `
  SELECT number, time_ms AS timeMs, is_building_block AS isBuildingBlock, status, severity, rule_id AS rule,
    rule_name AS ruleName, host_name AS host, user_name AS user, CAST(risk_score AS TEXT) AS risk,
    CAST(snapshot_id AS TEXT) AS snapshot, nullif(tags, '[]') AS tags, nullif(assignees, '[]') AS assignees
  FROM alerts`;

export function keepColumns(
  database: Database,
  changes: Pick<AlertChanges, "last" | "subscribe">,
): KeptColumns {
  const selectNext = database.prepare<OverviewRow>(`${select} WHERE number > ? ORDER BY number LIMIT ?`);
  // The `+` keeps the order of numbers from being had by going through all alerts.
  const selectChanged = database.prepare<OverviewRow>(`${select} WHERE change > ? ORDER BY +number`);
  const columns = createOverviewColumns();
  let version = 0;
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

  const readSome = (): boolean => {
    if (seen !== undefined || database.isInTransaction) return false;
    began ??= changes.last();
    const rows = selectNext.all(lastRead, alertLimits.overviewReadAtOnce);
    columns.put(rows);
    version += 1;
    lastRead = rows.at(-1)?.number ?? lastRead;
    if (rows.length === alertLimits.overviewReadAtOnce) return true;
    seen = began;
    return false;
  };
  const catchUp = (): void => {
    while (readSome());
    if (seen === undefined || database.isInTransaction) return;
    const last = changes.last();
    if (last === seen) return;
    columns.put(selectChanged.all(seen));
    seen = last;
    version += 1;
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
  };
}
