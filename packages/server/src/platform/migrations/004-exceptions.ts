import type { Migration } from "../migrate.ts";

export const exceptionTables: Migration = {
  version: 4,
  sql: `
    CREATE TABLE exception_lists (
      id TEXT PRIMARY KEY,
      list_id TEXT NOT NULL,
      namespace_type TEXT NOT NULL,
      name TEXT NOT NULL,
      folded_name TEXT NOT NULL,
      type TEXT NOT NULL,
      version INTEGER NOT NULL,
      created_ms INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      updated_ms INTEGER NOT NULL,
      updated_by TEXT NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (list_id, namespace_type)
    ) STRICT;

    CREATE TABLE exception_items (
      id TEXT PRIMARY KEY,
      item_id TEXT NOT NULL,
      list TEXT NOT NULL REFERENCES exception_lists (id) ON DELETE CASCADE,
      namespace_type TEXT NOT NULL,
      name TEXT NOT NULL,
      folded_name TEXT NOT NULL,
      version INTEGER NOT NULL,
      created_ms INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      updated_ms INTEGER NOT NULL,
      updated_by TEXT NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (item_id, namespace_type)
    ) STRICT;
    CREATE INDEX exception_items_of_list ON exception_items (list, created_ms);

    CREATE TABLE value_lists (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      description TEXT NOT NULL,
      type TEXT NOT NULL,
      version INTEGER NOT NULL,
      created_ms INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      updated_ms INTEGER NOT NULL,
      updated_by TEXT NOT NULL
    ) STRICT;

    CREATE TABLE value_list_values (
      list TEXT NOT NULL REFERENCES value_lists (id) ON DELETE CASCADE,
      value TEXT NOT NULL,
      PRIMARY KEY (list, value)
    ) STRICT, WITHOUT ROWID;
  `,
};
