import { randomUUID } from "node:crypto";
import { parseInterval } from "@eqlite/core/detect";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { AlertStore } from "../alerts/alert-store.ts";
import type { DetectionRule } from "../detection/detection-rule.ts";
import { newAlertsOf } from "../detection/new-alerts.ts";
import type { RaisedMatches } from "../detection/raised-matches.ts";
import type { RuleSetKeeper } from "../detection/rule-set.ts";
import type { ExecutionStatus, ExecutionType, FinishedExecution } from "../executions/execution.ts";
import type { ExecutionStore } from "../executions/execution-store.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import type { RuleStates } from "../rules/rule-state.ts";
import type { EventStore } from "../stores/event-store.ts";
import { dueRules } from "./due-rules.ts";
import { type ExecutionOutcome, executeRules, type PlannedExecution } from "./execute-rules.ts";
import { alertLimit, planExecution } from "./plan-execution.ts";
import type { ThreadPool } from "./thread-pool.ts";

export interface SchedulerOptions {
  readonly database: Database;
  readonly ruleSet: RuleSetKeeper;
  readonly states: RuleStates;
  readonly executions: ExecutionStore;
  readonly alerts: Pick<AlertStore, "add" | "has">;
  readonly store: EventStore;
  readonly catalogue: FieldCatalogue;
  readonly clock: Clock;
  readonly log: Log;
  /** Threads for large windows. */
  readonly threads?: ThreadPool | undefined;
  /** Shared with live detection. */
  readonly raised?: RaisedMatches;
  /** When the server was started: a rule that has not run since then was held up by the server, not by people. */
  readonly startedMs: number;
  /** Told of each execution that has ended. */
  readonly onFinished?: (execution: FinishedExecution, type: ExecutionType) => void;
}

/** Runs rules when they are due. */
export interface Scheduler {
  /** Looks for due rules every second from now on. */
  start(): void;
  /** Runs what is due now; resolves when it has ended. One run at a time: a call during a run waits for it first. */
  tick(): Promise<void>;
  /** Runs other work between two runs. */
  between<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  readonly status: SchedulerStatus;
  /** Stops what runs. */
  stop(): Promise<void>;
}

/** How the scheduler fares. */
export interface SchedulerStatus {
  /** Executions that run now, scheduled ones alone. */
  readonly running: number;
  /** Work that waits for its turn, with what has it now: runs, manual executions, gaps. */
  readonly waiting: number;
  /** When rules were last looked for that are due; undefined before the first time. */
  readonly lastTickMs: number | undefined;
  /** How long the last run took that had rules to run. */
  readonly lastRunDurationMs: number | undefined;
}

const tickMs = 1_000;

/** One execution on its way. */
export interface StartedExecution {
  readonly id: string;
  readonly planned: PlannedExecution;
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { database, ruleSet, states, executions, store, clock, log } = options;
  const abort = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  let timer: ReturnType<typeof setInterval> | undefined;
  let isTicking = false;
  /** Rules that cannot be planned, or are not due: their last start, also of those that failed. */
  const startedMsOf = new Map<string, number>();
  let running = 0;
  let waiting = 0;
  let lastTickMs: number | undefined;
  let lastRunDurationMs: number | undefined;

