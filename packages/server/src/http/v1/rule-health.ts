import { parseInterval } from "@eqlite/core/detect";
import type { JsonObject } from "@eqlite/core/events";
import { notLiveBecause } from "../../live/live-rules.ts";
import type { StoredRule } from "../../rules/stored-rule.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { executionJson, executionShape } from "./execution-shapes.ts";
import { isoTime, isoTimeOrNull } from "./iso-time.ts";
import {
  anyText,
  choice,
  described,
  flag,
  list,
  named,
  nullable,
  number,
  object,
  type ReadOf,
  time,
  whole,
} from "./shape.ts";

const dayMs = 24 * 3_600_000;

export const ruleShape = named(
  "Rule",
  object({
    id: described("UUID in this installation.", anyText),
    rule_id: described("The same in all installations.", anyText),
    name: anyText,
    type: anyText,
    severity: anyText,
    risk_score: number,
    tags: list(anyText),
    interval: nullable(anyText),
    origin: choice(["api", "file", "bundled"]),
    path: nullable(described("Its file.", anyText)),
    is_edited: described("Changed here since it came from its file, which no longer changes it.", flag),
    revision: whole(),
    updated_at: time,
    updated_by: anyText,
    enabled: described("As people chose it.", flag),
    state: choice(["running", "disabled", "file-missing", "cannot-run"]),
    problem: nullable(described("Why an enabled rule does not run.", anyText)),
    is_live: described("Judged as events arrive, beside its schedule.", flag),
    not_live_because: nullable(anyText),
    last_execution: nullable(executionShape),
    next_due_at: nullable(time),
    last_success_at: nullable(time),
    unfilled_gap_ms: whole(),
    alerts_last_day: whole(),
  }),
);
export type RuleJson = ReadOf<typeof ruleShape>;

/** Says how rules fare. What concerns all of them is asked for once. */
export function createRuleHealth({
  alerts,
  rules,
  executions,
  detection,
  clock,
}: V1Dependencies): (rule: StoredRule) => RuleJson {
  const nowMs = clock.nowMs();
  const { rules: running, problems } = detection.ruleSet.current();
  const runningBy = new Map(running.map((rule) => [rule.rule.ruleId, rule]));
  const problemBy = new Map(problems.map(({ ruleId, message }) => [ruleId, message]));
  const gaps = executions.gaps.unfilledMs();
  const lastDay = { times: { fromMs: nowMs - dayMs }, buildingBlocks: "hidden" } as const;
  const counts = new Map(alerts.countsBy("rule", lastDay).map(({ value, count }) => [value, count]));

  return (stored) => {
    const { ruleId, parameters, origin } = stored;
    const rule = runningBy.get(ruleId);
    const state = rules.states.get(ruleId);
    const last = executions.last(ruleId);
    const notLive =
      rule === undefined
        ? null
        : detection.live === undefined
          ? "live detection is turned off"
          : (notLiveBecause(rule) ?? null);
    const problem = stored.enabled
      ? stored.isMissing
        ? "Its file has vanished: put it back, or delete the rule."
        : (problemBy.get(ruleId) ?? null)
      : null;
    return {
      id: stored.id,
      rule_id: ruleId,
      name: textOf(parameters, "name"),
      type: textOf(parameters, "type"),
      severity: textOf(parameters, "severity"),
      risk_score: Number(parameters["risk_score"] ?? 0),
      tags: textsOf(parameters, "tags"),
      interval: textOf(parameters, "interval") || null,
      origin: origin.kind,
      path: origin.kind === "api" ? null : origin.path,
      is_edited: stored.isEdited,
      revision: stored.revision,
      updated_at: isoTime(stored.updatedMs),
      updated_by: stored.updatedBy,
      enabled: stored.enabled,
      state: !stored.enabled
        ? "disabled"
        : stored.isMissing
          ? "file-missing"
          : rule === undefined
            ? "cannot-run"
            : "running",
      problem,
      is_live: rule !== undefined && notLive === null,
      not_live_because: notLive,
      last_execution: last === undefined ? null : executionJson(last),
      next_due_at: rule === undefined ? null : nextDue(rule.rule.interval, state.previousStartedAtMs, nowMs),
      last_success_at: isoTimeOrNull(state.lastSuccessMs),
      unfilled_gap_ms: gaps.get(ruleId) ?? 0,
      alerts_last_day: counts.get(ruleId) ?? 0,
    };
  };
}

/** See due-rules.ts: rules are due at multiples of their interval, and at once where they have never run. */
function nextDue(interval: string, lastMs: number | undefined, nowMs: number): string | null {
  const parsed = parseInterval(interval);
  if (!parsed.ok) return null;
  if (lastMs === undefined || lastMs > nowMs) return isoTime(nowMs);
  return isoTime((Math.floor(lastMs / parsed.value) + 1) * parsed.value);
}

function textOf(parameters: JsonObject, name: string): string {
  const value = parameters[name];
  return typeof value === "string" ? value : "";
}

function textsOf(parameters: JsonObject, name: string): readonly string[] {
  const value = parameters[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
