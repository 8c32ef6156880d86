import { createHash } from "node:crypto";
import { type Alert, type AlertContext, buildAlert } from "@eqlite/core/detect";
import type { EventRecord } from "@eqlite/core/events";
import type { PassMatch, ReadMatchKey } from "@eqlite/core/kernel";
import type { DetectionRule } from "./detection-rule.ts";

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
  context: Omit<AlertContext, "hash">,
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
  return buildAlert(rule.rule, { key: key.key, events: found }, { ...context, hash: sha256 });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
