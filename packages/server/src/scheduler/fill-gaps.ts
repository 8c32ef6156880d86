import { randomUUID } from "node:crypto";
import type { DetectionRule } from "../detection/detection-rule.ts";
import type { Gap, GapFilter, GapReason, GapState } from "../executions/gap-store.ts";
import type { Urgency } from "./background-work.ts";
import { missingEventsOf, missingGraceMs } from "./missing-events.ts";
import type { StartedExecution } from "./run-executions.ts";
import type { Scheduler, SchedulerOptions } from "./scheduler.ts";

export interface FillOptions {
  readonly ruleId?: string;
  readonly reason?: GapReason;
  readonly states: readonly GapState[];
  readonly urgency: Urgency;
}

export interface GapFilling {
  /**
   * Searches times that no execution has covered, by the order of arrival. Returns how many gaps are filled now; each ends as
   * filled, or in error with the reason.
   */
  fill(options: FillOptions): number;
  /** Resolves when all that was begun has been done. */
  done(): Promise<void>;
}

export function createGapFilling(scheduler: Scheduler, options: SchedulerOptions): GapFilling {
  const { ruleSet, executions, store, clock, database, log } = options;
  const { gaps } = executions;
  const pending = new Set<Promise<void>>();

  function planGap({ fromMs, toMs }: Gap, rule: DetectionRule): StartedExecution {
    const { query } = rule;
    const nowMs = clock.nowMs();
    const missing = missingEventsOf(query);
    // Events before and after may belong to a sequence that lies partly in the gap.
    const maxspanMs = query.kind === "sequence" ? (query.maxspanMs ?? 0) : 0;
    const leadMs = maxspanMs + (missing?.isFirst === true ? missing.spanMs : 0);
    const graceMs = missing === undefined ? 0 : missingGraceMs;
    const positionAt = (ms: number): number => Math.min(store.positionAt(ms), store.settledPosition);
    const positions = { from: positionAt(fromMs - leadMs), to: positionAt(toMs + maxspanMs + graceMs) };
    const decides =
      missing === undefined ? undefined : { from: positionAt(fromMs - maxspanMs), to: positionAt(toMs) };
    const id = randomUUID();
    const execution = { uuid: id, type: "manual" as const, startedMs: nowMs, createdMs: nowMs };
    return { id, planned: { rule, window: { positions }, decides, maxAlerts: undefined, execution } };
  }

  async function fillOne(gap: Gap, urgency: Urgency): Promise<void> {
    const filled = await scheduler.beside(urgency, async (run) => {
      const rule = ruleSet.current().rules.find((one) => one.rule.ruleId === gap.ruleId);
      if (rule === undefined) {
        gaps.mark(gap.id, "unfilled", clock.nowMs());
        return true;
      }
      const started = planGap(gap, rule);
      const { positions } = started.planned.window;
      database.transaction(() =>
        executions.start([
          {
            id: started.id,
            ruleId: gap.ruleId,
            type: "manual",
            startedMs: started.planned.execution.startedMs,
            window: {
              fromMs: gap.fromMs,
              toMs: gap.toMs,
              ...(positions && { fromPosition: positions.from, toPosition: positions.to }),
            },
          },
        ]),
      );
      await run([started], (outcome, isStopped) => {
        const error = outcome?.error ?? (outcome === undefined ? "It failed; see its execution." : undefined);
        if (isStopped && outcome === undefined) gaps.mark(gap.id, "unfilled", clock.nowMs());
        else if (error === undefined) gaps.mark(gap.id, "filled", clock.nowMs());
        else gaps.mark(gap.id, "error", clock.nowMs(), error);
      });
      return true;
    });
    if (filled === undefined) gaps.mark(gap.id, "unfilled", clock.nowMs());
  }

  return {
    fill({ ruleId, reason, states, urgency }) {
      const running = new Set(ruleSet.current().rules.map(({ rule }) => rule.ruleId));
      const fillable = allGaps({ states, ruleId }).filter(
        (gap) => running.has(gap.ruleId) && (reason === undefined || gap.reason === reason),
      );
      database.transaction(() => {
        for (const { id } of fillable) gaps.mark(id, "in progress", clock.nowMs());
      });
      for (const gap of fillable) {
        const work = fillOne(gap, urgency)
          .catch((error: unknown) => log.error({ err: error }, "a gap could not be filled"))
          .finally(() => pending.delete(work));
        pending.add(work);
      }
      return fillable.length;
    },
    async done() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };

  function allGaps(filter: GapFilter): readonly Gap[] {
    const all: Gap[] = [];
    for (let page = 1; ; page += 1) {
      const { gaps: some, total } = gaps.list({ ...filter, page, pageSize: pageOfGaps });
      all.push(...some);
      if (some.length === 0 || all.length >= total) return all;
    }
  }
}

const pageOfGaps = 1_000;
