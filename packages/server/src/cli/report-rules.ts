import type { Rule, RuleOutcome } from "@eqlite/core/detect";
import type { LoadedRules } from "../scan/load-rules.ts";
import { oneLine } from "./describe-event.ts";
import { messagesFor } from "./messages/messages.ts";
import type { Terminal } from "./terminal.ts";

/** Says on standard error which rules did not run, and which ran with failures. */
export function reportRules(
  rules: LoadedRules,
  outcomes: readonly RuleOutcome<unknown>[],
  terminal: Terminal,
): void {
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
  if (rules.notRun.length > 0) err.write(`${messages.notRun(countTypes(rules.notRun))}\n`);
  const warnings = rules.diagnostics
    .flatMap(({ diagnostics }) => diagnostics)
    .filter(({ severity }) => severity === "warning").length;
  if (warnings > 0) err.write(`${err.colors.dim(messages.ruleWarnings(warnings))}\n`);
  if (rules.skippedFiles > 0) err.write(`${err.colors.dim(messages.skippedRuleFiles(rules.skippedFiles))}\n`);
}

/** How many rules there are of each type, in order of first appearance. */
export function countTypes(rules: readonly Rule[]): readonly { type: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { type } of rules) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => ({ type, count }));
}
