import { coverWindow, limitMatches, type Planned, type RunWindow } from "@eqlite/core/detect";
import type { QueryWindow } from "@eqlite/core/kernel";
import type { DetectionRule } from "../detection/detection-rule.ts";
import type { RuleState } from "../rules/rule-state.ts";
import type { EventStore } from "../stores/event-store.ts";
import type { PositionRange } from "./execute-rules.ts";
import { missingEventsOf, missingGraceMs } from "./missing-events.ts";

/** What an execution that starts now looks at. */
export interface ExecutionPlan {
  readonly window: QueryWindow & { readonly positions: PositionRange };
  /** Where sequences begin that it decides; undefined where those are all. */
  readonly decides: PositionRange | undefined;
  /** The window as times of arrival. */
  readonly arrived: RunWindow;
  /** Time that it leaves out, since it lies too far back. */
  readonly gap: RunWindow | undefined;
  /** Up to where everything is found when it has succeeded. */
  readonly covers: { readonly position: number; readonly ms: number };
}

/**
 * Plans a scheduled execution. Its window is one of arrival: events that came in the time that the rule looks back, whatever
 * time they say they happened at, so that late ones are seen by the next execution (specification 13). It reaches back to
 * where the last success has ended, by the store's own order, so that a clock that was set makes no hole in it.
 *
 * Whether an event is missing is known only when it can no longer come. Sequences that began too shortly before are left to
 * a later execution, and where the missing event is the first one, the window reaches back as far as it may lie.
 */
export function planExecution(
  rule: DetectionRule,
  state: RuleState,
  startedMs: number,
  store: Pick<EventStore, "positionAt" | "settledPosition" | "select">,
): Planned<ExecutionPlan> {
  const { query } = rule;
  const planned = coverWindow(rule.rule, {
    startedMs,
    coveredToMs: state.coveredToMs,
    maxspanMs: query.kind === "sequence" ? query.maxspanMs : undefined,
  });
  if (!planned.ok) return planned;
  const { window: arrived, gap } = planned.value;
  const positionAt = (ms: number): number => Math.min(store.positionAt(ms), store.settledPosition);
  const first = positionAt(arrived.fromMs);
  const { coveredToPosition = first } = state;
  const from = gap === undefined ? Math.min(first, coveredToPosition) : first;
  const to = Math.max(from, arrived.toMs > startedMs ? store.settledPosition : positionAt(arrived.toMs));
  const plan = { arrived, gap, window: { positions: { from, to } } };
  const missing = missingEventsOf(query);
  if (missing === undefined) {
    const covers = { position: to, ms: Math.min(arrived.toMs, startedMs) };
    return { ok: true, value: { ...plan, decides: undefined, covers } };
  }
  const decidedMs = Math.min(arrived.toMs, startedMs) - missing.spanMs - missingGraceMs;
  const decidedTo = Math.max(from, Math.min(to, positionAt(decidedMs)));
  const [block] = store.select({ positions: { from, to: from + 1 } });
  const beginsMs = Math.min(arrived.fromMs, block?.ingestedMs ?? arrived.fromMs);
  const searched = missing.isFirst ? Math.min(from, positionAt(beginsMs - missing.spanMs)) : from;
  return {
    ok: true,
    value: {
      ...plan,
      window: { positions: { from: searched, to } },
      decides: { from, to: decidedTo },
      covers: { position: decidedTo, ms: Math.min(decidedMs, arrived.toMs) },
    },
  };
}

/** How many new alerts an execution may raise; undefined where the rule does not limit it. */
export function alertLimit({ rule }: DetectionRule): number | undefined {
  return limitMatches([], rule).limit;
}
