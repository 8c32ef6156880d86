import { coverWindow, limitMatches, type Planned, type RunWindow } from "@eqlite/core/detect";
import type { QueryWindow } from "@eqlite/core/kernel";
import type { DetectionRule } from "../detection/detection-rule.ts";
import type { RuleState } from "../rules/rule-state.ts";
import type { EventStore } from "../stores/event-store.ts";

/** What an execution that starts now looks at. */
export interface ExecutionPlan {
  readonly window: QueryWindow & { readonly positions: { readonly from: number; readonly to: number } };
  /** The same as times of arrival. */
  readonly arrived: RunWindow;
  /** Time that it leaves out, since it lies too far back. */
  readonly gap: RunWindow | undefined;
}

/**
 * Plans a scheduled execution. Its window is one of arrival: events that came in the time that the rule looks back, whatever
 * time they say they happened at, so that late ones are seen by the next execution (specification 13). It reaches back to
 * where the last success has ended, by the store's own order, so that a clock that was set makes no hole in it.
 */
export function planExecution(
  rule: DetectionRule,
  state: RuleState,
  startedMs: number,
  store: Pick<EventStore, "positionAt" | "endPosition">,
): Planned<ExecutionPlan> {
  const { query } = rule;
  const planned = coverWindow(rule.rule, {
    startedMs,
    coveredToMs: state.coveredToMs,
    maxspanMs: query.kind === "sequence" ? query.maxspanMs : undefined,
  });
  if (!planned.ok) return planned;
  const { window: arrived, gap } = planned.value;
  const from = store.positionAt(arrived.fromMs);
  const { coveredToPosition = from } = state;
  const to = arrived.toMs > startedMs ? store.endPosition : store.positionAt(arrived.toMs);
  const positions = {
    from: gap === undefined ? Math.min(from, coveredToPosition) : from,
    to: Math.max(from, to),
  };
  return { ok: true, value: { window: { positions }, arrived, gap } };
}

/** How many new alerts an execution may raise; undefined where the rule does not limit it. */
export function alertLimit({ rule }: DetectionRule): number | undefined {
  return limitMatches([], rule).limit;
}
