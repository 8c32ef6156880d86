import type { Rule } from "./rule.ts";
import { defaultMaxSignals } from "./rule-parts.ts";

export interface LimitedMatches<T> {
  /** In the order they came in. */
  readonly kept: readonly T[];
  /** How many the rule's own limit left out: to be reported with the execution. */
  readonly dropped: number;
  /** The limit of the rule; undefined where it has none of its own. */
  readonly limit: number | undefined;
}

/**
 * Cuts what one execution of a rule has found to the rule's own `max_signals`. The original caps every rule, at 100 where it
 * says nothing; here only a rule that sets another number has a limit, and nothing is lost by default. A written 100 is no
 * limit either: exports and answers of the API write it into rules that never said so, and a rule that is saved as it was
 * read must not begin to lose alerts. As in the original the latest are kept (specification 3.2).
 *
 * @param matches in ascending order, without those that are alerts already: what an earlier execution has raised takes no
 * room from what is new
 */
export function limitMatches<T>(
  matches: readonly T[],
  { maxSignals }: Pick<Rule, "maxSignals">,
): LimitedMatches<T> {
  const limit = maxSignals === defaultMaxSignals ? undefined : maxSignals;
  if (limit === undefined || matches.length <= limit) return { kept: matches, dropped: 0, limit };
  return { kept: matches.slice(matches.length - limit), dropped: matches.length - limit, limit };
}
