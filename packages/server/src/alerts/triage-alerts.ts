import type { Actor } from "../platform/actor.ts";
import type { Database } from "../platform/database.ts";
import { OperationalError } from "../platform/operational-error.ts";
import type { SqlValue } from "../platform/sql-statement.ts";
import { createStatementCache } from "../platform/statement-cache.ts";
import type { AlertSelection, AlertStatus } from "./alert.ts";
import type { AuditAction } from "./alert-audit.ts";
import type { AlertChanges } from "./alert-changes.ts";
import { filterSql } from "./alert-filter-sql.ts";
import { alertLimits } from "./alert-limits.ts";

export interface TriageResult {
  readonly changed: number;
  /** Alerts that already were as they should be. */
  readonly unchanged: number;
  /** Ids that are no alert's. */
  readonly missing: readonly string[];
  /** What undoes it; undefined where nothing was changed. */
  readonly operation: TriageOperation | undefined;
}

/** One triage by the numbers that it gave its changes, which follow each other. */
export interface TriageOperation {
  readonly first: number;
  readonly last: number;
}

export interface Undo {
  readonly operation: TriageOperation;
  readonly principal: Actor;
  readonly nowMs: number;
}

export interface UndoResult {
  readonly changed: number;
  /** Alerts that somebody has changed since, or that are gone: they stay as they are. */
  readonly kept: number;
  readonly operation: TriageOperation | undefined;
}

export interface StatusChange {
  readonly alerts: AlertSelection;
  readonly status: AlertStatus;
  /** Why; goes when the alert gets another status without one. */
  readonly reason?: string | undefined;
  readonly principal: Actor;
  readonly nowMs: number;
}

export interface MembersChange {
  readonly alerts: AlertSelection;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly principal: Actor;
  readonly nowMs: number;
}

/** What people change about alerts. Each change stands in the audit trail. */
export interface AlertTriage {
  setStatus(change: StatusChange): TriageResult;
  /** Adds and removes tags, which are kept in the order of their letters. Throws `bad-request` where there are too many. */
  setTags(change: MembersChange): TriageResult;
  /** Ids of users, in the same way. */
  setAssignees(change: MembersChange): TriageResult;
  /**
   * Makes alerts what they were before a triage, as the audit trail has it, where nothing was done to them since. Throws
   * `bad-request` where these are not the changes of one triage, and `conflict` where it is longer ago than
   * `alertLimits.undoableMs`.
   */
  undo(undo: Undo): UndoResult;
}

/** Alerts whose last change was one of a triage. */
interface ChangedThen {
  readonly operation: TriageOperation;
}

/** A change as it is written in SQL over `alerts`: `?1` … are its own values. */
interface SqlChange {
  readonly action: AuditAction;
  /** Whether an alert would be different. */
  readonly differs: string;
  readonly set: string;
  /** What stands in the audit trail, JSON. */
  readonly old: string;
  readonly new: string;
  readonly values: readonly SqlValue[];
  readonly principal: Actor;
  readonly nowMs: number;
  /** Looks at what has become of the alerts in `selected_alerts`, and throws where it may not be. */
  readonly check?: () => void;
}

const undoableActions = ["status", "tags", "assignees"] as const;
const statusJson = "json_object('status', alerts.status, 'reason', alerts.status_reason)";
/** What the audit trail says an alert was before its last change. */
const formerly = `(SELECT audit.old FROM alert_audit AS audit
  WHERE audit.alert_id = alerts.id AND audit.change = alerts.change)`;

function spanOf({ first, last }: TriageOperation): number {
  return last - first + 1;
}

