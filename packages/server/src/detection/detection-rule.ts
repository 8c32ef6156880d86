import { createRulePass, type InstalledRule, type Rule } from "@eqlite/core/detect";
import type { HashSeed, PassOptions, QueryPass, QueryWindow } from "@eqlite/core/kernel";
import type { CheckedQuery, FieldCatalogue } from "@eqlite/core/lang";
import { decodeAscii } from "../events/decode-ascii.ts";

/** A rule as the server runs it. The same object for as long as nothing of it changes. */
export interface DetectionRule {
  /** Of the installed rule; the rule's own `ruleId` is the same on all servers. */
  readonly id: string;
  readonly rule: Rule;
  /** With exceptions applied. */
  readonly query: CheckedQuery;
  /** Patterns of the data streams it looks at, with those that were added to them; undefined where it looks at all. */
  readonly index: readonly string[] | undefined;
  readonly installed: InstalledRule;
}

/** What a pass must know of a rule. */
export interface PassedRule extends Pick<DetectionRule, "query" | "index"> {
  readonly rule: Pick<Rule, "timestampField" | "tiebreakerField">;
}

/** A rule that looks at part of the events only. */
export interface WindowedRule<Passed extends PassedRule = DetectionRule> {
  readonly rule: Passed;
  readonly window?: QueryWindow | undefined;
}

/** One pass for many rules over stored events. */
export function createDetectionPass(
  rules: readonly WindowedRule<PassedRule>[],
  catalogue: Pick<FieldCatalogue, "typeOf">,
  seed: HashSeed,
  options: Pick<PassOptions, "spillFile"> = {},
): QueryPass {
  return createRulePass(
    rules.map(({ rule: { rule, query, index }, window }) => ({
      rule: { ...rule, index: index ?? everyStream },
      query,
      window,
    })),
    { ...options, catalogue, seed, decodeAscii, enforceIndex: true },
  );
}

const everyStream: readonly string[] = ["*"];

/** Adds to the patterns of a rule those that the configuration says they shall also cover. */
export function expandIndex(
  patterns: readonly string[],
  also: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  return [...new Set(patterns.flatMap((pattern) => [pattern, ...(also.get(pattern) ?? [])]))];
}

/** What a rule sees without index patterns: the original's default (specification 1.3). */
export const defaultIndex: readonly string[] = [
  "apm-*-transaction*",
  "auditbeat-*",
  "endgame-*",
  "filebeat-*",
  "logs-*",
  "packetbeat-*",
  "traces-apm*",
  "winlogbeat-*",
  "-*elastic-cloud-logs-*",
];
