import type { Migration } from "../migrate.ts";

export const executionTables: Migration = {
  version: 3,
  sql: `
    CREATE TABLE executions (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      rule_id TEXT NOT NULL,
      type TEXT NOT NULL,
      status TEXT NOT NULL,
      started_ms INTEGER NOT NULL,
      finished_ms INTEGER,
      from_ms INTEGER,
      to_ms INTEGER,
      from_position INTEGER,
      to_position INTEGER,
      events_searched INTEGER NOT NULL,
      candidates INTEGER NOT NULL,
      alerts_new INTEGER NOT NULL,
      alerts_known INTEGER NOT NULL,
      alerts_dropped INTEGER NOT NULL,
      warnings TEXT,
      error TEXT
    ) STRICT;
    CREATE INDEX executions_of_rule ON executions (rule_id, started_ms);
    CREATE INDEX executions_by_start ON executions (started_ms);
    CREATE INDEX executions_running ON executions (number) WHERE status = 'running';

    CREATE TABLE gaps (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      rule_id TEXT NOT NULL,
      from_ms INTEGER NOT NULL,
      to_ms INTEGER NOT NULL,
      reason TEXT NOT NULL,
      state TEXT NOT NULL,
      updated_ms INTEGER NOT NULL,
      error TEXT,
      UNIQUE (rule_id, from_ms, to_ms),
      CHECK (from_ms < to_ms)
    ) STRICT;
  `,
};
