import type { Migration } from "../migrate.ts";

/**
 * Documents stand apart from what is filtered and counted by, so that counting reads a tenth of the bytes. There is no
 * reference from `alerts` to `rule_snapshots`: it would need an index of its own for every snapshot that is deleted.
 */
export const alertTables: Migration = {
  version: 1,
  sql: `
    CREATE TABLE rule_snapshots (
      id INTEGER PRIMARY KEY,
      rule_id TEXT NOT NULL,
      hash TEXT NOT NULL,
      fields TEXT NOT NULL
    ) STRICT;
    CREATE INDEX rule_snapshots_of_rule ON rule_snapshots (rule_id);

    CREATE TABLE alerts (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      change INTEGER NOT NULL,
      time_ms INTEGER NOT NULL,
      original_time_ms INTEGER,
      added_ms INTEGER NOT NULL,
      rule_id TEXT NOT NULL,
      rule_name TEXT NOT NULL,
      severity TEXT NOT NULL,
      risk_score REAL NOT NULL,
      is_building_block INTEGER NOT NULL,
      group_id TEXT,
      group_index INTEGER,
      host_name TEXT,
      host_id TEXT,
      user_name TEXT,
      origin TEXT NOT NULL,
      execution_id TEXT,
      snapshot_id INTEGER NOT NULL,
      status TEXT NOT NULL,
      status_ms INTEGER,
      status_by TEXT,
      status_reason TEXT,
      tags TEXT NOT NULL,
      assignees TEXT NOT NULL
    ) STRICT;
    CREATE INDEX alerts_by_time ON alerts (time_ms);
    CREATE INDEX alerts_by_change ON alerts (change);
    CREATE INDEX alerts_by_status ON alerts (status, time_ms);
    CREATE INDEX alerts_by_rule ON alerts (rule_id, time_ms);
    CREATE INDEX alerts_by_host ON alerts (host_name, time_ms) WHERE host_name IS NOT NULL;
    CREATE INDEX alerts_by_user ON alerts (user_name, time_ms) WHERE user_name IS NOT NULL;
    CREATE INDEX alerts_by_group ON alerts (group_id) WHERE group_id IS NOT NULL;

    CREATE TABLE alert_documents (
      number INTEGER PRIMARY KEY REFERENCES alerts (number) ON DELETE CASCADE,
      fields TEXT NOT NULL
    ) STRICT;

    CREATE TABLE alert_notes (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      alert_number INTEGER NOT NULL REFERENCES alerts (number) ON DELETE CASCADE,
      text TEXT NOT NULL,
      created_ms INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      updated_ms INTEGER NOT NULL,
      updated_by TEXT NOT NULL
    ) STRICT;
    CREATE INDEX alert_notes_of_alert ON alert_notes (alert_number);

    CREATE TABLE alert_audit (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      alert_id TEXT NOT NULL,
      change INTEGER NOT NULL,
      at_ms INTEGER NOT NULL,
      by TEXT NOT NULL,
      action TEXT NOT NULL,
      old TEXT,
      new TEXT
    ) STRICT;
    CREATE INDEX alert_audit_of_alert ON alert_audit (alert_id);
    CREATE INDEX alert_audit_removals ON alert_audit (change) WHERE action = 'removed';

    CREATE TABLE alert_changes (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      last INTEGER NOT NULL
    ) STRICT;
    INSERT INTO alert_changes (only, last) VALUES (1, 0);
  `,
};
