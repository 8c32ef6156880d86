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
import { createRaisedIds, type RaisedIds } from "./raised-ids.ts";

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
  /** Of what it remembers, which alerts are raised. */
  readonly raised: RaisedIds;
}

export interface LiveRules {
  /** By the number that hits name them by. */
  readonly rules: readonly LiveRule[];
  readonly pass: QueryPass;
  /** Numbers of rules that the pass has stopped and that were reported. */
  readonly stopped: Set<number>;
}

/**
 * @param before the rules until now: what those that stay have remembered, they remember
 * @param sinceMs when the first event arrives that new rules are shown
 */
export function createLiveRules(
  rules: readonly DetectionRule[],
  before: readonly LiveRule[],
  catalogue: FieldCatalogue,
  seed: HashSeed,
  options: StandingOptions,
  sinceMs: number,
): LiveRules {
  const known = new Map(before.map((live) => [live.rule.query, live]));
  const live = rules
    .filter((rule) => notLiveBecause(rule) === undefined)
    .map((rule): LiveRule => {
      const { query } = rule;
      const same = known.get(query);
      return {
        rule,
        readKey: compileMatchKey(query, seed),
        standing: same?.standing ?? createStanding(query, rule, catalogue, { ...options, sinceMs }),
        raised: same?.raised ?? createRaisedIds(),
      };
    });
  return { rules: live, pass: createDetectionPass(live, catalogue, seed), stopped: new Set() };
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
