import type { Migration } from "../migrate.ts";
import { alertTables } from "./001-alerts.ts";
import { ruleTables } from "./002-rules.ts";
import { executionTables } from "./003-executions.ts";
import { exceptionTables } from "./004-exceptions.ts";
import { stateValueTable } from "./005-state-values.ts";
import { securityTables } from "./006-security.ts";
import { alertStepTable } from "./007-alert-steps.ts";
import { savedViewTable } from "./008-saved-views.ts";
import { alertOverviewTable } from "./009-alert-overview.ts";

/** All steps, in their order. */
export const migrations: readonly Migration[] = [
  alertTables,
  ruleTables,
  executionTables,
  exceptionTables,
  stateValueTable,
  securityTables,
  alertStepTable,
  savedViewTable,
  alertOverviewTable,
];