  function between<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    waiting += 1;
    const next = last
      .then(() => work(abort.signal))
      .finally(() => {
        waiting -= 1;
      });
    last = next.catch(() => {});
    return next;
  }

  async function runDue(): Promise<void> {
    const nowMs = clock.nowMs();
    lastTickMs = nowMs;
    const due = dueRules(
      ruleSet.current().rules,
      ({ rule }) => startedMsOf.get(rule.ruleId) ?? states.get(rule.ruleId).previousStartedAtMs,
      nowMs,
    );
    if (due.length === 0 || abort.signal.aborted) return;
    const started: StartedExecution[] = [];
    const refused: { readonly rule: DetectionRule; readonly problem: string }[] = [];
    const covered = new Map<string, { readonly position: number; readonly ms: number }>();
    database.transaction(() => {
      for (const rule of due) {
        const { ruleId } = rule.rule;
        startedMsOf.set(ruleId, nowMs);
        const state = states.get(ruleId);
        // The time in which people had a rule disabled is a gap, not something to catch up with by itself.
        const wasDisabled =
          state.coveredToMs !== undefined &&
          state.previousStartedAtMs !== undefined &&
          isOverdue(rule, state.previousStartedAtMs, nowMs) &&
          state.previousStartedAtMs >= options.startedMs;
        const plan = planExecution(rule, wasDisabled ? {} : state, nowMs, store);
        if (!plan.ok) {
          refused.push({ rule, problem: plan.problem });
          continue;
        }
        const { window, arrived, gap } = plan.value;
        const missed = wasDisabled ? { fromMs: state.coveredToMs ?? nowMs, toMs: arrived.fromMs } : gap;
        if (missed !== undefined && missed.fromMs < missed.toMs) {
          const reason = wasDisabled ? "rule_disabled" : "rule_did_not_run";
          executions.gaps.add([{ ruleId, reason, ...missed }], nowMs);
        }
        const id = randomUUID();
        const execution = { uuid: id, type: "scheduled" as const, startedMs: nowMs, createdMs: nowMs };
        started.push({ id, planned: { rule, window, maxAlerts: alertLimit(rule), execution } });
        covered.set(id, { position: window.positions.to, ms: Math.min(arrived.toMs, nowMs) });
        executions.start([
          {
            id,
            ruleId,
            type: "scheduled",
            startedMs: nowMs,
            window: {
              fromMs: arrived.fromMs,
              toMs: arrived.toMs,
              fromPosition: window.positions.from,
              toPosition: window.positions.to,
            },
          },
        ]);
      }
    });
    for (const { rule, problem } of refused) log.warn({ rule: rule.rule.ruleId }, `not executed: ${problem}`);
    running = started.length;
    const began = performance.now();
    await runStarted(options, started, abort.signal, (outcome, { id, planned }) => {
      const { ruleId } = planned.rule.rule;
      const to = covered.get(id);
      states.set(ruleId, {
        previousStartedAtMs: nowMs,
        ...(outcome?.error === undefined && outcome !== undefined && to !== undefined
          ? { coveredToPosition: to.position, coveredToMs: to.ms, lastSuccessMs: clock.nowMs() }
          : {}),
      });
    }).finally(() => {
      running = 0;
    });
    lastRunDurationMs = performance.now() - began;
  }

  const scheduler: Scheduler = {
    start() {
      timer = setInterval(() => {
        if (isTicking) return;
        isTicking = true;
        scheduler
          .tick()
          .catch((error: unknown) => log.error({ err: error }, "rules could not be run; they are run again"))
          .finally(() => {
            isTicking = false;
          });
      }, tickMs);
      timer.unref();
    },
    tick: () => between(runDue),
    between,
    get status() {
      return { running, waiting, lastTickMs, lastRunDurationMs };
    },
    async stop() {
      clearInterval(timer);
      abort.abort();
      await last;
    },
  };
  return scheduler;
}

/** More than two intervals and a minute late. */
function isOverdue({ rule }: DetectionRule, previousMs: number, nowMs: number): boolean {
  const interval = parseInterval(rule.interval);
  return interval.ok && nowMs - previousMs > 2 * interval.value + 60_000;
}

/**
 * Runs executions that were started, and stores what came of them: of all of them together, with what `finish` stores beside.
 *
 * @param finish called within the transaction; without an outcome where the execution has failed
 */
export async function runStarted(
  options: SchedulerOptions,
  started: readonly StartedExecution[],
  signal: AbortSignal,
  finish: (outcome: ExecutionOutcome | undefined, execution: StartedExecution) => void,
): Promise<void> {
  if (started.length === 0) return;
  const { database, alerts, executions, store, catalogue, clock, log } = options;
  const byPlan = new Map(started.map((execution) => [execution.planned, execution]));
  let outcomes: readonly ExecutionOutcome[] = [];
  let failure: string | undefined;
  try {
    outcomes = await executeRules(
      started.map(({ planned }) => planned),
      {
        store,
        catalogue,
        signal,
        isKnown: alerts.has,
        together: (work) => database.transaction(work),
        threads: options.threads,
        ...(options.raised === undefined ? {} : { raised: options.raised }),
        raise({ execution }, raised) {
          const origin = execution.type;
          const added = new Set(
            alerts.add(raised.flatMap((alert) => newAlertsOf(alert, origin, execution.uuid))),
          );
          return raised.filter(({ id }) => added.has(id)).length;
        },
      },
    );
  } catch (error) {
    failure = signal.aborted ? "The server was stopped." : messageOf(error);
    if (!signal.aborted) log.error({ err: error }, "executions failed; their window is searched again");
  }
  const found = new Map(outcomes.map((outcome) => [byPlan.get(outcome.execution)?.id, outcome]));
  const finishedMs = clock.nowMs();
  const finished = started.map(({ id }) => finishedExecution(id, found.get(id), failure, finishedMs));
  database.transaction(() => {
    executions.finish(finished);
    for (const execution of started) finish(found.get(execution.id), execution);
  });
  for (const [at, execution] of finished.entries()) {
    options.onFinished?.(execution, started[at]?.planned.execution.type ?? "scheduled");
  }
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
