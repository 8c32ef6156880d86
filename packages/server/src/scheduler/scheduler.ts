import { randomUUID } from "node:crypto";
import type { DetectionRule } from "../detection/detection-rule.ts";
import type { RuleProblem, RuleSetKeeper } from "../detection/rule-set.ts";
import type { ExecutionStore } from "../executions/execution-store.ts";
import type { Clock } from "../platform/clock.ts";
import type { RuleStates } from "../rules/rule-state.ts";
import { createBackgroundWork, type Urgency } from "./background-work.ts";
import { createClockJumps } from "./clock-jumps.ts";
import { dueRules } from "./due-rules.ts";
import type { ExecutionOutcome } from "./execute-rules.ts";
import { alertLimit, type ExecutionPlan, planExecution } from "./plan-execution.ts";
import { createReturningRules } from "./returning-rules.ts";
import { createRunExecutions, type RunExecutionsOptions, type StartedExecution } from "./run-executions.ts";

export interface SchedulerOptions extends RunExecutionsOptions {
  readonly ruleSet: RuleSetKeeper;
  readonly states: RuleStates;
  readonly executions: ExecutionStore;
  /** Only goes forward. */
  readonly elapsed: Clock;
  /**
   * Waits until live detection has judged what is before a position, for a while at most. What it has found first it can take
   * back when events come late; what only an execution has found stays.
   */
  readonly waitForLive?: (position: number) => Promise<void>;
}

/** Runs rules when they are due. */
export interface Scheduler {
  /** Looks for due rules every second from now on. */
  start(): void;
  /** Runs what is due now; resolves when it has ended. One run at a time: a call during a run waits for it first. */
  tick(): Promise<void>;
  /**
   * Runs other work, one after the other, which gives way to what is due. Resolved with what came of it; undefined where the
   * server was stopped before it began.
   */
  beside<T>(urgency: Urgency, work: (run: RunBeside) => Promise<T>): Promise<T | undefined>;
  readonly status: SchedulerStatus;
  /** Stops what runs. */
  stop(): Promise<void>;
}

/** How the scheduler fares. */
export interface SchedulerStatus {
  /** Executions that run now, scheduled ones alone. */
  readonly running: number;
  /** Work that waits for its turn, with what has it now: manual executions and gaps. */
  readonly waiting: number;
  /** When rules were last looked for that are due; undefined before the first time. */
  readonly lastTickMs: number | undefined;
  /** How long the last run took that had rules to run. */
  readonly lastRunDurationMs: number | undefined;
}

/** Runs executions that were started, as `RunExecutions` does. */
export type RunBeside = (
  started: readonly StartedExecution[],
  finish: (outcome: ExecutionOutcome | undefined, isStopped: boolean) => void,
) => Promise<void>;

