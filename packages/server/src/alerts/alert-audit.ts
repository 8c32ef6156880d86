import type { JsonValue } from "@eqlite/core/events";
import type { Database } from "../platform/database.ts";
import { storedJson } from "../platform/stored-json.ts";

export type AuditAction =
  | "status"
  | "tags"
  | "assignees"
  | "note-added"
  | "note-edited"
  /** A step of the guide was done or undone, or a finding written. */
  | "step"
  /** Live detection has taken the alert back: it is gone, … */
  | "removed"
  /** … or kept and closed, since somebody had dealt with it. */
  | "withdrawn";

/** One change of an alert: who did what, and when. */
export interface AuditEntry {
  readonly alertId: string;
  readonly change: number;
  readonly atMs: number;
  readonly by: string;
  readonly action: AuditAction;
  /** Before and after, in a form of the action's own; absent where there is none. */
  readonly old?: JsonValue;
  readonly new?: JsonValue;
}

export interface AlertAudit {
  add(entry: AuditEntry): void;
  /** Also of alerts that were removed. */
  of(alertId: string): readonly AuditEntry[];
}

interface AuditRow extends Omit<AuditEntry, "old" | "new"> {
  readonly old: string | null;
  readonly new: string | null;
}

export function createAlertAudit(database: Database): AlertAudit {
  const insert = database.prepare(
    "INSERT INTO alert_audit (alert_id, change, at_ms, by, action, old, new) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const select = database.prepare<AuditRow>(`
    SELECT alert_id AS alertId, change, at_ms AS atMs, by, action, old, new
    FROM alert_audit WHERE alert_id = ? ORDER BY number`);
  return {
    add(entry) {
      const { alertId, change, atMs, by, action } = entry;
      insert.run(alertId, change, atMs, by, action, jsonOf(entry.old), jsonOf(entry.new));
    },
    of: (alertId) =>
      select.all(alertId).map(({ old, new: after, ...entry }) => ({
        ...entry,
        ...(old === null ? {} : { old: storedJson(old) }),
        ...(after === null ? {} : { new: storedJson(after) }),
      })),
  };
}

function jsonOf(value: JsonValue | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
