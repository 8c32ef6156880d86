import { randomUUID } from "node:crypto";
import { type ManualSlice, parseInterval, planManualRun, type RunWindow } from "@eqlite/core/detect";
import type { DetectionRule } from "../detection/detection-rule.ts";
import { OperationalError } from "../platform/operational-error.ts";
import type { Authorship, RuleChange } from "../rules/rule-change.ts";
import type { GapFilling } from "./fill-gaps.ts";
import { missingEventsOf } from "./missing-events.ts";
import { alertLimit } from "./plan-execution.ts";
import type { StartedExecution } from "./run-executions.ts";
import type { Scheduler, SchedulerOptions } from "./scheduler.ts";

export interface ManualExecutions {
  /**
   * Runs rules over a past time of `@timestamp`, cut into their intervals as if they had run then (specification 2.4). Returns
   * how many executions were planned; they give way to the scheduled ones. Throws `not-found` for a rule that does not run,
   * and `bad-request` for a time that cannot be searched.
   *
   * @param asked who asks for it, for the audit trail
   */
  run(ruleIds: readonly string[], range: RunWindow, asked?: Authorship): number;
  /**
   * Searches the times that no execution of a rule has covered, or of all rules, by the order of arrival. Returns how many gaps
   * are filled now.
   *
   * @param asked who asks for it, for the audit trail: of a rule that has gaps
   */
  fillGaps(filter?: { readonly ruleId?: string }, asked?: Authorship): number;
  /** Resolves when all that was asked for has been done. */
  done(): Promise<void>;
}

/** Queries of one pass: slices of a manual run are queries of their own. */
const slicesAtOnce = 100;

export function createManualExecutions(
  scheduler: Scheduler,
  filling: GapFilling,
  options: SchedulerOptions,
  noteChange: (change: RuleChange) => void = () => {},
): ManualExecutions {
  const { ruleSet, executions, clock, database, log } = options;
  const pending = new Set<Promise<unknown>>();

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
    return planned.value.map((slice) => {
      const id = randomUUID();
      const execution = {
        uuid: id,
        type: "manual" as const,
        startedMs: nowMs,
        createdMs: nowMs,
        intendedMs: slice.startedMs,
      };
      return { id, planned: { rule, ...searchedBy(slice, rule), maxAlerts: alertLimit(rule), execution } };
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
          window: { ...window.times },
        })),
      ),
    );
  }

  return {
    run(ruleIds, range, asked) {
      const all = ruleIds.flatMap((ruleId) => sliceExecutions(ruleOf(ruleId), range));
      if (asked !== undefined) {
        const detail = `${new Date(range.fromMs).toISOString()} to ${new Date(range.toMs).toISOString()}`;
        for (const ruleId of ruleIds) noteChange({ action: "run-rule", ruleId, detail, ...asked });
      }
      for (let from = 0; from < all.length; from += slicesAtOnce) {
        const some = all.slice(from, from + slicesAtOnce);
        const work = scheduler
          .beside("manual execution", async (run) => {
            start(some);
            await run(some, () => {});
          })
          .catch((error: unknown) => log.error({ err: error }, "a manual execution could not be run"))
          .finally(() => pending.delete(work));
        pending.add(work);
      }
      return all.length;
    },
    fillGaps(filter = {}, asked) {
      const gaps = filling.fill({
        ...filter,
        states: ["unfilled", "partially filled", "error"],
        urgency: "manual execution",
      });
      const { ruleId } = filter;
      if (asked !== undefined && ruleId !== undefined && gaps > 0) {
        noteChange({ action: "fill-gaps", ruleId, detail: gaps === 1 ? "1 gap" : `${gaps} gaps`, ...asked });
      }
      return gaps;
    },
    async done() {
      while (pending.size > 0) await Promise.all(pending);
      await filling.done();
    },
  };
}

/**
 * The events that a slice looks at: those of its window, and as many before as a sequence may take that ends within the
 * interval. Where an event must be missing, also those around, as all of them are known; what lies around is not raised.
 */
function searchedBy(
  { startedMs, window }: ManualSlice,
  { rule, query }: DetectionRule,
): Pick<StartedExecution["planned"], "window" | "raises"> {
  const interval = parseInterval(rule.interval);
  const maxspanMs = query.kind === "sequence" ? (query.maxspanMs ?? 0) : 0;
  const beforeMs = interval.ok ? startedMs - interval.value - maxspanMs : window.fromMs;
  const times = { fromMs: Math.min(window.fromMs, beforeMs), toMs: window.toMs };
  const missing = missingEventsOf(query);
  if (missing === undefined) return { window: { times } };
  const { spanMs } = missing;
  return { window: { times: { fromMs: times.fromMs - spanMs, toMs: times.toMs + spanMs } }, raises: times };
}
