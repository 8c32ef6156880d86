import type { Database } from "../platform/database.ts";
import type { AlertStatus } from "./alert.ts";
import type { AlertChanges } from "./alert-changes.ts";
import { alertLimits } from "./alert-limits.ts";
import type { RuleSnapshots } from "./rule-snapshots.ts";

/**
 * Deletes alerts from before a time, oldest first, with their notes and audit trails, at most `alertLimits.deletedAtOnce`
 * of them: to be called again until it returns 0. Building blocks go with the alert of their sequence, whatever their own
 * status. The room is used again; the file does not become smaller.
 */
export function createAlertDeletion(
  database: Database,
  snapshots: RuleSnapshots,
  changes: AlertChanges,
): (beforeMs: number, statuses?: readonly AlertStatus[]) => number {
  const select = database.prepare<{ number: number; id: string }>(`
    SELECT number, id FROM alerts WHERE time_ms < ?1 AND (
      ?2 IS NULL
      OR (CASE WHEN is_building_block = 1 AND group_id <> id
        THEN ifnull((SELECT whole.status FROM alerts AS whole WHERE whole.id = alerts.group_id), json_extract(?2, '$[0]'))
        ELSE status END) IN (SELECT value FROM json_each(?2)))
    ORDER BY time_ms, number LIMIT ?3`);
  const deleteAlert = database.prepare("DELETE FROM alerts WHERE number = ?");
  const deleteAudit = database.prepare("DELETE FROM alert_audit WHERE alert_id = ?");
  const deleteRemovals = database.prepare("DELETE FROM alert_audit WHERE action = 'removed' AND at_ms < ?");

  return (beforeMs, statuses) =>
    database.transaction(() => {
      const list = statuses === undefined ? null : JSON.stringify(statuses);
      const rows = statuses?.length === 0 ? [] : select.all(beforeMs, list, alertLimits.deletedAtOnce);
      for (const { number, id } of rows) {
        deleteAlert.run(number);
        deleteAudit.run(id);
      }
      if (rows.length < alertLimits.deletedAtOnce) {
        // The last of these calls.
        deleteRemovals.run(beforeMs);
        snapshots.deleteUnused();
      }
      const change = changes.take(rows.length) + rows.length;
      changes.announce({
        kind: "removed",
        ids: rows.map(({ id }) => id),
        numbers: rows.map(({ number }) => number),
        change,
      });
      return rows.length;
    });
}
