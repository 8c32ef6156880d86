import { type Clock, systemClock } from "../platform/clock.ts";
import type { Database } from "../platform/database.ts";
import { createAlertAdding } from "./add-alerts.ts";
import type { AlertStatus, NewAlert } from "./alert.ts";
import { type AuditEntry, createAlertAudit } from "./alert-audit.ts";
import { type AlertChange, type AlertNews, createAlertChanges } from "./alert-changes.ts";
import { type AlertNotes, createAlertNotes } from "./alert-notes.ts";
import { type AlertSteps, createAlertSteps } from "./alert-steps.ts";
import { type AlertCounts, createAlertCounts } from "./count-alerts.ts";
import { createAlertDeletion } from "./delete-alerts.ts";
import { type AlertReading, createAlertReading } from "./read-alerts.ts";
import { createRuleSnapshots } from "./rule-snapshots.ts";
import { type AlertTriage, createAlertTriage } from "./triage-alerts.ts";
import { createWithdrawal, type Withdrawal } from "./withdraw-alerts.ts";

/**
 * All alerts, with what people have done about them. Every change is on disk when the call returns, or, within a
 * transaction of the database, when that is committed.
 */
export interface AlertStore extends AlertReading, AlertTriage, AlertNotes, AlertSteps, AlertCounts {
  /** Stores alerts; returns the ids of those that were not there already, in their order. */
  add(alerts: readonly NewAlert[]): readonly string[];
  /** Takes back alerts of live detection; see withdraw-alerts.ts. */
  withdraw(ids: readonly string[], reason: string): Withdrawal;
  /** Who did what to an alert, oldest first; also to one that was removed. */
  audit(id: string): readonly AuditEntry[];
  /** Deletes old alerts, some at a time: returns how many, 0 at the end; see delete-alerts.ts. */
  deleteBefore(timeMs: number, statuses?: readonly AlertStatus[]): number;
  /** The number of the last change of any alert; grows for ever. */
  lastChange(): number;
  changesSince(change: number, limit?: number): readonly AlertChange[];
  /** Told of changes after they are on disk. Returns what ends the subscription. */
  subscribe(listener: (news: AlertNews) => void): () => void;
}

export function createAlertStore(database: Database, clock: Clock = systemClock): AlertStore {
  const changes = createAlertChanges(database);
  const snapshots = createRuleSnapshots(database);
  const audit = createAlertAudit(database);
  return {
    ...createAlertReading(database, snapshots),
    ...createAlertCounts(database),
    ...createAlertTriage(database, changes),
    ...createAlertNotes(database, changes, audit),
    ...createAlertSteps(database, changes, audit),
    add: createAlertAdding(database, snapshots, changes, clock),
    withdraw: createWithdrawal(database, changes, audit, clock),
    audit: audit.of,
    deleteBefore: createAlertDeletion(database, snapshots, changes),
    lastChange: changes.last,
    changesSince: changes.since,
    subscribe: changes.subscribe,
  };
}
