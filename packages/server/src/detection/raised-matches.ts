import type { PassMatch } from "@eqlite/core/kernel";
import type { DetectionRule } from "./detection-rule.ts";

/**
 * Which matches have their alert, so that whoever finds one again need not read its events to know: windows overlap, and live
 * detection has found most of what an execution finds. It is forgotten when the server ends or the rule changes, and nothing
 * comes of that but work: the alert has the same id as before.
 */
export interface RaisedMatches {
  has(rule: DetectionRule, match: Pick<PassMatch, "positions">): boolean;
  /** To be called when the alert is stored. */
  add(rule: DetectionRule, match: Pick<PassMatch, "positions">): void;
  /** Its alert was taken back. */
  delete(rule: DetectionRule, match: Pick<PassMatch, "positions">): void;
}

/** @param maxPerRule matches of one rule; beyond it those that were added first are forgotten */
export function createRaisedMatches(maxPerRule = 100_000): RaisedMatches {
  // A rule is the same object for as long as nothing of it changes.
  const byRule = new WeakMap<DetectionRule, Set<number | string>>();
  return {
    has: (rule, match) => byRule.get(rule)?.has(keyOf(match)) === true,
    add(rule, match) {
      let raised = byRule.get(rule);
      if (raised === undefined) {
        raised = new Set();
        byRule.set(rule, raised);
      }
      const key = keyOf(match);
      // What is found again moves to the end: it is still in somebody's window.
      raised.delete(key);
      raised.add(key);
      if (raised.size <= maxPerRule) return;
      const [first] = raised;
      if (first !== undefined) raised.delete(first);
    },
    delete(rule, match) {
      byRule.get(rule)?.delete(keyOf(match));
    },
  };
}

/** Most matches are of one event. */
function keyOf({ positions }: Pick<PassMatch, "positions">): number | string {
  const [first] = positions;
  return positions.length === 1 && first !== undefined ? first : positions.join(" ");
}
