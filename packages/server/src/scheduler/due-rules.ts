import { parseInterval } from "@eqlite/core/detect";
import type { DetectionRule } from "../detection/detection-rule.ts";

/**
 * The rules whose time has come. Rules with one interval are due at the same moments, multiples of it, so that they are
 * judged in one pass; a rule that has never run is due at once, and so is one whose last start lies in the future, which
 * happens when the clock is set back.
 *
 * @param startedMs when a rule was started last
 */
export function dueRules(
  rules: readonly DetectionRule[],
  startedMs: (rule: DetectionRule) => number | undefined,
  nowMs: number,
): readonly DetectionRule[] {
  return rules.filter((rule) => {
    const interval = parseInterval(rule.rule.interval);
    const last = startedMs(rule);
    if (!interval.ok || last === undefined || last > nowMs) return true;
    return Math.floor(last / interval.value) < Math.floor(nowMs / interval.value);
  });
}
