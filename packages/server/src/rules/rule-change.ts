import type { Actor } from "../platform/actor.ts";

/** Who changes something, and when. */
export interface Authorship {
  readonly principal: Actor;
  readonly nowMs: number;
}

/** What somebody has done to a rule. What files change stands in the history of the rule alone. */
export interface RuleChange extends Authorship {
  readonly action: RuleAction;
  readonly ruleId: string;
  readonly detail?: string;
}

export const ruleActions = [
  "create-rule",
  "change-rule",
  "enable-rule",
  "disable-rule",
  "delete-rule",
  /** Over a past time, by hand. */
  "run-rule",
  "fill-gaps",
] as const;

export type RuleAction = (typeof ruleActions)[number];
