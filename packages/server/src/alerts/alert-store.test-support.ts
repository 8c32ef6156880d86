import type { JsonObject } from "@eqlite/core/events";
import type { Database } from "../platform/database.ts";
import type { AlertFilter, NewAlert } from "./alert.ts";
import { type AlertStore, createAlertStore } from "./alert-store.ts";

export const startMs = Date.UTC(2026, 0, 5, 12);

export interface TestAlert {
  readonly id: string;
  readonly timeMs?: number;
  readonly rule?: string;
  readonly host?: string | readonly string[];
  readonly user?: string;
  readonly severity?: string;
  readonly origin?: NewAlert["origin"];
  readonly more?: JsonObject;
}

/** An alert as core makes it, as far as the store looks at it. */
export function makeAlert(alert: TestAlert): NewAlert {
  const { id, timeMs = startMs, rule = "rule-1", host = "WS-17", user = "alice", severity = "high" } = alert;
  return {
    id,
    origin: alert.origin ?? "live",
    executionId: "execution-1",
    document: {
      process: { name: "mshta.exe", pid: 4100 },
      host: { name: host, id: "h-17" },
      user: { name: user },
      event: { kind: "signal", category: ["process"] },
      "@timestamp": new Date(timeMs).toISOString(),
      "kibana.alert.uuid": id,
      "kibana.alert.workflow_status": "open",
      "kibana.alert.workflow_tags": [],
      "kibana.alert.workflow_assignee_ids": [],
      "kibana.alert.original_time": new Date(timeMs).toISOString(),
      "kibana.alert.severity": severity,
      "kibana.alert.risk_score": 73,
      "kibana.alert.rule.rule_id": rule,
      "kibana.alert.rule.note": `What to do about ${rule}`,
      "kibana.alert.rule.parameters": { rule_id: rule, query: "process where true" },
      "kibana.alert.rule.name": `Name of ${rule}`,
      ...alert.more,
    },
  };
}

/** The alert of a sequence and its two building blocks. */
export function makeGroup(id: string, more: Omit<TestAlert, "id" | "more"> = {}): readonly NewAlert[] {
  const block = (index: number): NewAlert =>
    makeAlert({
      ...more,
      id: `${id}-${index}`,
      more: {
        "kibana.alert.building_block_type": "default",
        "kibana.alert.group.id": id,
        "kibana.alert.group.index": index,
      },
    });
  return [makeAlert({ ...more, id, more: { "kibana.alert.group.id": id } }), block(0), block(1)];
}

export const alice = { name: "alice" };
export const bob = { name: "bob" };

export function openAlertStore(database: Database, nowMs = startMs): AlertStore {
  return createAlertStore(database, { nowMs: () => nowMs });
}

export function idsOf(store: AlertStore, filter: AlertFilter = {}): readonly string[] {
  return [...store.scan(filter, "oldest-first")].map(({ id }) => id);
}
