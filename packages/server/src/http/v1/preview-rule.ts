import type { Alert } from "@eqlite/core/detect";
import type { JsonObject } from "@eqlite/core/events";
import type { DetectionRule } from "../../detection/detection-rule.ts";
import { OperationalError } from "../../platform/operational-error.ts";
import { executeRules } from "../../scheduler/execute-rules.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { v1Limits } from "./v1-limits.ts";

export interface PreviewRequest {
  readonly rule: DetectionRule;
  readonly fromMs: number;
  readonly toMs: number;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** What a rule would raise. */
export interface Preview {
  /** Alerts that would be raised; where there are more than are counted, those of the latest events. */
  readonly count: number;
  readonly isCut: boolean;
  /** The first ones of the latest, newest first. */
  readonly alerts: readonly { readonly id: string; readonly document: JsonObject }[];
  /** By the time of the last event of each. */
  readonly timesMs: readonly number[];
  readonly eventsSearched: number | undefined;
  readonly warnings: readonly string[];
}

export type PreviewLimits = {
  readonly [name in "previewDeadlineMs" | "maxPreviews" | "maxPreviewAlerts" | "maxPreviewCounted"]: number;
};

/**
 * Makes what runs unsaved rules over stored events, by their `@timestamp`, and stores nothing. Throws `too-busy` where others
 * do so, `too-slow` at the deadline, and `bad-request` where the rule fails.
 */
export function createRulePreviews(
  { store, catalogue, clock, stopping }: Pick<V1Dependencies, "store" | "catalogue" | "clock" | "stopping">,
  limits?: Partial<PreviewLimits>,
): (request: PreviewRequest) => Promise<Preview> {
  const bounds: PreviewLimits = { ...v1Limits, ...limits };
  let running = 0;

  async function preview({ rule, fromMs, toMs, signal }: PreviewRequest): Promise<Preview> {
    const nowMs = clock.nowMs();
    const deadline = AbortSignal.timeout(bounds.previewDeadlineMs);
    const enough = new AbortController();
    const alerts: { id: string; document: JsonObject }[] = [];
    const timesMs: number[] = [];
    let count = 0;
    const note = (found: readonly Alert[]): void => {
      // Those of the latest events come first, but within what comes at once last.
      for (const alert of found.toReversed()) {
        count += 1;
        if (alert.timeMs !== undefined) timesMs.push(alert.timeMs);
        if (alerts.length < bounds.maxPreviewAlerts) alerts.push({ id: alert.id, document: alert.document });
        if (count < bounds.maxPreviewCounted) continue;
        enough.abort();
        return;
      }
    };
    const window = { times: { fromMs, toMs } };
    const execution = { uuid: "preview", type: "manual" as const, startedMs: nowMs, createdMs: nowMs };
    try {
      const outcomes = await executeRules([{ rule, window, maxAlerts: undefined, execution }], {
        store,
        catalogue,
        signal: AbortSignal.any([stopping, signal, deadline, enough.signal]),
        isKnown: () => false,
        raise(_execution, found) {
          note(found);
          return found.length;
        },
      });
      const [outcome] = outcomes;
      if (outcome?.error !== undefined) {
        throw new OperationalError("bad-request", `The rule failed: ${outcome.error}`);
      }
      const { eventsSearched, warnings = [] } = outcome ?? {};
      return { count, isCut: enough.signal.aborted, alerts, timesMs, eventsSearched, warnings };
    } catch (error) {
      if (enough.signal.aborted) {
        return { count, isCut: true, alerts, timesMs, eventsSearched: undefined, warnings: [] };
      }
      if (stopping.aborted) throw new OperationalError("store-closed", "The server is shutting down.", error);
      if (signal.aborted) throw new OperationalError("too-slow", "The client went away.", error);
      if (!deadline.aborted) throw error;
      throw new OperationalError(
        "too-slow",
        `The preview took longer than ${bounds.previewDeadlineMs / 1_000} seconds: preview a shorter time, or narrow the query.`,
        error,
      );
    }
  }

  return async (request) => {
    if (running >= bounds.maxPreviews) {
      throw new OperationalError(
        "too-busy",
        `${running} previews run, and ${bounds.maxPreviews} are the most: try again in a moment.`,
      );
    }
    running += 1;
    try {
      return await preview(request);
    } finally {
      running -= 1;
    }
  };
}
