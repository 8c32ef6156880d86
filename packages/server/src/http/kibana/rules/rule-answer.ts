import { type RuleType, ruleTypes } from "@eqlite/core/detect";
import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { Execution, ExecutionStatus } from "../../../executions/execution.ts";
import type { ExecutionStore } from "../../../executions/execution-store.ts";
import { ruleJson, type StoredRule } from "../../../rules/stored-rule.ts";
import { notRunWarnings } from "./read-rule.ts";

export interface AnswerContext {
  readonly executions: Pick<ExecutionStore, "last" | "lastOfEach">;
  readonly catalogue: FieldCatalogue;
}

/**
 * A rule as clients of the original know it (specification 1.3), with the last execution, and with warnings of our own where
 * there are any.
 */
export function ruleAnswer(
  rule: StoredRule,
  context: AnswerContext,
  warnings: readonly JsonObject[] = typeWarnings(rule),
  execution: Execution | undefined = context.executions.last(rule.ruleId),
): JsonObject {
  return {
    ...exportedRule(rule, context.catalogue),
    ...(execution === undefined ? {} : { execution_summary: { last_execution: executionJson(execution) } }),
    ...(warnings.length === 0 ? {} : { eqlite_warnings: warnings }),
  };
}

/** Many rules, whose executions are looked up at once. */
export function ruleAnswers(rules: readonly StoredRule[], context: AnswerContext): readonly JsonObject[] {
  const few = 50;
  if (rules.length <= few) return rules.map((rule) => ruleAnswer(rule, context));
  const last = context.executions.lastOfEach();
  return rules.map((rule) => {
    const execution = last.get(rule.ruleId);
    const answer = exportedRule(rule, context.catalogue);
    const warnings = typeWarnings(rule);
    return {
      ...answer,
      ...(execution === undefined ? {} : { execution_summary: { last_execution: executionJson(execution) } }),
      ...(warnings.length === 0 ? {} : { eqlite_warnings: warnings }),
    };
  });
}

/** A rule as it stands in an export: without what only this server knows of it. */
export function exportedRule(rule: StoredRule, catalogue: FieldCatalogue): JsonObject {
  const json = ruleJson(rule);
  const { required_fields: required, rule_source: source } = json;
  return {
    ...json,
    ...(Array.isArray(required)
      ? { required_fields: required.map((field: JsonValue) => withEcs(field, catalogue)) }
      : {}),
    // No former version of a bundled rule is kept to compare with.
    ...(rule.origin.kind === "bundled" && isJsonObject(source)
      ? { rule_source: { ...source, has_base_version: false, customized_fields: [] } }
      : {}),
  };
}

function typeWarnings({ parameters }: StoredRule): readonly JsonObject[] {
  const type = ruleTypes.find((known): known is RuleType => known === parameters["type"]);
  return type === undefined ? [] : notRunWarnings({ type });
}

function withEcs(field: JsonValue, catalogue: FieldCatalogue): JsonValue {
  if (!isJsonObject(field)) return field;
  const { name } = field;
  return { ...field, ecs: typeof name === "string" && catalogue.typeOf(name) !== undefined };
}

/** The order that the original gives to statuses, and sorts by. */
const statusOrder: Readonly<Record<ExecutionStatus, number>> = {
  succeeded: 0,
  running: 15,
  "partial failure": 20,
  failed: 30,
};

function executionJson(execution: Execution): JsonObject {
  const { status, startedMs, finishedMs, durationMs, warnings, error } = execution;
  return {
    date: new Date(finishedMs ?? startedMs).toISOString(),
    status,
    status_order: statusOrder[status],
    message: error ?? warnings.join(", "),
    // One pass finds and stores: there is no time apart for each.
    metrics: durationMs === undefined ? {} : { total_search_duration_ms: durationMs },
  };
}