const tickMs = 1_000;
/** What failed for reasons that lie outside of a rule is tried again after this long, although it is not due. */
const retryMs = 60_000;
/** Looks that are left out after one that failed. */
const ticksLeftOut = 10;
/** How often it is recorded that a rule cannot run, as long as the reason stays the same. */
const problemEveryMs = 5 * 60_000;

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { database, ruleSet, states, executions, store, clock, log } = options;
  const abort = new AbortController();
  const runExecutions = createRunExecutions(options);
  const background = createBackgroundWork();
  let last: Promise<unknown> = Promise.resolve();
  /** Resolved when the run that is on its way has ended. */
  let running: Promise<unknown> | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let isTicking = false;
  let leaveOut = 0;
  let runningCount = 0;
  let lastTickMs: number | undefined;
  let lastRunDurationMs: number | undefined;
  /** The last start of rules, also of those that cannot be planned. */
  const startedMsOf = new Map<string, number>();
  const failedMsOf = new Map<string, number>();
  const saidMsOf = new Map<string, number>();
  const returning = createReturningRules();
  const jumps = createClockJumps(clock, options.elapsed);
  const events = { positionAt: (ms: number) => store.positionAt(jumps.before(ms)), select: store.select };

  function startedMs({ rule: { ruleId } }: DetectionRule, nowMs: number): number | undefined {
    const failedMs = failedMsOf.get(ruleId);
    // The clock may have been set back since.
    if (failedMs !== undefined && Math.abs(nowMs - failedMs) >= retryMs) return undefined;
    return startedMsOf.get(ruleId) ?? states.get(ruleId).previousStartedAtMs;
  }

  async function runDue(): Promise<void> {
    if (abort.signal.aborted) return;
    jumps.look();
    runExecutions.recordUnfinished();
    const nowMs = clock.nowMs();
    lastTickMs = nowMs;
    const settledPosition = store.settledPosition;
    const set = ruleSet.current();
    returning.look(set);
    sayProblems(set.problems, nowMs);
    const due = dueRules(set.rules, (rule) => startedMs(rule, nowMs), nowMs);
    if (due.length === 0) return;
    await options.waitForLive?.(settledPosition);
    if (abort.signal.aborted) return;
    const started: StartedExecution[] = [];
    const covers = new Map<string, ExecutionPlan["covers"]>();
    database.transaction(() => {
      for (const rule of due) {
        const plan = planRule(rule, nowMs, settledPosition);
        if (plan === undefined) continue;
        const id = randomUUID();
        const execution = { uuid: id, type: "scheduled" as const, startedMs: nowMs, createdMs: nowMs };
        const { window, decides, arrived } = plan;
        started.push({ id, planned: { rule, window, decides, maxAlerts: alertLimit(rule), execution } });
        covers.set(id, plan.covers);
        executions.start([
          {
            id,
            ruleId: rule.rule.ruleId,
            type: "scheduled",
            startedMs: nowMs,
            window: { ...arrived, fromPosition: window.positions.from, toPosition: window.positions.to },
          },
        ]);
      }
    });
    for (const { rule } of due) {
      startedMsOf.set(rule.ruleId, nowMs);
      failedMsOf.delete(rule.ruleId);
      returning.taken(rule.ruleId);
    }
    runningCount = started.length;
    const began = performance.now();
    try {
      await runExecutions.run(started, { signal: abort.signal }, (outcome, { id, planned }) => {
        const { ruleId } = planned.rule.rule;
        const covered = covers.get(id);
        if (outcome === undefined) failedMsOf.set(ruleId, nowMs);
        states.set(ruleId, {
          previousStartedAtMs: nowMs,
          ...(outcome === undefined || outcome.error !== undefined || covered === undefined
            ? {}
            : { coveredToPosition: covered.position, coveredToMs: covered.ms, lastSuccessMs: clock.nowMs() }),
        });
      });
    } catch (error) {
      for (const { planned } of started) failedMsOf.set(planned.rule.rule.ruleId, nowMs);
      throw error;
    } finally {
      runningCount = 0;
      lastRunDurationMs = performance.now() - began;
    }
  }

  /** To be called within the transaction that starts the execution: records the time that it leaves out. */
  function planRule(rule: DetectionRule, nowMs: number, settledPosition: number): ExecutionPlan | undefined {
    const { ruleId } = rule.rule;
    const state = states.get(ruleId);
    // The time in which people had a rule disabled is a gap, not something to catch up with by itself.
    const wasDisabled = state.coveredToMs !== undefined && returning.has(ruleId);
    const plan = planExecution(rule, wasDisabled ? {} : state, nowMs, { ...events, settledPosition });
    if (!plan.ok) {
      recordFailed(ruleId, plan.problem, nowMs);
      return undefined;
    }
    const { window, arrived, gap } = plan.value;
    const missed = wasDisabled ? { fromMs: state.coveredToMs, toMs: arrived.fromMs } : gap;
    if (missed !== undefined && missed.fromMs < missed.toMs) {
      const reason = wasDisabled ? "rule_disabled" : "rule_did_not_run";
      executions.gaps.add([{ ruleId, reason, ...missed }], nowMs);
      // What is recorded as a gap is not made up for by another execution, also where this one fails.
      states.set(ruleId, { coveredToMs: arrived.fromMs, coveredToPosition: window.positions.from });
    }
    return plan.value;
  }

  /** A rule that is enabled and cannot run: whoever looks at its executions sees why. */
  function sayProblems(problems: readonly RuleProblem[], nowMs: number): void {
    const names = new Set(problems.map(nameOf));
    for (const name of saidMsOf.keys()) if (!names.has(name)) saidMsOf.delete(name);
    for (const problem of problems) {
      const saidMs = saidMsOf.get(nameOf(problem));
      if (saidMs !== undefined && Math.abs(nowMs - saidMs) < problemEveryMs) continue;
      recordFailed(problem.ruleId, problem.message, nowMs);
      saidMsOf.set(nameOf(problem), nowMs);
      if (saidMs === undefined) log.warn({ rule: problem.ruleId }, `not executed: ${problem.message}`);
    }
  }

  function recordFailed(ruleId: string, error: string, nowMs: number): void {
    const id = randomUUID();
    database.transaction(() => {
      executions.start([{ id, ruleId, type: "scheduled", startedMs: nowMs }]);
      executions.finish([{ id, status: "failed", finishedMs: nowMs, error }]);
    });
  }

  const scheduler: Scheduler = {
    start() {
      timer = setInterval(() => {
        if (isTicking) return;
        if (leaveOut > 0) {
          leaveOut -= 1;
          return;
        }
        isTicking = true;
        scheduler
          .tick()
          .catch((error: unknown) => {
            leaveOut = ticksLeftOut;
            log.error({ err: error }, "rules could not be run; they are run again");
          })
          .finally(() => {
            isTicking = false;
          });
      }, tickMs);
      timer.unref();
    },
    tick() {
      const run = last.then(runDue);
      const ended = run.catch(() => {});
      last = ended;
      running = ended;
      void ended.then(() => {
        if (running === ended) running = undefined;
      });
      return run;
    },
    beside: (urgency, work) =>
      background.add(urgency, () =>
        work((started, finish) =>
          runExecutions.run(started, { signal: abort.signal, giveWay }, (outcome) =>
            finish(outcome, abort.signal.aborted),
          ),
        ),
      ),
    get status() {
      return { running: runningCount, waiting: background.count, lastTickMs, lastRunDurationMs };
    },
    async stop() {
      clearInterval(timer);
      abort.abort();
      await Promise.all([last, background.stop()]);
    },
  };

  async function whenIdle(): Promise<void> {
    while (running !== undefined) await running;
  }
  function giveWay(): Promise<void> | undefined {
    return running === undefined ? undefined : whenIdle();
  }
  return scheduler;
}

function nameOf({ ruleId, message }: RuleProblem): string {
  return `${ruleId} ${message}`;
}
