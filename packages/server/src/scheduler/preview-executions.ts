import { randomUUID } from "node:crypto";
import { parseInterval, type Rule, type RunWindow, runWindow } from "@eqlite/core/detect";
import type { JsonObject } from "@eqlite/core/events";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { DetectionRule } from "../detection/detection-rule.ts";
import { OperationalError } from "../platform/operational-error.ts";
import type { EventStore } from "../stores/event-store.ts";
import { type ExecutionOutcome, executeRules, type PlannedExecution } from "./execute-rules.ts";

export interface PreviewedExecution {
  readonly startedMs: number;
  readonly outcome: ExecutionOutcome | undefined;
}

/** What executions of an unsaved rule would have raised. */
export interface PreviewedExecutions {
  readonly executions: readonly PreviewedExecution[];
  /** Each once, with building blocks. */
  readonly alerts: readonly JsonObject[];
}

/** Alerts that are kept; the rest is counted by the executions. */
const maxAlerts = 1_000;

/**
 * Runs a rule as if it had been executed at its interval, by `@timestamp`, the last time at `lastMs`. Nothing is stored. Throws
 * OperationalError `bad-request` for a schedule that is none.
 */
export async function previewExecutions(
  rule: DetectionRule,
  { count, lastMs }: { readonly count: number; readonly lastMs: number },
  options: { readonly store: EventStore; readonly catalogue: FieldCatalogue; readonly signal: AbortSignal },
): Promise<PreviewedExecutions> {
  const intervalMs = intervalOf(rule.rule);
  const planned = Array.from({ length: count }, (_, at) => {
    const startedMs = lastMs - (count - 1 - at) * intervalMs;
    const execution = { uuid: randomUUID(), type: "manual" as const, startedMs, createdMs: lastMs };
    const times = windowOf(rule.rule, startedMs);
    return {
      startedMs,
      plan: { rule, window: { times }, maxAlerts: undefined, execution } satisfies PlannedExecution,
    };
  });
  const alerts = new Map<string, readonly JsonObject[]>();
  const outcomes = await executeRules(
    planned.map(({ plan }) => plan),
    {
      ...options,
      isKnown: (id) => alerts.has(id),
      raise(_, raised) {
        for (const { id, document, buildingBlocks } of raised) {
          if (alerts.size < maxAlerts) alerts.set(id, [document, ...buildingBlocks]);
        }
        return raised.length;
      },
    },
  );
  return {
    executions: planned.map(({ startedMs, plan }) => ({
      startedMs,
      outcome: outcomes.find(({ execution }) => execution === plan),
    })),
    alerts: [...alerts.values()].flat(),
  };
}

function intervalOf({ interval }: Rule): number {
  const parsed = parseInterval(interval);
  if (!parsed.ok) throw new OperationalError("bad-request", parsed.problem);
  return parsed.value;
}

function windowOf(rule: Rule, startedMs: number): RunWindow {
  const window = runWindow(rule, startedMs);
  if (!window.ok) throw new OperationalError("bad-request", window.problem);
  return window.value;
}