export function createAlertTriage(database: Database, changes: AlertChanges): AlertTriage {
  database.exec(
    "CREATE TEMP TABLE selected_alerts (number INTEGER PRIMARY KEY, position INTEGER NOT NULL DEFAULT 0)",
  );
  const statements = createStatementCache(database, alertLimits.preparedFilters);
  const run = (sql: string, ...values: readonly SqlValue[]): number => statements.prepare(sql).run(...values);
  const idsOf = (sql: string, ...values: readonly SqlValue[]): readonly string[] =>
    statements
      .prepare<{ id: string }>(sql)
      .all(...values)
      .map(({ id }) => id);

  const select = (selection: AlertSelection | ChangedThen): number => {
    run("DELETE FROM selected_alerts");
    if ("operation" in selection) {
      const { first, last } = selection.operation;
      return run(
        "INSERT INTO selected_alerts (number) SELECT number FROM alerts WHERE change BETWEEN ? AND ?",
        first,
        last,
      );
    }
    const { where, values } = filterSql("ids" in selection ? { ids: selection.ids } : selection.filter);
    return run(`INSERT INTO selected_alerts (number) SELECT number FROM alerts WHERE ${where}`, ...values);
  };
  const missing = (selection: AlertSelection | ChangedThen): readonly string[] =>
    "ids" in selection
      ? idsOf(
          "SELECT value AS id FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM alerts WHERE alerts.id = value)",
          JSON.stringify(selection.ids),
        )
      : [];

  /** All in SQL: a hundred thousand alerts are closed at once as well. */
  const apply = (selection: AlertSelection | ChangedThen, change: SqlChange): TriageResult =>
    database.transaction(() => {
      const { values } = change;
      const bound = (...more: readonly SqlValue[]): readonly SqlValue[] => [...values, ...more];
      const next = (offset: number): string => `?${values.length + offset}`;
      const selected = select(selection);
      run(
        `DELETE FROM selected_alerts WHERE number IN (
           SELECT alerts.number FROM selected_alerts JOIN alerts USING (number) WHERE NOT (${change.differs}))`,
        ...values,
      );
      const changed = run(`
        UPDATE selected_alerts SET position = numbered.position FROM (
          SELECT number, row_number() OVER (ORDER BY number) AS position FROM selected_alerts
        ) AS numbered WHERE numbered.number = selected_alerts.number`);
      const before = changes.take(changed);
      run(
        `INSERT INTO alert_audit (alert_id, change, at_ms, by, action, old, new)
         SELECT alerts.id, CAST(${next(1)} AS INTEGER) + position, ${next(2)}, ${next(3)}, ${next(4)},
           ${change.old}, ${change.new}
         FROM selected_alerts JOIN alerts USING (number) ORDER BY position`,
        ...bound(before, change.nowMs, change.principal.name, change.action),
      );
      run(
        `UPDATE alerts SET change = CAST(${next(1)} AS INTEGER) + selected_alerts.position, ${change.set}
         FROM selected_alerts WHERE selected_alerts.number = alerts.number`,
        ...bound(before),
      );
      const ids = idsOf("SELECT alerts.id FROM selected_alerts JOIN alerts USING (number) ORDER BY position");
      change.check?.();
      run("DELETE FROM selected_alerts");
      changes.announce({ kind: "changed", ids, change: before + changed });
      const operation = changed === 0 ? undefined : { first: before + 1, last: before + changed };
      return { changed, unchanged: selected - changed, missing: missing(selection), operation };
    });

  /** What a triage changed, as far as anything of it is left. */
  const undoable = (
    { first, last }: TriageOperation,
    nowMs: number,
  ): "status" | "tags" | "assignees" | undefined => {
    const [triage, ...others] = statements
      .prepare<{ action: string; atMs: number }>(
        `SELECT DISTINCT action, at_ms AS atMs, by FROM alerts
         JOIN alert_audit ON alert_audit.alert_id = alerts.id AND alert_audit.change = alerts.change
         WHERE alerts.change BETWEEN ? AND ? LIMIT 2`,
      )
      .all(first, last);
    if (triage === undefined) return undefined;
    const action = undoableActions.find((one) => one === triage.action);
    if (action === undefined || others.length > 0) {
      throw new OperationalError("bad-request", "These are not the changes of one triage");
    }
    if (nowMs - triage.atMs <= alertLimits.undoableMs) return action;
    throw new OperationalError(
      "conflict",
      `The triage was at ${new Date(triage.atMs).toISOString()}: it can be undone for ${alertLimits.undoableMs / 3_600_000} hours`,
    );
  };

  const changeMembers = (
    column: "tags" | "assignees",
    { alerts, add, remove, principal, nowMs }: MembersChange,
  ): TriageResult => {
    checkMembers(column, [...add, ...remove]);
    const after = `(
      SELECT json_group_array(value) FROM (
        SELECT value FROM (
          SELECT value FROM json_each(alerts.${column}) UNION SELECT value FROM json_each(?1)
        ) WHERE value NOT IN (SELECT value FROM json_each(?2)) ORDER BY value))`;
    return apply(alerts, {
      action: column,
      differs: `alerts.${column} <> ${after}`,
      set: `${column} = ${after}`,
      old: `alerts.${column}`,
      new: after,
      values: [JSON.stringify(add), JSON.stringify(remove)],
      principal,
      nowMs,
      check: () => {
        const longest = statements
          .prepare<{ count: number | null }>(
            `SELECT max(json_array_length(${column})) AS count FROM selected_alerts JOIN alerts USING (number)`,
          )
          .get();
        if ((longest?.count ?? 0) <= alertLimits.maxTags) return;
        throw new OperationalError(
          "bad-request",
          `An alert would have more than ${alertLimits.maxTags} ${column}`,
        );
      },
    });
  };

  return {
    setStatus({ alerts, status, reason, principal, nowMs }) {
      return apply(alerts, {
        action: "status",
        differs: "alerts.status <> ?1 OR alerts.status_reason IS NOT ?2",
        set: "status = ?1, status_reason = ?2, status_ms = ?3, status_by = ?4",
        old: statusJson,
        new: "json_object('status', ?1, 'reason', ?2)",
        values: [status, reason ?? null, nowMs, principal.name],
        principal,
        nowMs,
      });
    },
    setTags: (change) => changeMembers("tags", change),
    setAssignees: (change) => changeMembers("assignees", change),
    undo: ({ operation, principal, nowMs }) =>
      database.transaction(() => {
        const action = undoable(operation, nowMs);
        if (action === undefined) return { changed: 0, kept: spanOf(operation), operation: undefined };
        const by = { action, principal, nowMs, differs: "TRUE", new: formerly } as const;
        const isStatus = action === "status";
        const { changed, operation: undone } = apply(
          { operation },
          isStatus
            ? {
                ...by,
                set: `status = json_extract(${formerly}, '$.status'), status_reason = json_extract(${formerly}, '$.reason'),
                  status_ms = ?1, status_by = ?2`,
                old: statusJson,
                values: [nowMs, principal.name],
              }
            : { ...by, set: `${action} = ${formerly}`, old: `alerts.${action}`, values: [] },
        );
        return { changed, kept: spanOf(operation) - changed, operation: undone };
      }),
  };
}

function checkMembers(what: string, texts: readonly string[]): void {
  if (texts.length > alertLimits.maxTags) {
    throw new OperationalError("bad-request", `More than ${alertLimits.maxTags} ${what} at once`);
  }
  for (const text of texts) {
    if (text === "" || text.length > alertLimits.maxTagUnits || text.includes("\0")) {
      throw new OperationalError(
        "bad-request",
        `One of the ${what} is empty or longer than ${alertLimits.maxTagUnits} characters`,
      );
    }
  }
}
