import type { Migration } from "../migrate.ts";

export const ruleTables: Migration = {
  version: 2,
  sql: `
    CREATE TABLE rules (
      id TEXT PRIMARY KEY,
      rule_id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      folded_name TEXT NOT NULL,
      type TEXT NOT NULL,
      severity TEXT NOT NULL,
      risk_score REAL NOT NULL,
      tags TEXT NOT NULL,
      enabled INTEGER NOT NULL,
      origin TEXT NOT NULL,
      path TEXT,
      content_hash TEXT,
      is_missing INTEGER NOT NULL,
      is_edited INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      created_ms INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      updated_ms INTEGER NOT NULL,
      updated_by TEXT NOT NULL,
      parameters TEXT NOT NULL
    ) STRICT;

    CREATE TABLE rule_revisions (
      id TEXT NOT NULL REFERENCES rules (id) ON DELETE CASCADE,
      revision INTEGER NOT NULL,
      saved_ms INTEGER NOT NULL,
      saved_by TEXT NOT NULL,
      parameters TEXT NOT NULL,
      PRIMARY KEY (id, revision)
    ) STRICT;

    CREATE TABLE rule_states (
      rule_id TEXT PRIMARY KEY,
      state TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
