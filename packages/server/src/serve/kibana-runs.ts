import { randomUUID } from "node:crypto";
import { prepareRule } from "@eqlite/core/detect";
import { defaultIndex, expandIndex } from "../detection/detection-rule.ts";
import type {
  KibanaDependencies,
  PreviewAnswer,
  PreviewRequest,
} from "../http/kibana/kibana-dependencies.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { previewExecutions } from "../scheduler/preview-executions.ts";
import type { AppParts } from "./build-app.ts";

/** What Kibana's API asks the scheduler to do. */
export function kibanaRuns(
  parts: Pick<AppParts, "detection" | "data" | "catalogue" | "config" | "clock">,
): Pick<KibanaDependencies, "runManually" | "fillGaps" | "previewRule"> {
  const { manual } = parts.detection;
  const { clock } = parts;
  return {
    async runManually(ruleIds, fromMs, toMs, principal) {
      manual.run(ruleIds, { fromMs, toMs }, { principal, nowMs: clock.nowMs() });
    },
    async fillGaps(ruleIds, _fromMs, _toMs, principal) {
      for (const ruleId of ruleIds) manual.fillGaps({ ruleId }, { principal, nowMs: clock.nowMs() });
    },
    previewRule: (request) => preview(request, parts),
  };
}

async function preview(
  { rule, invocationCount, timeframeEndMs, signal }: PreviewRequest,
  { data, catalogue, config, clock }: Parameters<typeof kibanaRuns>[0],
): Promise<PreviewAnswer> {
  const query = prepareRule(rule, catalogue, clock.nowMs());
  if (!query.ok) throw new OperationalError("bad-request", "The query of the rule is not right.");
  const also = new Map(Object.entries(config.indexAliases));
  const id = randomUUID();
  const { executions, alerts } = await previewExecutions(
    {
      id,
      rule,
      query: query.value,
      index: config.enforceIndex ? expandIndex(rule.index ?? defaultIndex, also) : undefined,
      installed: { id },
    },
    { count: invocationCount, lastMs: timeframeEndMs },
    { store: data.store, catalogue, signal },
  );
  return {
    previewId: id,
    isAborted: signal.aborted,
    logs: executions.map(({ startedMs, outcome }) => ({
      startedAtMs: startedMs,
      // All of them are one pass over the events: none has a time of its own.
      durationMs: 0,
      errors: outcome?.error === undefined ? [] : [outcome.error],
      warnings: outcome?.warnings ?? [],
    })),
    alerts,
  };
}
