import type { Migration } from "../migrate.ts";

/** What people have done of the guide of an alert, and what they have found. */
export const alertStepTable: Migration = {
  version: 7,
  sql: `
    CREATE TABLE alert_steps (
      alert_number INTEGER NOT NULL REFERENCES alerts (number) ON DELETE CASCADE,
      step TEXT NOT NULL,
      done INTEGER NOT NULL,
      finding TEXT NOT NULL,
      changed_ms INTEGER NOT NULL,
      changed_by TEXT NOT NULL,
      PRIMARY KEY (alert_number, step)
    ) STRICT, WITHOUT ROWID;
  `,
};
