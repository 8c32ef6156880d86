import type { RuleSet } from "../detection/rule-set.ts";

/**
 * Rules that were disabled and are enabled again. One that is enabled and cannot run, or could not while the server was down,
 * is none of them: what it has missed is made up for.
 */
export interface ReturningRules {
  /** To be called with the rules of now, again and again. */
  look(set: RuleSet): void;
  has(ruleId: string): boolean;
  /** It has begun to run again. */
  taken(ruleId: string): void;
}

export function createReturningRules(): ReturningRules {
  let enabled: ReadonlySet<string> | undefined;
  let seen: RuleSet | undefined;
  const returned = new Set<string>();
  return {
    look(set) {
      if (set === seen) return;
      seen = set;
      const now = new Set([
        ...set.rules.map(({ rule }) => rule.ruleId),
        ...set.problems.map(({ ruleId }) => ruleId),
      ]);
      for (const ruleId of now) if (enabled !== undefined && !enabled.has(ruleId)) returned.add(ruleId);
      for (const ruleId of returned) if (!now.has(ruleId)) returned.delete(ruleId);
      enabled = now;
    },
    has: (ruleId) => returned.has(ruleId),
    taken: (ruleId) => void returned.delete(ruleId),
  };
}
