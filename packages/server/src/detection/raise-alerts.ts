import { createHash } from "node:crypto";
import { type Alert, type AlertContext, type AlertExecution, buildAlert } from "@eqlite/core/detect";
import type { EventRecord } from "@eqlite/core/events";
import type { PassMatch, ReadMatchKey } from "@eqlite/core/kernel";
import type { DetectionRule } from "./detection-rule.ts";

export interface RaiseContext extends Pick<AlertContext, "catalogue"> {
  readonly execution: AlertExecution;
}

/** What clients take the server for, as alerts name it. */
export const spokenKibanaVersion = "8.19.0";

/** A match of a rule. */
export interface RuleFinding {
  readonly rule: DetectionRule;
  readonly match: PassMatch;
  readonly readKey: ReadMatchKey;
}

/** The alert of a finding; `lost` where its events are no longer stored, undefined where there is none to raise. */
export type RaisedAlert = Alert | "lost" | undefined;

export function positionsOf(findings: Iterable<RuleFinding>): ReadonlySet<number> {
  const positions = new Set<number>();
  for (const { match } of findings) {
    for (const position of match.positions) if (position !== undefined) positions.add(position);
  }
  return positions;
}

/**
 * Builds the alert of a finding.
 *
 * @param events those at its positions
 */
export function raiseAlert(
  { rule, match, readKey }: RuleFinding,
  events: ReadonlyMap<number, EventRecord>,
  context: RaiseContext,
): RaisedAlert {
  const found: (EventRecord | undefined)[] = [];
  for (const position of match.positions) {
    const event = position === undefined ? undefined : events.get(position);
    if (position !== undefined && event === undefined) return "lost";
    found.push(event);
  }
  // Keys that only have one hash are no match.
  const key = readKey(
    match,
    found.map((event) => event?.document),
  );
  if (!key.isMatch) return undefined;
  const { catalogue, execution } = context;
  const origin = { execution, installed: rule.installed, version: spokenKibanaVersion };
  return buildAlert(
    rule.rule,
    { key: key.key, events: found },
    { catalogue, hash: sha256, origin, overrideSequences: true },
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
