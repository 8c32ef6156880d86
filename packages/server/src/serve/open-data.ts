import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type AlertStore, createAlertStore } from "../alerts/alert-store.ts";
import { createSavedViews, type SavedViews } from "../alerts/saved-views.ts";
import { createExceptionStore, type ExceptionStore } from "../exceptions/exception-store.ts";
import { createExecutionStore, type ExecutionStore } from "../executions/execution-store.ts";
import type { Clock } from "../platform/clock.ts";
import { type Database, openDatabase } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { createStateValues, type StateValues } from "../platform/state-values.ts";
import type { Authorship, RuleChange } from "../rules/rule-change.ts";
import { createRuleStore, type RuleStore } from "../rules/rule-store.ts";
import { type AuditTrail, createAuditTrail, type NewAuditEntry } from "../security/audit-trail.ts";
import { createDamageRecord, type DamageRecord } from "../stores/damage-record.ts";
import { openSegmentStore, type SegmentStore } from "../stores/segments/segment-store.ts";

/** Everything that is kept in the data folder. */
export interface ServerData {
  readonly store: SegmentStore;
  readonly database: Database;
  readonly alerts: AlertStore;
  readonly views: SavedViews;
  readonly rules: RuleStore;
  /** Puts what somebody does to a rule into the audit trail. */
  noteRuleChange(change: RuleChange): void;
  readonly exceptions: ExceptionStore;
  readonly executions: ExecutionStore;
  readonly values: StateValues;
  /** What has been found wrong with the stored events since the start. */
  readonly damage: DamageRecord;
  /** Made by this start of the server. */
  readonly isNew: boolean;
  close(): Promise<void>;
}

/**
 * Opens the data folder, which is made where it is not there: events below `events`, all else in `state.db`. Throws
 * OperationalError where another server uses it, or a newer one has, or it may not be written to.
 */
export async function openData(folder: string, clock: Clock, log: Log): Promise<ServerData> {
  makeFolder(folder);
  const damage = createDamageRecord();
  const store = await openSegmentStore({
    folder: join(folder, eventsFolderName),
    report(problem) {
      damage.add(problem);
      log.warn({ ...problem }, "damage in the event store");
    },
  });
  try {
    const database = openDatabase(join(folder, stateFileName), {
      reportError: (error) => log.error({ err: error }, "a bug"),
    });
    const values = createStateValues(database);
    const audit = createAuditTrail(database);
    const isNew = values.get(createdName) === undefined;
    if (isNew) values.set(createdName, clock.nowMs());
    const alerts = createAlertStore(database, clock);
    const storeCounts = (): void => {
      try {
        alerts.storeCounts();
      } catch (error) {
        log.warn(
          { err: error },
          "what alerts are counted by could not be kept: the next start counts them anew",
        );
      }
    };
    const noteRuleChange = ({ ruleId, ...change }: RuleChange): void =>
      noteChange(audit, { ...change, target: ruleId });
    const counting = prepareCounts(alerts, storeCounts);
    return {
      store,
      database,
      alerts,
      views: createSavedViews(database),
      rules: createRuleStore(database, { noteChange: noteRuleChange }),
      noteRuleChange,
      exceptions: createExceptionStore(database, (change) => noteChange(audit, change)),
      executions: createExecutionStore(database),
      values,
      damage,
      isNew,
      async close() {
        counting.stop();
        await store.close();
        storeCounts();
        database.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface NotedChange extends Authorship, Pick<NewAuditEntry, "action" | "detail"> {
  readonly target: string;
}

function noteChange(audit: AuditTrail, { principal, nowMs, ...change }: NotedChange): void {
  const address = principal.address ?? "unknown";
  audit.note({ ...change, outcome: "success", principal: principal.name, address }, nowMs);
}

/** Alerts are read for counting while nothing else is to do, so that the first screen has not to wait for it. */
function prepareCounts(alerts: Pick<AlertStore, "prepareCounts">, onPrepared: () => void): { stop(): void } {
  let next: ReturnType<typeof setTimeout> | undefined;
  const step = (): void => {
    next = alerts.prepareCounts() ? setTimeout(step, 1).unref() : undefined;
    if (next === undefined) onPrepared();
  };
  next = setTimeout(step, 1).unref();
  return { stop: () => clearTimeout(next) };
}

function makeFolder(folder: string): void {
  try {
    // Events of the machines of an organisation are nobody else's business.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const reason =
      code === "EACCES" || code === "EPERM" || code === "EROFS"
        ? "this user may not write there. Give the user the right to, or choose another folder with --data"
        : code === "EEXIST" || code === "ENOTDIR"
          ? "there is a file in its place. Choose another folder with --data"
          : `${error instanceof Error ? error.message : String(error)}. Choose another folder with --data`;
    throw new OperationalError("bad-request", `${folder} cannot be the data folder: ${reason}.`, error);
  }
}

/** The file in the data folder that holds everything but events. */
export const stateFileName = "state.db";
export const eventsFolderName = "events";

const createdName = "data.created";
