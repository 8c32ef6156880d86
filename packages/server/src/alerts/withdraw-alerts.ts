import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database.ts";
import type { AlertStatus } from "./alert.ts";
import type { AlertAudit } from "./alert-audit.ts";
import type { AlertChanges } from "./alert-changes.ts";

export interface Withdrawal {
  /** Alerts that are gone. */
  readonly removed: readonly string[];
  /** Alerts that somebody had dealt with: kept, and closed where they were not. */
  readonly closed: readonly string[];
}

/** As it stands in audit trails and as who closed an alert. */
export const liveDetectionName = "live detection";

interface WithdrawnRow {
  readonly number: number;
  readonly id: string;
  readonly ruleId: string;
  readonly ruleName: string;
  readonly timeMs: number;
  readonly status: AlertStatus;
  readonly reason: string | null;
  /** 1 where somebody has dealt with it. */
  readonly isTouched: number;
}

/**
 * Takes back alerts that live detection has raised and that later events have refuted. An alert of a sequence and its
 * building blocks go or stay together, whichever of their ids is named. Alerts that a scheduled or manual execution
 * has raised are left alone.
 */
export function createWithdrawal(
  database: Database,
  changes: AlertChanges,
  audit: AlertAudit,
  clock: Clock,
): (ids: readonly string[], reason: string) => Withdrawal {
  const selectGroup = database.prepare<WithdrawnRow>(`
    SELECT number, id, rule_id AS ruleId, rule_name AS ruleName, time_ms AS timeMs, status, status_reason AS reason,
      status <> 'open' OR status_ms IS NOT NULL OR tags <> '[]' OR assignees <> '[]'
        OR EXISTS (SELECT 1 FROM alert_notes WHERE alert_number = number)
        OR EXISTS (SELECT 1 FROM alert_steps WHERE alert_number = number) AS isTouched
    FROM alerts
    WHERE origin = 'live' AND (id = ?1 OR group_id = (SELECT group_id FROM alerts WHERE id = ?1))
    ORDER BY number`);
  const remove = database.prepare("DELETE FROM alerts WHERE number = ?");
  const close = database.prepare(
    "UPDATE alerts SET status = 'closed', status_reason = ?, status_ms = ?, status_by = ?, change = ? WHERE number = ?",
  );
  const touch = database.prepare("UPDATE alerts SET change = ? WHERE number = ?");

  return (ids, reason) =>
    database.transaction(() => {
      const atMs = clock.nowMs();
      const removed: string[] = [];
      const closed = new Set<string>();
      let change = changes.last();
      const nextChange = (): number => {
        change = changes.take(1) + 1;
        return change;
      };
      const entry = (alertId: string) => ({ alertId, change: nextChange(), atMs, by: liveDetectionName });
      const removeOne = ({ number, id, ruleId, ruleName, timeMs }: WithdrawnRow): void => {
        remove.run(number);
        removed.push(id);
        audit.add({
          ...entry(id),
          action: "removed",
          old: { rule_id: ruleId, rule_name: ruleName, time_ms: timeMs },
          new: { reason },
        });
      };
      const closeOne = (row: WithdrawnRow): void => {
        if (closed.has(row.id)) return;
        closed.add(row.id);
        const withdrawn = entry(row.id);
        audit.add({
          ...withdrawn,
          action: "withdrawn",
          old: { status: row.status, reason: row.reason },
          new: { reason },
        });
        // Who has closed it already had a reason of their own.
        if (row.status === "closed") touch.run(withdrawn.change, row.number);
        else close.run(reason, atMs, liveDetectionName, withdrawn.change, row.number);
      };

      for (const id of ids) {
        const group = selectGroup.all(id);
        group.forEach(group.some(({ isTouched }) => isTouched === 1) ? closeOne : removeOne);
      }
      changes.announce({ kind: "removed", ids: removed, change });
      changes.announce({ kind: "changed", ids: [...closed], change });
      return { removed, closed: [...closed] };
    });
}
