import type { Migration } from "../migrate.ts";

export const savedViewTable: Migration = {
  version: 8,
  sql: `
    CREATE TABLE saved_views (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      state TEXT NOT NULL,
      created_ms INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      updated_ms INTEGER NOT NULL,
      updated_by TEXT NOT NULL
    ) STRICT;
  `,
};
