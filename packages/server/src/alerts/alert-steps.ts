import type { Actor } from "../platform/actor.ts";
import type { Database } from "../platform/database.ts";
import { OperationalError } from "../platform/operational-error.ts";
import type { AlertAudit } from "./alert-audit.ts";
import type { AlertChanges } from "./alert-changes.ts";
import { alertLimits } from "./alert-limits.ts";

/** A step of the guide of an alert that somebody has dealt with. Its name is given by who shows the guide. */
export interface AlertStep {
  readonly step: string;
  readonly isDone: boolean;
  /** What was found, in Markdown; empty where nothing was written. */
  readonly finding: string;
  readonly changedMs: number;
  readonly changedBy: string;
}

export interface StepChange {
  readonly alertId: string;
  readonly step: string;
  /** What is left out stays. */
  readonly isDone?: boolean | undefined;
  readonly finding?: string | undefined;
  readonly principal: Actor;
  readonly nowMs: number;
}

export interface AlertSteps {
  /**
   * Notes that a step is done, or not, and what was found. Throws `not-found` where there is no such alert, and `bad-request`
   * where a text is too long or the alert has as many steps as it may.
   */
  setStep(change: StepChange): AlertStep;
  /** In the order of their names. */
  steps(alertId: string): readonly AlertStep[];
}

interface StepRow extends Omit<AlertStep, "isDone"> {
  readonly done: number;
}

const columns = "step, done, finding, changed_ms AS changedMs, changed_by AS changedBy";

export function createAlertSteps(database: Database, changes: AlertChanges, audit: AlertAudit): AlertSteps {
  const selectNumber = database.prepare<{ number: number }>("SELECT number FROM alerts WHERE id = ?");
  const selectAll = database.prepare<StepRow>(`
    SELECT ${columns} FROM alert_steps JOIN alerts ON alerts.number = alert_steps.alert_number
    WHERE alerts.id = ? ORDER BY step`);
  const selectOne = database.prepare<StepRow>(
    `SELECT ${columns} FROM alert_steps WHERE alert_number = ? AND step = ?`,
  );
  const countAll = database.prepare<{ count: number }>(
    "SELECT count(*) AS count FROM alert_steps WHERE alert_number = ?",
  );
  const upsert = database.prepare(`
    INSERT INTO alert_steps (alert_number, step, done, finding, changed_ms, changed_by) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (alert_number, step) DO UPDATE
    SET done = excluded.done, finding = excluded.finding, changed_ms = excluded.changed_ms, changed_by = excluded.changed_by`);
  const touch = database.prepare("UPDATE alerts SET change = ? WHERE number = ?");

  return {
    setStep({ alertId, step, isDone, finding, principal: { name: by }, nowMs: atMs }) {
      checkLength("The name of a step", step, alertLimits.maxStepNameUnits);
      checkLength("A finding", finding ?? "", alertLimits.maxFindingUnits);
      return database.transaction(() => {
        const number = selectNumber.get(alertId)?.number;
        if (number === undefined) throw new OperationalError("not-found", `There is no alert ${alertId}`);
        const former = selectOne.get(number, step);
        if (former === undefined && (countAll.get(number)?.count ?? 0) >= alertLimits.maxSteps) {
          throw new OperationalError("bad-request", `An alert has at most ${alertLimits.maxSteps} steps`);
        }
        const after: AlertStep = {
          step,
          isDone: isDone ?? former?.done === 1,
          finding: finding ?? former?.finding ?? "",
          changedMs: atMs,
          changedBy: by,
        };
        if (
          former !== undefined &&
          (former.done === 1) === after.isDone &&
          former.finding === after.finding
        ) {
          return stepOf(former);
        }
        upsert.run(number, step, after.isDone ? 1 : 0, after.finding, atMs, by);
        const change = changes.take(1) + 1;
        touch.run(change, number);
        changes.announce({ kind: "changed", ids: [alertId], change });
        audit.add({
          alertId,
          change,
          atMs,
          by,
          action: "step",
          ...(former === undefined
            ? {}
            : { old: { step, done: former.done === 1, finding: former.finding } }),
          new: { step, done: after.isDone, finding: after.finding },
        });
        return after;
      });
    },
    steps: (alertId) => selectAll.all(alertId).map(stepOf),
  };
}

function stepOf({ done, ...row }: StepRow): AlertStep {
  return { ...row, isDone: done === 1 };
}

function checkLength(what: string, text: string, most: number): void {
  if (text.length > most) throw new OperationalError("bad-request", `${what} has at most ${most} characters`);
}
