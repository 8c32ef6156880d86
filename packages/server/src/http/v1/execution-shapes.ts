import type { Execution } from "../../executions/execution.ts";
import type { Gap } from "../../executions/gap-store.ts";
import { isoTime, isoTimeOrNull } from "./iso-time.ts";
import {
  anyText,
  choice,
  described,
  list,
  named,
  nullable,
  object,
  type ReadOf,
  time,
  whole,
} from "./shape.ts";

const executionTypes = ["scheduled", "manual", "live"] as const;
const executionStatuses = ["running", "succeeded", "partial failure", "failed"] as const;

export const executionShape = named(
  "Execution",
  object({
    id: anyText,
    type: choice(executionTypes),
    status: choice(executionStatuses),
    started_at: time,
    finished_at: nullable(time),
    duration_ms: nullable(whole()),
    from: nullable(described("Beginning of the time that was searched.", time)),
    to: nullable(time),
    from_position: nullable(whole()),
    to_position: nullable(whole()),
    events_searched: whole(),
    matches: described("Before it was looked which alerts are known.", whole()),
    alerts_new: whole(),
    alerts_known: whole(),
    alerts_dropped: described("Not raised because of `max_signals`.", whole()),
    warnings: list(anyText),
    error: nullable(anyText),
  }),
);

export function executionJson(execution: Execution): ReadOf<typeof executionShape> {
  const { window } = execution;
  return {
    id: execution.id,
    type: execution.type,
    status: execution.status,
    started_at: isoTime(execution.startedMs),
    finished_at: isoTimeOrNull(execution.finishedMs),
    duration_ms: execution.durationMs ?? null,
    from: isoTimeOrNull(window.fromMs),
    to: isoTimeOrNull(window.toMs),
    from_position: window.fromPosition ?? null,
    to_position: window.toPosition ?? null,
    events_searched: execution.eventsSearched,
    matches: execution.candidates,
    alerts_new: execution.alertsNew,
    alerts_known: execution.alertsKnown,
    alerts_dropped: execution.alertsDropped,
    warnings: execution.warnings,
    error: execution.error ?? null,
  };
}

export const gapReasons = ["rule_disabled", "rule_did_not_run", "failed"] as const;
export const gapStates = ["unfilled", "in progress", "filled", "partially filled", "error"] as const;

export const gapShape = named(
  "Gap",
  object({
    id: whole(),
    from: time,
    to: time,
    reason: choice(gapReasons),
    state: choice(gapStates),
    updated_at: time,
    error: nullable(anyText),
  }),
);

export function gapJson({ id, fromMs, toMs, reason, state, updatedMs, error }: Gap): ReadOf<typeof gapShape> {
  return {
    id,
    from: isoTime(fromMs),
    to: isoTime(toMs),
    reason,
    state,
    updated_at: isoTime(updatedMs),
    error: error ?? null,
  };
}
