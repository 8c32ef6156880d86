import type { Rule, RuleOutcome } from "@eqlite/core/detect";
import type { LoadedRules } from "../scan/load-rules.ts";
import { oneLine } from "./describe-event.ts";
import { messagesFor } from "./messages/messages.ts";
import type { Terminal } from "./terminal.ts";

/** Says on standard error which rules did not run, and which ran with failures. */
export function reportRules(rules: LoadedRules, outcomes: readonly RuleOutcome[], terminal: Terminal): void {
  const messages = messagesFor(terminal.language);
  const { err } = terminal;
  for (const { rule, failures, firstFailure, error } of outcomes) {
    const name = oneLine(rule.name);
    if (error !== undefined)
      err.write(`${err.colors.red(messages.ruleStopped(name, oneLine(error.message)))}\n`);
    else if (firstFailure !== undefined)
      err.write(
        `${err.colors.yellow(messages.ruleFailedOnEvents(name, failures, oneLine(firstFailure.message)))}\n`,
      );
  }
  if (rules.failed.length > 0) err.write(`${err.colors.red(messages.rulesFailed(rules.failed.length))}\n`);
  for (const { part, count } of ignoredParts(rules.prepared.map(({ rule }) => rule))) {
    err.write(`${err.colors.yellow(messages.ignoredPart(part, count))}\n`);
  }
  if (rules.notRun.length > 0) err.write(`${messages.notRun(countTypes(rules.notRun))}\n`);
  const warnings = rules.diagnostics
    .flatMap(({ diagnostics }) => diagnostics)
    .filter(({ severity }) => severity === "warning").length;
  if (warnings > 0) err.write(`${err.colors.dim(messages.ruleWarnings(warnings))}\n`);
  if (rules.skippedFiles > 0) err.write(`${err.colors.dim(messages.skippedRuleFiles(rules.skippedFiles))}\n`);
}

/** Parts of rules that a scan does not apply: each would leave out or gather alerts, so a reader must know. */
const ignoredPartTests = {
  exceptions: (rule: Rule) => rule.exceptionsList.length > 0,
  filters: (rule: Rule) => rule.filters.length > 0,
  suppression: (rule: Rule) => rule.alertSuppression !== undefined,
  disabled: (rule: Rule) => !rule.enabled,
} as const;

export type IgnoredPart = keyof typeof ignoredPartTests;

function ignoredParts(rules: readonly Rule[]): readonly { part: IgnoredPart; count: number }[] {
  return (Object.keys(ignoredPartTests) as IgnoredPart[])
    .map((part) => ({ part, count: rules.filter(ignoredPartTests[part]).length }))
    .filter(({ count }) => count > 0);
}

/** How many rules there are of each type, in order of first appearance. */
export function countTypes(rules: readonly Rule[]): readonly { type: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { type } of rules) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => ({ type, count }));
}
