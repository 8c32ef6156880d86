import type { RuleFinding } from "../detection/raise-alerts.ts";
import type { LiveRule } from "./live-rules.ts";

/** A match that was found or refuted and is not stored as such yet. */
export interface PendingFinding extends RuleFinding {
  readonly live: LiveRule;
  /** Whether the finding counts among those that the rule has raised already. */
  readonly isRaised: boolean;
}

/** What of a match counts is its last state: it may be found, refuted and found again before anything can be stored. */
export interface PendingFindings {
  find(live: LiveRule, match: RuleFinding["match"]): void;
  refute(live: LiveRule, match: RuleFinding["match"]): void;
  /** Those that were found first, in the order in which they were found. */
  found(most: number): readonly PendingFinding[];
  refuted(most: number): readonly PendingFinding[];
  /** They are stored. */
  done(some: readonly PendingFinding[]): void;
  readonly count: number;
}

export function createPendingFindings(): PendingFindings {
  const found = new Map<string, PendingFinding>();
  const refuted = new Map<string, PendingFinding>();
  const pending = (live: LiveRule, match: RuleFinding["match"], isRaised: boolean): PendingFinding => ({
    rule: live.rule,
    readKey: live.readKey,
    live,
    match,
    isRaised,
  });
  return {
    find(live, match) {
      const name = nameOf(live, match);
      const before = refuted.get(name);
      refuted.delete(name);
      // What was raised and never taken back stands.
      if (before?.isRaised !== true) found.set(name, pending(live, match, false));
    },
    refute(live, match) {
      const name = nameOf(live, match);
      // An earlier run of the server may have stored what this one has not: it is taken back all the same.
      const isRaised = !found.delete(name);
      refuted.set(name, pending(live, match, isRaised));
    },
    found: (most) => first(found, most),
    refuted: (most) => first(refuted, most),
    done(some) {
      for (const finding of some) {
        const name = nameOf(finding.live, finding.match);
        if (found.get(name) === finding) found.delete(name);
        if (refuted.get(name) === finding) refuted.delete(name);
      }
    },
    get count() {
      return found.size + refuted.size;
    },
  };
}

function nameOf({ rule }: LiveRule, { positions, key }: RuleFinding["match"]): string {
  const keyName = key !== undefined && "low" in key ? `${key.low} ${key.high}` : "";
  return `${rule.id} ${keyName} ${positions.join(" ")}`;
}

function first(findings: ReadonlyMap<string, PendingFinding>, most: number): readonly PendingFinding[] {
  const some: PendingFinding[] = [];
  for (const finding of findings.values()) {
    if (some.length === most) break;
    some.push(finding);
  }
  return some;
}
