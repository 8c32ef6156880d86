import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database.ts";
import type { NewAlert } from "./alert.ts";
import type { AlertChanges } from "./alert-changes.ts";
import { alertColumns } from "./alert-columns.ts";
import { splitDocument } from "./alert-document.ts";
import type { RuleSnapshots } from "./rule-snapshots.ts";

/** Stores alerts; returns the ids of those that were not there already, in their order. All or none are stored. */
export function createAlertAdding(
  database: Database,
  snapshots: RuleSnapshots,
  changes: AlertChanges,
  clock: Clock,
): (alerts: readonly NewAlert[]) => readonly string[] {
  const insert = database.prepare(`
    INSERT INTO alerts (number, change, id, time_ms, original_time_ms, added_ms, rule_id, rule_name, severity, risk_score,
      is_building_block, group_id, group_index, host_name, host_id, user_name, origin, execution_id, snapshot_id,
      status, status_ms, status_by, status_reason, tags, assignees)
    VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
      ?23, ?24)
    ON CONFLICT (id) DO NOTHING`);
  const insertDocument = database.prepare("INSERT INTO alert_documents (number, fields) VALUES (?, ?)");

  /** The severity of the alert where it is new. Its number is that of the change that adds it. */
  const insertOne = (
    { id, document, origin, executionId }: NewAlert,
    number: number,
    nowMs: number,
  ): string | undefined => {
    const columns = alertColumns(document);
    const { fields, snapshot } = splitDocument(document);
    const changed = insert.run(
      number,
      id,
      // An alert whose events have no time stands where it was found.
      columns.timeMs ?? nowMs,
      columns.originalTimeMs ?? null,
      nowMs,
      columns.ruleId,
      columns.ruleName,
      columns.severity,
      columns.riskScore,
      columns.isBuildingBlock ? 1 : 0,
      columns.groupId ?? null,
      columns.groupIndex ?? null,
      columns.hostName ?? null,
      columns.hostId ?? null,
      columns.userName ?? null,
      origin,
      executionId ?? null,
      snapshots.idOf(columns.ruleId, snapshot),
      columns.status,
      columns.statusMs,
      columns.statusBy,
      columns.statusReason,
      columns.tags,
      columns.assignees,
    );
    if (changed === 0) return undefined;
    insertDocument.run(number, fields);
    return columns.severity;
  };

  return (alerts) => {
    if (alerts.length === 0) return [];
    return database.transaction(() => {
      const nowMs = clock.nowMs();
      const before = changes.last();
      const ids: string[] = [];
      const added: { origin: NewAlert["origin"]; severity: string }[] = [];
      for (const alert of alerts) {
        const severity = insertOne(alert, before + ids.length + 1, nowMs);
        if (severity === undefined) continue;
        ids.push(alert.id);
        added.push({ origin: alert.origin, severity });
      }
      changes.take(ids.length);
      changes.announce({ kind: "added", ids, change: before + ids.length, added });
      return ids;
    });
  };
}
