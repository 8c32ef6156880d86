import {
  compileMatchKey,
  createStandingSequence,
  type HashSeed,
  planSequence,
  type QueryPass,
  type ReadMatchKey,
  type StandingOptions,
  type StandingSequence,
} from "@eqlite/core/kernel";
import { type CheckedQuery, defaultSearchOptions, type FieldCatalogue } from "@eqlite/core/lang";
import { createDetectionPass, type DetectionRule } from "../detection/detection-rule.ts";

/** Why a rule is left to its scheduled executions; undefined where live detection judges it, too. */
export function notLiveBecause({ rule, query }: DetectionRule): string | undefined {
  if (query.kind === "sample") return "a sample looks at all events of a window";
  if (query.pipes.length > 0) return "pipes cut what a window holds";
  if (rule.tiebreakerField !== undefined) return "its events are ordered by a tiebreaker";
  return undefined;
}

/** A rule that is judged live. */
export interface LiveRule {
  readonly rule: DetectionRule;
  readonly readKey: ReadMatchKey;
  /** What it remembers; undefined for a query on single events. */
  readonly standing: StandingSequence | undefined;
}

export interface LiveRules {
  /** By the number that hits name them by. */
  readonly rules: readonly LiveRule[];
  readonly pass: QueryPass;
}

/** @param before the rules until now: what those that stay have remembered, they remember */
export function createLiveRules(
  rules: readonly DetectionRule[],
  before: readonly LiveRule[],
  catalogue: FieldCatalogue,
  seed: HashSeed,
  options: StandingOptions,
): LiveRules {
  const known = new Map(before.map((live) => [live.rule.query, live]));
  const live = rules
    .filter((rule) => notLiveBecause(rule) === undefined)
    .map((rule): LiveRule => {
      const { query } = rule;
      return {
        rule,
        readKey: compileMatchKey(query, seed),
        standing: known.get(query)?.standing ?? createStanding(query, rule, catalogue, options),
      };
    });
  return { rules: live, pass: createDetectionPass(live, catalogue, seed) };
}

function createStanding(
  query: CheckedQuery,
  { rule }: DetectionRule,
  catalogue: FieldCatalogue,
  options: StandingOptions,
): StandingSequence | undefined {
  if (query.kind !== "sequence") return undefined;
  const timestampField = rule.timestampField ?? defaultSearchOptions.timestampField;
  return createStandingSequence(planSequence(query, catalogue.typeOf(timestampField)), options);
}
