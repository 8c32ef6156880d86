import type { AlertStore } from "../alerts/alert-store.ts";
import { newAlertsOf } from "../detection/new-alerts.ts";
import type { ExecutionStatus, ExecutionType, FinishedExecution } from "../executions/execution.ts";
import type { ExecutionStore } from "../executions/execution-store.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import {
  type ExecuteOptions,
  type ExecutionOutcome,
  executeRules,
  type PlannedExecution,
} from "./execute-rules.ts";

export interface RunExecutionsOptions
  extends Pick<ExecuteOptions, "store" | "catalogue" | "threads" | "raised" | "limits" | "threadBytes"> {
  readonly database: Database;
  readonly executions: Pick<ExecutionStore, "finish">;
  readonly alerts: Pick<AlertStore, "add" | "has">;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of each execution that has ended. */
  readonly onFinished?: (execution: FinishedExecution, type: ExecutionType) => void;
}

/** One execution on its way. */
export interface StartedExecution {
  readonly id: string;
  readonly planned: PlannedExecution;
}

export interface RunExecutions {
  /**
   * Runs executions that were started, and stores what came of them: of all of them together, with what `finish` stores
   * beside. Throws where that could not be stored: they are recorded as failed as soon as they can be.
   *
   * @param finish called within the transaction; without an outcome where the execution has failed
   */
  run(
    started: readonly StartedExecution[],
    control: Pick<ExecuteOptions, "signal" | "giveWay">,
    finish: (outcome: ExecutionOutcome | undefined, execution: StartedExecution) => void,
  ): Promise<void>;
  /** Records what could not be recorded when it ended. Throws where it still cannot be. */
  recordUnfinished(): void;
}

export function createRunExecutions(options: RunExecutionsOptions): RunExecutions {
  const { database, alerts, executions, store, catalogue, threads, raised, clock, log } = options;
  const { threadBytes, limits = {} } = options;
  let unfinished: readonly string[] = [];

  async function outcomesOf(
    started: readonly StartedExecution[],
    control: Pick<ExecuteOptions, "signal" | "giveWay">,
  ): Promise<readonly ExecutionOutcome[] | { readonly failure: string }> {
    try {
      return await executeRules(
        started.map(({ planned }) => planned),
        {
          ...control,
          store,
          catalogue,
          threads,
          threadBytes,
          limits,
          raised,
          isKnown: alerts.has,
          together: (work) => database.transaction(work),
          raise({ execution }, found) {
            const origin = execution.type;
            const added = new Set(
              alerts.add(found.flatMap((alert) => newAlertsOf(alert, origin, execution.uuid))),
            );
            return found.filter(({ id }) => added.has(id)).length;
          },
        },
      );
    } catch (error) {
      if (control.signal.aborted) return { failure: "The server was stopped." };
      log.error({ err: error }, "executions failed; their window is searched again");
      return { failure: error instanceof Error ? error.message : String(error) };
    }
  }

  return {
    async run(started, control, finish) {
      if (started.length === 0) return;
      const result = await outcomesOf(started, control);
      const failure = "failure" in result ? result.failure : undefined;
      const outcomes = "failure" in result ? [] : result;
      const found = new Map(outcomes.map((outcome) => [outcome.execution, outcome]));
      const finishedMs = clock.nowMs();
      const finished = started.map(({ id, planned }) =>
        finishedExecution(id, found.get(planned), failure, finishedMs),
      );
      try {
        database.transaction(() => {
          executions.finish(finished);
          for (const execution of started) finish(found.get(execution.planned), execution);
        });
      } catch (error) {
        unfinished = [...unfinished, ...started.map(({ id }) => id)];
        throw error;
      }
      for (const [at, execution] of finished.entries()) {
        options.onFinished?.(execution, started[at]?.planned.execution.type ?? "scheduled");
      }
    },
    recordUnfinished() {
      if (unfinished.length === 0) return;
      const finishedMs = clock.nowMs();
      const error = "What came of it could not be stored; its window is searched again.";
      executions.finish(unfinished.map((id) => ({ id, status: "failed", finishedMs, error })));
      unfinished = [];
    },
  };
}

function finishedExecution(
  id: string,
  outcome: ExecutionOutcome | undefined,
  failure: string | undefined,
  finishedMs: number,
): FinishedExecution {
  if (outcome === undefined) return { id, status: "failed", finishedMs, error: failure ?? "It did not end." };
  const { eventsSearched, matches, newAlerts, knownAlerts, droppedAlerts, warnings, error } = outcome;
  const status: Exclude<ExecutionStatus, "running"> =
    error !== undefined ? "failed" : warnings.length > 0 ? "partial failure" : "succeeded";
  return {
    id,
    status,
    finishedMs,
    eventsSearched,
    candidates: matches,
    alertsNew: newAlerts,
    alertsKnown: knownAlerts,
    alertsDropped: droppedAlerts,
    warnings,
    ...(error === undefined ? {} : { error }),
  };
}
