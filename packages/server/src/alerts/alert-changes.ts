import type { Database } from "../platform/database.ts";
import { createSubscriptions } from "../platform/subscriptions.ts";
import type { AlertOrigin } from "./alert.ts";
import { alertLimits } from "./alert-limits.ts";

/** What has happened to alerts. */
export type AlertChangeKind = "added" | "changed" | "removed";

export interface AlertNews {
  readonly kind: AlertChangeKind;
  readonly ids: readonly string[];
  /** The number of the last of these changes: who has seen them goes on with `since` of it. */
  readonly change: number;
  /** Of removed alerts their numbers. */
  readonly numbers?: readonly number[];
  /** Of added alerts what they are counted by, in the order of the ids. */
  readonly added?: readonly { readonly origin: AlertOrigin; readonly severity: string }[];
}

export interface AlertChange {
  readonly id: string;
  /** Grows with each change of any alert, and is never given twice. */
  readonly change: number;
  readonly kind: AlertChangeKind;
}

export interface AlertChanges {
  /** The number of the last change. */
  last(): number;
  /** Takes the next numbers, in a transaction; returns the one before the first. */
  take(count: number): number;
  /** Tells the listeners once the transaction is committed. */
  announce(news: AlertNews): void;
  subscribe(listener: (news: AlertNews) => void): () => void;
  /**
   * The last change of each alert that has changed after a number, in the order of numbers. Alerts that retention has
   * deleted are not among them.
   */
  since(change: number, limit?: number): readonly AlertChange[];
}

export function createAlertChanges(database: Database): AlertChanges {
  const subscriptions = createSubscriptions<AlertNews>();
  const selectLast = database.prepare<{ last: number }>("SELECT last FROM alert_changes");
  const advance = database.prepare("UPDATE alert_changes SET last = last + ?");
  const selectSince = database.prepare<AlertChange>(`
    SELECT id, change, CASE WHEN change = number THEN 'added' ELSE 'changed' END AS kind
      FROM alerts WHERE change > ?1
    UNION ALL
    SELECT alert_id, change, 'removed' FROM alert_audit WHERE action = 'removed' AND change > ?1
    ORDER BY change LIMIT ?2`);
  const last = (): number => selectLast.get()?.last ?? 0;

  return {
    last,
    take(count) {
      const before = last();
      advance.run(count);
      return before;
    },
    announce(news) {
      if (news.ids.length > 0) database.afterCommit(() => subscriptions.tell(news));
    },
    subscribe: subscriptions.subscribe,
    since: (change, limit = alertLimits.maxChangesAtOnce) =>
      selectSince.all(change, Math.min(limit, alertLimits.maxChangesAtOnce)),
  };
}
