import { liveLimits } from "./live-limits.ts";

/**
 * How many matches that stand have raised an alert. Events that say the same make matches with one alert id, and the alert
 * is refuted only when none of them is left.
 */
export interface RaisedIds {
  /** How many matches there will be once some were found and others refuted. */
  after(id: string, change: number): number;
  /** @param nowMs by which it is forgotten */
  change(id: string, change: number, nowMs: number): void;
  /** Forgets ids of which no match can be refuted any more: nothing came of them since a time. */
  forget(beforeMs: number): void;
}

export function createRaisedIds(): RaisedIds {
  /** In the order of their last change. */
  const counts = new Map<string, { readonly count: number; readonly atMs: number }>();
  const after = (id: string, change: number): number => Math.max(0, (counts.get(id)?.count ?? 0) + change);
  return {
    after,
    change(id, change, nowMs) {
      const count = after(id, change);
      counts.delete(id);
      if (count === 0) return;
      counts.set(id, { count, atMs: nowMs });
      if (counts.size <= liveLimits.maxRaisedIds) return;
      const [oldest] = counts.keys();
      if (oldest !== undefined) counts.delete(oldest);
    },
    forget(beforeMs) {
      for (const [id, { atMs }] of counts) {
        if (atMs >= beforeMs) return;
        counts.delete(id);
      }
    },
  };
}
