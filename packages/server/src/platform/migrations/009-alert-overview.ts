import type { Migration } from "../migrate.ts";

/**
 * At most one row: which file has what alerts are counted by, as it was after some change (alerts/overview/overview-file.ts). The
 * file can always be made again.
 */
export const alertOverviewTable: Migration = {
  version: 9,
  sql: `
    CREATE TABLE alert_overview (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      change INTEGER NOT NULL,
      file_sha256 TEXT NOT NULL
    ) STRICT;
  `,
};
