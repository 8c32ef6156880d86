import type { Migration } from "../migrate.ts";

export const stateValueTable: Migration = {
  version: 5,
  sql: `
    CREATE TABLE state_values (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
