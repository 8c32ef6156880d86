import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type AlertStore, createAlertStore } from "../alerts/alert-store.ts";
import { createExceptionStore, type ExceptionStore } from "../exceptions/exception-store.ts";
import { createExecutionStore, type ExecutionStore } from "../executions/execution-store.ts";
import type { Clock } from "../platform/clock.ts";
import { type Database, openDatabase } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { createStateValues, type StateValues } from "../platform/state-values.ts";
import { createRuleStore, type RuleStore } from "../rules/rule-store.ts";
import { openSegmentStore, type SegmentStore } from "../stores/segments/segment-store.ts";

/** Everything that is kept in the data folder. */
export interface ServerData {
  readonly store: SegmentStore;
  readonly database: Database;
  readonly alerts: AlertStore;
  readonly rules: RuleStore;
  readonly exceptions: ExceptionStore;
  readonly executions: ExecutionStore;
  readonly values: StateValues;
  /** Made by this start of the server. */
  readonly isNew: boolean;
  close(): Promise<void>;
}

/**
 * Opens the data folder, which is made where it is not there: events below `events`, all else in `state.db`. Throws
 * OperationalError where another server uses it, or a newer one has.
 */
export async function openData(folder: string, clock: Clock, log: Log): Promise<ServerData> {
  // Events of the machines of an organisation are nobody else's business.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const store = await openSegmentStore({
    folder: join(folder, "events"),
    report: (problem) => log.warn({ ...problem }, "damage in the event store"),
  });
  try {
    const database = openDatabase(join(folder, "state.db"), {
      reportError: (error) => log.error({ err: error }, "a bug"),
    });
    const values = createStateValues(database);
    const isNew = values.get(createdName) === undefined;
    if (isNew) values.set(createdName, clock.nowMs());
    return {
      store,
      database,
      alerts: createAlertStore(database, clock),
      rules: createRuleStore(database),
      exceptions: createExceptionStore(database),
      executions: createExecutionStore(database),
      values,
      isNew,
      async close() {
        await store.close();
        database.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

const createdName = "data.created";
