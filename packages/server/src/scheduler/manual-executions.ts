import { randomUUID } from "node:crypto";
import { planManualRun, type RunWindow } from "@eqlite/core/detect";
import type { DetectionRule } from "../detection/detection-rule.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { alertLimit } from "./plan-execution.ts";
import { runStarted, type Scheduler, type SchedulerOptions, type StartedExecution } from "./scheduler.ts";

export interface ManualExecutions {
  /**
   * Runs rules over a past time of `@timestamp`, cut into their intervals as if they had run then (specification 2.4). Returns
   * how many executions were planned; they run between the scheduled ones. Throws `not-found` for a rule that does not run,
   * and `bad-request` for a time that cannot be searched.
   */
  run(ruleIds: readonly string[], range: RunWindow): number;
  /** Searches the times that no execution has covered, by the order of arrival. Returns how many gaps are filled now. */
  fillGaps(filter?: { readonly ruleId?: string }): number;
  /** Resolves when all that was asked for has been done. */
  done(): Promise<void>;
}

/** Queries of one pass: slices of a manual run are queries of their own. */
const slicesAtOnce = 100;

export function createManualExecutions(scheduler: Scheduler, options: SchedulerOptions): ManualExecutions {
  const { ruleSet, executions, store, clock, database, log } = options;
  let last: Promise<unknown> = Promise.resolve();

  const later = (work: (signal: AbortSignal) => Promise<void>): void => {
    last = scheduler
      .between(work)
      .catch((error: unknown) => log.error({ err: error }, "a manual execution could not be run"));
  };

  function ruleOf(ruleId: string): DetectionRule {
    const { rules, problems } = ruleSet.current();
    const rule = rules.find((one) => one.rule.ruleId === ruleId);
    if (rule !== undefined) return rule;
    const problem = problems.find((one) => one.ruleId === ruleId);
    throw new OperationalError("not-found", problem?.message ?? `There is no enabled rule ${ruleId}.`);
  }

  /** Executions over times of `@timestamp`. */
  function sliceExecutions(rule: DetectionRule, range: RunWindow): readonly StartedExecution[] {
    const nowMs = clock.nowMs();
    const planned = planManualRun(rule.rule, range, nowMs);
    if (!planned.ok) throw new OperationalError("bad-request", planned.problem);
    return planned.value.map(({ startedMs, window }) => {
      const id = randomUUID();
      const execution = {
        uuid: id,
        type: "manual" as const,
        startedMs: nowMs,
        createdMs: nowMs,
        intendedMs: startedMs,
      };
      return { id, planned: { rule, window: { times: window }, maxAlerts: alertLimit(rule), execution } };
    });
  }

  function start(some: readonly StartedExecution[]): void {
    database.transaction(() =>
      executions.start(
        some.map(({ id, planned: { rule, window, execution } }) => ({
          id,
          ruleId: rule.rule.ruleId,
          type: "manual",
          startedMs: execution.startedMs,
          window: {
            ...window.times,
            ...(window.positions && {
              fromPosition: window.positions.from,
              toPosition: window.positions.to,
            }),
          },
        })),
      ),
    );
  }

  return {
    run(ruleIds, range) {
      const all = ruleIds.flatMap((ruleId) => sliceExecutions(ruleOf(ruleId), range));
      for (let from = 0; from < all.length; from += slicesAtOnce) {
        const some = all.slice(from, from + slicesAtOnce);
        later(async (signal) => {
          start(some);
          await runStarted(options, some, signal, () => {});
        });
      }
      return all.length;
    },
    fillGaps(filter = {}) {
      const running = new Map(ruleSet.current().rules.map((rule) => [rule.rule.ruleId, rule]));
      const { gaps } = executions.gaps.list({ ...filter, states: ["unfilled", "partially filled", "error"] });
      const fillable = gaps.filter(({ ruleId }) => running.has(ruleId));
      for (const gap of fillable) {
        const rule = running.get(gap.ruleId);
        if (rule === undefined) continue;
        executions.gaps.mark(gap.id, "in progress", clock.nowMs());
        later(async (signal) => {
          const nowMs = clock.nowMs();
          const id = randomUUID();
          const maxspanMs = rule.query.kind === "sequence" ? (rule.query.maxspanMs ?? 0) : 0;
          const positions = {
            from: store.positionAt(gap.fromMs - maxspanMs),
            to: store.positionAt(gap.toMs + maxspanMs),
          };
          const execution = { uuid: id, type: "manual" as const, startedMs: nowMs, createdMs: nowMs };
          const started = { id, planned: { rule, window: { positions }, maxAlerts: undefined, execution } };
          start([started]);
          await runStarted(options, [started], signal, (outcome) => {
            const isFilled = outcome !== undefined && outcome.error === undefined;
            const state = isFilled ? "filled" : "error";
            executions.gaps.mark(
              gap.id,
              state,
              clock.nowMs(),
              isFilled ? undefined : (outcome?.error ?? "It failed."),
            );
          });
        });
      }
      return fillable.length;
    },
    done: async () => {
      await last;
    },
  };
}
